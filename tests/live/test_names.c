// SPDX-License-Identifier: GPL-2.0
/* Names are those of processes, taken while these lived, whatever bytes they are. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

/* As sigstorm's --comm takes it, and as JSON must have it. */
static const struct {
	const char *given;
	const char *shown;
} names[] = {
	{"two words", "two words"},
	{"q\"uote\\x0anew", "q\"uote\nnew"},
	{"\\x1b[2J\\x1b[31m", "\033[2J\033[31m"},
	{"back\\\\slash", "back\\slash"},
	{"\\x01\\x7f\\x09", "\x01\x7f\t"},
	{"gr\\xc3\\xbc\\xc3\\x9f\\xe2\\x82\\xac", "gr\xc3\xbc\xc3\x9f\xe2\x82\xac"},
	{"\\xf0\\x9f\\x92\\xa9", "\xf0\x9f\x92\xa9"},
	{"\\xc2\\x9b31m", "\xc2\x9b"
                          "31m"},
	{"a\\xffb\\xfe", "a\xef\xbf\xbd"
                         "b\xef\xbf\xbd"},
	{"\\xc3", "\xef\xbf\xbd"},
	{"\\xc0\\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"\\xed\\xa0\\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
	{"15 bytes and no more", "15 bytes and no"},
};

#define NAMES ((int)(sizeof(names) / sizeof(names[0])))

START_TEST(test_hostile)
{
	struct storm storm;
	struct tool tool;
	json_t *reports;
	const json_t *row;
	size_t i, seen = 0;

	tool_start(&tool, ARGS("--failures=off"));
	storm_run(&storm, ARGS("--comm", names[_i].given, "calls"));
	reports = tool_reports(&tool);
	for (i = 0; (row = json_array_get(json_object_get(json_array_get(reports, 0), "rows"), i));
	     i++) {
		if (row_integer(row, "sender_pid") != storm.pid ||
		    !strcmp(row_text(row, "origin"), "child"))
			continue;
		ck_assert_str_eq(row_text(row, "sender_comm"), names[_i].shown);
		ck_assert_str_eq(row_text(row, "target_comm"), names[_i].shown);
		seen++;
	}
	ck_assert_uint_gt(seen, 0);
}
END_TEST

static void assert_gone(const struct storm *storm)
{
	void *at;

	for (at = json_object_iter(storm->pids); at; at = json_object_iter_next(storm->pids, at)) {
		pid_t pid = (pid_t)strtol(json_object_iter_key(at), NULL, 10);

		ck_assert(kill(pid, 0) < 0 && errno == ESRCH);
	}
}

START_TEST(test_gone)
{
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("-i", "60"));
	storm_run(&storm, ARGS("deadly", "hostile", "exits"));
	assert_gone(&storm);
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

static bool from_thread_name(const json_t *row, const void *unused)
{
	(void)unused;
	return !strcmp(row_text(row, "sender_comm"), "sending-thread");
}

/* sigstorm's threads have names of their own. They are not shown, and no filter goes by them. */
START_TEST(test_leader)
{
	struct storm storm;
	struct tool tool;
	json_t *reports;

	tool_start(&tool, NULL);
	storm_run(&storm, ARGS("threads"));
	reports = tool_reports(&tool);
	storm_assert_exact(&storm, reports);
	ck_assert_int_eq(tally_total(reports_tally(reports, from_thread_name, NULL)), 0);

	tool_start(&tool, ARGS("-p", "sending-thread"));
	storm_run(&storm, ARGS("threads"));
	ck_assert_int_eq(reports_ledger(tool_reports(&tool), "seen"), 0);

	storm_prepare(&storm, ARGS("threads"));
	tool_start(&tool, ARGS("-p", storm.comm, "-s", "USR2"));
	storm_begin(&storm);
	storm_finish(&storm);
	ck_assert_int_eq(reports_ledger(tool_reports(&tool), "seen"),
	                 69); /* three calls, 23 each */
}
END_TEST

void add_names(Suite *suite)
{
	TCase *tests = theme(suite, "names", 30);

	tcase_add_loop_test(tests, test_hostile, 0, NAMES);
	tcase_add_test(tests, test_gone);
	tcase_add_test(tests, test_leader);
}
