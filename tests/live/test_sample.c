// SPDX-License-Identifier: GPL-2.0
/* --sample: rows are unbiased estimates, all else is exact. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "pinned.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define ONE_IN 64

/* Reports of a sample have what reports_parse() checks but that rows add up. */
static json_t *sampled_reports(struct tool *tool)
{
	return reports_parse_cut(tool_text(tool));
}

static json_t *signals_of(const struct storm *storm, row_filter wanted)
{
	json_t *rows = json_array(), *row;
	size_t i;

	json_array_foreach (storm->rows, i, row)
		if (!wanted || wanted(row, storm))
			ck_assert_int_eq(json_array_append(rows, row), 0);
	return rows_by_signal(rows);
}

static double number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	ck_assert_msg(json_is_number(value), "no %s", key);
	return json_number_value(value);
}

/* All storms of a test have one name; the pids tell them apart. */
static bool is_same(const json_t *row, const json_t *flood)
{
	static const char *const numbers[] = {"sender_pid", "target_pid", "signal_number"};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (row_integer(row, numbers[i]) != row_integer(flood, numbers[i]))
			return false;
	return true;
}

static const json_t *flood_of(const struct storm *storm)
{
	const json_t *row;
	size_t i;

	json_array_foreach (storm->rows, i, row)
		if (!strcmp(row_text(row, "signal"), "SIGUSR1"))
			return row;
	ck_abort_msg("no flood");
}

struct estimate {
	double count, variance, truth;
};

/* What the reports make of the flood. */
static struct estimate estimate_of(const json_t *reports, const struct storm *storm)
{
	const json_t *report, *row, *flood = flood_of(storm);
	struct estimate sum = {.truth = number(flood, "count")};
	size_t i, j;

	json_array_foreach (reports, i, report)
		json_array_foreach (json_object_get(report, "rows"), j, row)
			if (is_same(row, flood)) {
				sum.count += number(row, "count");
				sum.variance += pow(number(row, "standard_error"), 2);
			}
	return sum;
}

/* Each report says what it is, and its ledger is exact. */
static void assert_sampled(const json_t *reports)
{
	const json_t *report;
	size_t i;

	json_array_foreach (reports, i, report)
		ck_assert_double_eq(number(json_object_get(report, "sample"), "one_in"), ONE_IN);
}

#define RUNS 100

/*
 * Many runs: the error of each in units of its own standard error is about normal. Five standard
 * errors for the sum of all is a bound that an unbiased estimate fails once in two million times,
 * and one that is off by a fiftieth always; and errors must be as large as they say: chi-squared
 * of 100 degrees of freedom is between 0.4 and 2 of its mean but for once in a million times.
 */
START_TEST(test_unbiased)
{
	static struct storm storms[RUNS];
	struct estimate sum = {0};
	double squares = 0;
	struct tool tool;
	json_t *reports;

	/* All storms of a test have one name. Others may fill the map; what finds no room is no
	 * row. */
	storm_prepare(&storms[0], ARGS("flood", "--threads", "2", "--count", "40009"));
	tool_start(&tool, ARGS("--sample", "64", "-i", "0.3", "-p", storms[0].comm));
	storm_begin(&storms[0]);
	storm_finish(&storms[0]);
	for (int run = 1; run < RUNS; run++)
		storm_run(&storms[run], ARGS("flood", "--threads", "2", "--count", "40009"));
	reports = sampled_reports(&tool);
	assert_sampled(reports);
	for (int run = 0; run < RUNS; run++) {
		struct estimate estimate = estimate_of(reports, &storms[run]);

		ck_assert_double_eq(estimate.truth, 2 * 40009);
		sum.count += estimate.count;
		sum.truth += estimate.truth;
		sum.variance += estimate.truth * (ONE_IN - 1);
		squares += pow(estimate.count - estimate.truth, 2) / estimate.variance;
	}
	(void)printf("%d runs, one in %d: %.0f of %.0f, standard error %.0f; spread %.2f\n", RUNS,
	             ONE_IN, sum.count, sum.truth, sqrt(sum.variance), sqrt(squares / RUNS));
	ck_assert_double_lt(fabs(sum.count - sum.truth), 5 * sqrt(sum.variance));
	ck_assert_double_gt(squares / RUNS, 0.4);
	ck_assert_double_lt(squares / RUNS, 2);
}
END_TEST

/* Totals by signal and the ledger, whatever was drawn. */
START_TEST(test_totals)
{
	struct storm storm;
	struct tool tool;
	json_t *expected, *seen;
	json_t *reports;
	const char *signal;
	json_t *count;

	storm_prepare(&storm, ARGS("flood", "calls", "--count", "10007"));
	tool_start(&tool, ARGS("--sample", "64", "-i", "0.2", "-p", storm.comm));
	storm_begin(&storm);
	storm_finish(&storm);
	reports = sampled_reports(&tool);
	expected = signals_of(&storm, NULL);
	seen = reports_signals(reports);
	json_object_foreach (expected, signal, count)
		if (strcmp(signal, "SIGCHLD") != 0)
			ck_assert_int_eq(json_integer_value(json_object_get(seen, signal)),
			                 json_integer_value(count));
	ck_assert_int_eq(reports_ledger(reports, "seen"),
	                 reports_ledger(reports, "rows") + reports_ledger(reports, "remainder"));
}
END_TEST

