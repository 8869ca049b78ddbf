// SPDX-License-Identifier: GPL-2.0
/* When reports come, and what their intervals are. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "text.h"
#include "tool.h"

/* How late one may be, seconds. */
#define LATE  (2.0 * slowness()) /* a busy machine is no fault, */
#define EARLY 0.25               /* but nothing comes before its time */

START_TEST(test_count)
{
	static const char *const words[][6] = {
		{"-i", "0.2", "-c", "3"}, {"--interval=0.2", "--count=3"}, {"0.2", "3"}};
	struct tool tool;

	tool_start(&tool, words[_i]);
	tool_wait(&tool);
	ck_assert_uint_eq(json_array_size(reports_parse(memory_text(tool.out))), 3);
	ck_assert_double_ge(seconds_now() - tool.counting_at, 0.6 - EARLY);
}
END_TEST

START_TEST(test_interval)
{
	struct tool tool;
	json_t *reports;
	double sum = 0, before = 0, started = seconds_now();

	tool_start(&tool, ARGS("-i", "0.5", "-c", "4"));
	tool_wait(&tool);
	reports = reports_parse(memory_text(tool.out));
	for (size_t i = 0; i < 4; i++) {
		const json_t *report = json_array_get(reports, i);
		double interval = report_interval(report), time = report_time(report);

		ck_assert_double_le(interval, 0.5 + LATE);
		/* Both are in milliseconds. */
		ck_assert(i == 0 || fabs(time - before - interval) < 0.01 * slowness());
		sum += interval;
		before = time;
	}
	ck_assert_double_ge(sum, 2 - EARLY);
	ck_assert_double_le(sum, 2 + LATE);
	ck_assert_double_le(sum, seconds_now() - started);
}
END_TEST

/* The first report after a pause covers it, and says so. It comes an interval later at most. */
START_TEST(test_interval_of_pause)
{
	const double pause = 1.3;
	struct tool tool;
	json_t *reports;
	double longest = 0;

	tool_start(&tool, ARGS("-i", "0.5", "-c", "4"));
	ck_assert_int_eq(kill(tool.pid, SIGSTOP), 0);
	seconds_sleep(pause);
	ck_assert_int_eq(kill(tool.pid, SIGCONT), 0);
	tool_wait(&tool);
	reports = reports_parse(memory_text(tool.out));
	for (size_t i = 0; i < 4; i++)
		longest = fmax(longest, report_interval(json_array_get(reports, i)));
	ck_assert_double_ge(longest, pause - 0.01);
	ck_assert_double_le(longest, pause + 0.5 + LATE);
}
END_TEST

/* No process has this name. */
#define NOBODY "live-nobody"

START_TEST(test_idle)
{
	struct tool tool;
	json_t *reports;
	const json_t *report;
	size_t i;

	tool_start(&tool, ARGS("-i", "0.2", "-c", "3", "-p", NOBODY));
	tool_wait(&tool);
	reports = reports_parse(memory_text(tool.out));
	ck_assert_uint_eq(json_array_size(reports), 3);
	ck_assert_int_eq(reports_ledger(reports, "seen"), 0);
	for (i = 0; (report = json_array_get(reports, i)); i++) {
		ck_assert_uint_eq(json_array_size(json_object_get(report, "rows")), 0);
		ck_assert_uint_eq(json_object_size(json_object_get(report, "signals")), 0);
	}
}
END_TEST

/* So in the formats for people, too; CSV has no rows to show, but its header. */
START_TEST(test_idle_formats)
{
	static const struct {
		const char *format, *word;
		size_t times;
	} idle[] = {
		{"table", "no signals in this interval\n", 2},
		{"csv", "time,", 1},
		{"prometheus", "# HELP sigsnoop_signals_total ", 2},
	};
	struct tool tool;
	const char *text;
	size_t times = 0;

	tool_start(&tool, ARGS("-i", "0.2", "-c", "2", "-p", NOBODY, "-o", idle[_i].format));
	tool_wait(&tool);
	text = memory_text(tool.out);
	for (const char *at = text; (at = strstr(at, idle[_i].word)); at++)
		times++;
	ck_assert_msg(times == idle[_i].times, "%.2000s", text);
}
END_TEST

START_TEST(test_partial)
{
	static const int signals[] = {SIGINT, SIGTERM};
	struct storm storm;
	struct tool tool;
	json_t *reports;
	double elapsed;

	tool_start(&tool, ARGS("-i", "3600"));
	storm_run(&storm, ARGS("calls"));
	seconds_sleep(0.5);
	elapsed = seconds_now() - tool.counting_at;
	tool_end(&tool, signals[_i]);
	reports = reports_parse(memory_text(tool.out));
	ck_assert_uint_eq(json_array_size(reports), 1);
	ck_assert_double_eq_tol(report_interval(json_array_get(reports, 0)), elapsed, LATE);
	storm_assert_exact(&storm, reports);
}
END_TEST

/* What was in one report is not in the next. */
START_TEST(test_once)
{
	struct storm storm;
	struct tool tool;
	json_t *reports;

	tool_start(&tool, ARGS("-i", "0.1"));
	storm_run(&storm, ARGS("calls"));
	seconds_sleep(0.5);
	reports = tool_reports(&tool);
	storm_assert_exact(&storm, reports);
	ck_assert_uint_ge(json_array_size(reports), 4);
}
END_TEST

void add_reports(Suite *suite)
{
	TCase *tests = theme(suite, "reports", 20);

	tcase_add_loop_test(tests, test_count, 0, 3);
	tcase_add_test(tests, test_interval);
	tcase_add_test(tests, test_interval_of_pause);
	tcase_add_test(tests, test_idle);
	tcase_add_loop_test(tests, test_idle_formats, 0, 3);
	tcase_add_loop_test(tests, test_partial, 0, 2);
	tcase_add_test(tests, test_once);
}
