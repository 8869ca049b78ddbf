// SPDX-License-Identifier: GPL-2.0
/*
 * 32-bit programs: what they send is seen by all hooks, what they are refused by all but the exit
 * tracepoints, of which the header says so.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "process.h"
#include "report.h"
#include "text.h"
#include "tool.h"

#define CALLS  23
#define NO_PID 10000000 /* that sigstorm32 takes for its failures */

static const char *const methods[] = {"fexit", "kprobe.multi", "kprobe", "tracepoint", "off"};
#define METHODS ((int)(sizeof(methods) / sizeof(methods[0])))

/* Whether it can be run at all; else skips. */
static bool can_run_ia32(void)
{
	struct outcome outcome;

#if !defined(__x86_64__) && !defined(__aarch64__)
	skip("sigstorm32 is a program of x86 or arm");
	return false;
#endif
	outcome = process_run(path_sigstorm32(), ARGS("1"));
	if (outcome.code == 126 && strstr(outcome.err, strerror(ENOEXEC))) {
		skip("this kernel runs no 32-bit programs");
		return false;
	}
	ck_assert_msg(outcome.code == 0, "sigstorm32 exits with %d: %s", outcome.code, outcome.err);
	return true;
}

/* Names are for other tests: it is a program of its own, which does not know how it is called. */
static json_t *row_make(pid_t sender, json_int_t target, const char *signal, const char *origin,
                        const char *outcome, int count)
{
	bool refused = !strcmp(outcome, "refused");
	json_t *row = json_pack("{s:i, s:I, s:s, s:s, s:s, s:s?, s:i}", "sender_pid", sender,
	                        "target_pid", target, "signal", signal, "origin", origin, "outcome",
	                        outcome, "errno", refused ? "ESRCH" : NULL, "count", count);

	ck_assert_ptr_nonnull(row);
	return row;
}

static void expect(json_t *tally, json_t *row)
{
	tally_add(tally, row);
	json_decref(row);
}

/* What sigstorm32 says of itself at the top of its source. */
static json_t *expected_of(pid_t pid, pid_t child, bool failures)
{
	json_t *tally = tally_new();

	expect(tally, row_make(pid, pid, "SIGUSR1", "kill", "ignored", 2 * CALLS));
	expect(tally, row_make(pid, pid, "SIGUSR1", "tkill", "ignored", 2 * CALLS));
	expect(tally, row_make(pid, pid, "SIGUSR1", "sigqueue", "ignored", 2 * CALLS));
	expect(tally, row_make(child, pid, "SIGCHLD", "child", "ignored", 1));
	expect(tally, row_make(pid, getpid(), "SIGCHLD", "child", "ignored", 1));
	if (!failures)
		return tally;
	expect(tally, row_make(pid, NO_PID, "SIGUSR1", "kill", "refused", CALLS));
	expect(tally, row_make(pid, NO_PID, "SIGUSR1", "tkill", "refused", 2 * CALLS));
	expect(tally, row_make(pid, NO_PID, "SIGUSR1", "sigqueue", "refused", 2 * CALLS));
	expect(tally, row_make(pid, child, "SIGUSR1", "kill", "refused", CALLS));
	return tally;
}

/* A row with the columns that row_make() knows. */
static json_t *row_cut(const json_t *row)
{
	static const char *const columns[] = {"sender_pid", "target_pid", "signal", "origin",
	                                      "outcome",    "errno",      "count"};
	json_t *cut = json_object();

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		ck_assert_int_eq(json_object_set(cut, columns[i], json_object_get(row, columns[i])),
		                 0);
	return cut;
}

/* All rows of this process, and the number of the child that sent it SIGCHLD. */
static json_t *seen_of(const json_t *reports, pid_t pid, pid_t *child)
{
	json_t *tally = tally_new();
	const json_t *report, *row;
	size_t i, j;

	*child = 0;
	for (i = 0; (report = json_array_get(reports, i)); i++)
		for (j = 0; (row = json_array_get(json_object_get(report, "rows"), j)); j++) {
			pid_t sender = (pid_t)row_integer(row, "sender_pid");
			pid_t target = (pid_t)row_integer(row, "target_pid");

			if (sender != pid && target != pid)
				continue;
			if (sender != pid && !strcmp(row_text(row, "signal"), "SIGCHLD"))
				*child = sender;
			expect(tally, row_cut(row));
		}
	return tally;
}

static pid_t run_ia32(void)
{
	char count[16];
	pid_t pid;

	(void)snprintf(count, sizeof(count), "%d", CALLS);
	pid = process_start(&(struct start){.program = path_sigstorm32(),
	                                    .args = ARGS(count),
	                                    .out = STDOUT_FILENO,
	                                    .err = STDERR_FILENO});
	ck_assert_int_eq(process_wait(pid), 0);
	return pid;
}

START_TEST(test_exact)
{
	const char *method = methods[_i];
	bool failures = strcmp(method, "tracepoint") != 0 && strcmp(method, "off") != 0;
	struct tool tool;
	json_t *seen;
	pid_t pid, child;

	if (!can_run_ia32())
		return;
	if (!tool_try_method(&tool, ARGS("--failures", method)))
		return;
	pid = run_ia32();
	seen = seen_of(tool_reports(&tool), pid, &child);
	ck_assert_msg(child, "the SIGCHLD of its child is missing");
	tally_assert_equal(expected_of(pid, child, failures), seen);
}
END_TEST

START_TEST(test_header)
{
	const char *method = methods[_i];
	struct outcome outcome =
		process_run(path_sigsnoop(), ARGS("--failures", method, "0.1", "1"));
	bool said;

	if (outcome.code == 3 && !strncmp(outcome.err, "sigsnoop-top: --failures", 24)) {
		skip("%s", text_unwrapped(outcome.err));
		return;
	}
	ck_assert_msg(outcome.code == 0, "%s", outcome.err);
	said = strstr(text_unwrapped(outcome.out), "32-bit programs are not seen");
	ck_assert_msg(said == !strcmp(method, "tracepoint"), "--failures=%s: %s", method,
	              outcome.out);
}
END_TEST

void add_ia32(Suite *suite)
{
	TCase *tests = theme(suite, "ia32", 30);

	tcase_add_loop_test(tests, test_exact, 0, METHODS);
	tcase_add_loop_test(tests, test_header, 0, METHODS);
}