/* Lethal signals, overflow, refusals and probes: each counted, each row with no error. */
START_TEST(test_precious)
{
	struct storm storm;
	struct tool tool;
	json_t *expected = tally_new(), *seen = tally_new(), *reports, *report, *row, *copy;
	size_t i, j;

	tool_start(&tool, ARGS("--sample", "1000000"));
	storm_run(&storm, ARGS("deadly", "esrch", "eperm", "einval", "probe", "refused-zero",
	                       "fault", "seccomp-kill", "cgroup-kill"));
	reports = sampled_reports(&tool);
	json_array_foreach (storm.rows, i, row)
		if (strcmp(row_text(row, "signal"), "SIGCHLD") != 0 &&
		    strcmp(row_text(row, "signal"), "SIGSTOP") != 0 &&
		    strcmp(row_text(row, "signal"), "SIGCONT") != 0)
			tally_add(expected, row);
	json_array_foreach (reports, i, report)
		json_array_foreach (json_object_get(report, "rows"), j, row)
			if (row_of_storm(row, &storm) && number(row, "standard_error") == 0) {
				copy = json_copy(row);
				ck_assert_int_eq(json_object_del(copy, "standard_error"), 0);
				tally_add(seen, copy);
			}
	tally_assert_equal(expected, seen);
}
END_TEST

/* SIGUSR1 ends a process that does not handle it, and only then it is never left out. */
START_TEST(test_default_is_lethal)
{
	json_t *reports;
	struct tool tool;
	char self[32];

	(void)snprintf(self, sizeof(self), "%d", getpid());
	tool_start(&tool, ARGS("--sample", "1000000", "-p", self, "-s", "USR1"));
	for (int i = 0; i < 23; i++) {
		pid_t pid = fork();

		if (!pid) {
			(void)pause();
			_exit(0);
		}
		ck_assert_int_eq(kill(pid, SIGUSR1), 0);
		ck_assert_int_eq(process_wait(pid), 128 + SIGUSR1);
	}
	reports = tool_reports(&tool); /* which has checked that the rows add up */
	ck_assert_int_eq(reports_ledger(reports, "seen"), 23);
	ck_assert_uint_eq(json_array_size(json_object_get(json_array_get(reports, 0), "rows")), 23);
}
END_TEST

START_TEST(test_overflow)
{
	struct storm storm;
	struct tool tool;
	json_t *reports;
	const json_t *report, *row;
	json_int_t expected = 0, seen = 0;
	size_t i, j;

	tool_start(&tool, ARGS("--sample", "1000000"));
	storm_run(&storm, ARGS("overflow"));
	reports = sampled_reports(&tool);
	json_array_foreach (storm.rows, i, row)
		if (!strcmp(row_text(row, "outcome"), "overflow"))
			expected += row_count(row);
	json_array_foreach (reports, i, report)
		json_array_foreach (json_object_get(report, "rows"), j, row)
			if (row_of_storm(row, &storm) &&
			    !strcmp(row_text(row, "outcome"), "overflow"))
				seen += row_count(row);
	ck_assert_int_gt(expected, 0);
	ck_assert_int_eq(seen, expected);
}
END_TEST

/* What was started with a sample says so in every snapshot, and estimates likewise. */
START_TEST(test_pinned)
{
	struct estimate estimate;
	struct storm storm;
	json_t *reports = json_array();

	pinned_start(ARGS("--sample", "64"));
	storm_run(&storm, ARGS("flood", "--threads", "2", "--count", "40009"));
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
			json_array_append_new(
				reports,
				json_loads(pinned_ok(ARGS("snapshot", "-o", "json")), 0, NULL)),
			0);
	assert_sampled(reports);
	estimate = estimate_of(reports, &storm);
	ck_assert_double_eq(estimate.truth, 2 * 40009);
	ck_assert_double_lt(fabs(estimate.count - estimate.truth),
	                    6 * sqrt(estimate.truth * (ONE_IN - 1)));
	ck_assert_double_gt(estimate.count, 0);
	(void)pinned_ok(ARGS("stop", "-o", "json"));
}
END_TEST

void add_sampling(Suite *suite)
{
	TCase *tests = theme(suite, "sample", 180);
	TCase *pinned = theme(suite, "sample-pinned", 60);

	tcase_add_test(tests, test_unbiased);
	tcase_add_test(tests, test_totals);
	tcase_add_test(tests, test_precious);
	tcase_add_test(tests, test_default_is_lethal);
	tcase_add_test(tests, test_overflow);
	tcase_add_unchecked_fixture(pinned, pinned_setup, pinned_teardown);
	tcase_add_test(pinned, test_pinned);
}
