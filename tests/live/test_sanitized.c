// SPDX-License-Identifier: GPL-2.0
/* The build with address, leak and undefined-behaviour sanitizers finds nothing, and counts right.
 */
#include <signal.h>
#include <unistd.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

static const char *const formats[] = {"json", "table", "csv", "prometheus"};

#define FORMATS 4
#define BY      "sender,sender_uid,target,signal,origin,outcome,errno,sender_cgroup"

START_TEST(test_sanitized)
{
	struct storm storm;
	struct tool tool;

	if (access(path_sanitized(), X_OK)) {
		skip("there is no %s", path_sanitized());
		return;
	}
	/* They end it with an exit code, and a report on stderr: tool_end() accepts neither. */
	if (!tool_try_as(&tool,
	                 (struct start){.program = path_sanitized(),
	                                .out = memory_file(),
	                                .variable = "ASAN_OPTIONS=detect_leaks=1",
	                                .args = ARGS("-i", "0.2", "-o", formats[_i], "-b", BY)}))
		ck_abort_msg("exit %d: %s", tool.code, tool.said);
	storm_run(&storm, ARGS("calls", "signals", "hostile", "esrch", "keys", "pid-namespace"));
	tool_end(&tool, SIGINT);
}
END_TEST

/* With its own columns, a small map and no filters: the rows are those of any other build. */
START_TEST(test_sanitized_exact)
{
	struct storm storm;
	struct tool tool;

	if (access(path_sanitized(), X_OK)) {
		skip("there is no %s", path_sanitized());
		return;
	}
	if (!tool_try_as(&tool, (struct start){.program = path_sanitized(),
	                                       .out = memory_file(),
	                                       .args = ARGS("-i", "0.2")}))
		ck_abort_msg("exit %d: %s", tool.code, tool.said);
	storm_run(&storm, ARGS("calls", "signals", "hostile", "esrch", "einval", "exits"));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

START_TEST(test_sanitized_refusal)
{
	struct outcome outcome;

	if (access(path_sanitized(), X_OK)) {
		skip("there is no %s", path_sanitized());
		return;
	}
	outcome = process_run(path_sanitized(), ARGS("-s", "FOO"));
	ck_assert_msg(outcome.code == 2, "exit %d: %s", outcome.code, outcome.err);
	outcome = process_run(path_sanitized(), ARGS("--map-entries", "1", "-c", "1", "-i", "0.1",
	                                             "-p", "s*[a-m]?", "-t", "*"));
	ck_assert_msg(outcome.code == 0 && !*outcome.err, "exit %d: %s", outcome.code, outcome.err);
}
END_TEST

void add_sanitized(Suite *suite)
{
	TCase *tests = theme(suite, "sanitized", 60);

	tcase_add_loop_test(tests, test_sanitized, 0, FORMATS);
	tcase_add_test(tests, test_sanitized_exact);
	tcase_add_test(tests, test_sanitized_refusal);
}
