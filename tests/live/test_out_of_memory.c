// SPDX-License-Identifier: GPL-2.0
/* A kill by the OOM killer comes from the kernel, once. `last` tells more: see test_recorder.c. */
#include "live.h"
#include "oom.h"
#include "report.h"
#include "tally.h"
#include "tool.h"

static void assert_row(const json_t *row, pid_t pid)
{
	ck_assert_int_eq(row_integer(row, "sender_pid"), 0);
	ck_assert_str_eq(row_text(row, "sender_comm"), "kernel");
	ck_assert(json_is_null(json_object_get(row, "sender_uid")));
	ck_assert_int_eq(row_integer(row, "target_pid"), pid);
	ck_assert_str_eq(row_text(row, "signal"), "SIGKILL");
	ck_assert_str_eq(row_text(row, "origin"), "kernel");
	ck_assert_str_eq(row_text(row, "outcome"), "queued");
	ck_assert_int_eq(row_count(row), 1);
}

START_TEST(test_counted)
{
	struct tool tool;
	json_t *rows;
	pid_t pid;

	tool_start(&tool, ARGS("-s", "KILL", "--origin", "kernel", "-i", "3600"));
	pid = oom_kill_child();
	rows = json_object_get(json_array_get(tool_reports(&tool), 0), "rows");
	if (!pid)
		return;
	ck_assert_uint_eq(json_array_size(rows), 1);
	assert_row(json_array_get(rows, 0), pid);
}
END_TEST

void add_out_of_memory(Suite *suite)
{
	tcase_add_test(theme(suite, "out-of-memory", 30), test_counted);
}
