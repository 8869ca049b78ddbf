// SPDX-License-Identifier: GPL-2.0
/* What snapshots report adds up to what happened, whatever becomes of some of them. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"
#include "pinned.h"
#include "report.h"
#include "storm.h"

/*
 * Beside the flood, which comes to an end, signals of our own before each snapshot: every report
 * has something that could be missed.
 */
#define MARKS 3

struct tries {
	json_t *reports; /* of those that succeeded */
	int succeeded, killed;
	pid_t marked; /* ignores SIGUSR1 */
	int marks;    /* it was sent */
};

static void tries_begin(struct tries *tries)
{
	*tries = (struct tries){.reports = json_array()};
	tries->marked = fork();
	ck_assert_int_ge(tries->marked, 0);
	if (tries->marked == 0) {
		(void)signal(SIGUSR1, SIG_IGN);
		for (;;)
			(void)pause();
	}
	seconds_sleep(0.1);
}

static void mark(struct tries *tries)
{
	for (int i = 0; i < MARKS; i++)
		ck_assert_int_eq(kill(tries->marked, SIGUSR1), 0);
	tries->marks += MARKS;
}

static bool is_mark(const json_t *row, const void *context)
{
	const struct tries *tries = context;

	return row_integer(row, "sender_pid") == getpid() &&
	       row_integer(row, "target_pid") == tries->marked &&
	       !strcmp(row_text(row, "signal"), "SIGUSR1");
}

static pid_t start_snapshot(int *out)
{
	*out = memory_file();
	return process_start(&(struct start){.program = path_sigsnoop(),
	                                     .args = ARGS("snapshot", "-o", "json"),
	                                     .out = *out,
	                                     .err = memory_file()});
}

static void note_end(struct tries *tries, int code, int out)
{
	if (code == 0) {
		tries->succeeded++;
		pinned_add(tries->reports, memory_text(out));
	} else {
		ck_assert_int_eq(code, 128 + SIGKILL);
		tries->killed++;
	}
	close(out);
}

static double random_share(void)
{
	return (double)random() / (double)RAND_MAX;
}

/* Somewhere in its life, which lasts longer or shorter with what else the host does. */
static void kill_somewhere(struct tries *tries, double *life)
{
	int code, out;
	pid_t pid;

	mark(tries);
	pid = start_snapshot(&out);
	seconds_sleep(*life * random_share());
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	code = process_wait(pid);
	*life *= code ? 1.1 : 0.8;
	note_end(tries, code, out);
}

/* How long a snapshot takes here and now. */
static double time_snapshot(struct tries *tries)
{
	double begin = seconds_now();

	pinned_add(tries->reports, pinned_ok(ARGS("snapshot", "-o", "json")));
	return seconds_now() - begin;
}

/* For about as long as the test takes. */
static struct storm flood(const char *seconds)
{
	struct storm storm;

	pinned_start(NULL);
	storm_prepare(&storm, ARGS("flood", "--threads", "2", "--duration", seconds));
	storm_begin(&storm);
	return storm;
}

static void assert_exact(struct storm *storm, struct tries *tries)
{
	storm_finish(storm);
	pinned_add(tries->reports, pinned_ok(ARGS("snapshot", "-o", "json")));
	storm_assert_exact(storm, tries->reports);
	ck_assert_int_eq(tally_total(reports_tally(tries->reports, is_mark, tries)), tries->marks);
	pinned_clean();
}

static void say(const char *what, const struct tries *tries, const struct storm *storm)
{
	json_t *tally = tally_new();

	tally_add_rows(tally, storm->rows, NULL, NULL);
	/* A flood, as floods go on this machine. */
	ck_assert_int_gt(tally_total(tally), (json_int_t)(100000 / slowness()));
	(void)printf("%s: %d killed, %d succeeded, %lld signals\n", what, tries->killed,
	             tries->succeeded, tally_total(tally));
}

START_TEST(test_killed_at_random)
{
	struct tries tries;
	struct storm storm = flood(quick() ? "2" : "8");
	double life;

	srandom((unsigned int)getpid());
	tries_begin(&tries);
	life = time_snapshot(&tries);
	for (int i = 0; i < (quick() ? 40 : 200); i++)
		kill_somewhere(&tries, &life);
	assert_exact(&storm, &tries);
	say("killed at random", &tries, &storm);
	ck_assert_int_ge(tries.killed, quick() ? 10 : 50);
	ck_assert_int_ge(tries.succeeded, quick() ? 5 : 25);
}
END_TEST

/* Let it run to its nth stop before or after a system call, and kill it there. */
static int kill_at_stop(const char *command, int nth, int *out)
{
	pid_t pid;
	int status;

	*out = memory_file();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)dup2(*out, STDOUT_FILENO);
		if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			(void)execl(path_sigsnoop(), "sigsnoop-top", command, "-o", "json", NULL);
		_exit(126);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	while (WIFSTOPPED(status) && nth-- > 0) {
		ck_assert_int_eq(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	}
	if (WIFSTOPPED(status)) {
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

START_TEST(test_killed_at_each_call)
{
	struct tries tries;
	struct storm storm = flood(quick() ? "2" : "8");

	tries_begin(&tries);
	for (int nth = 0; !tries.succeeded; nth += quick() ? 7 : 1) {
		int out, code;

		mark(&tries);
		code = kill_at_stop("snapshot", nth, &out);
		note_end(&tries, code, out);
		if (!tries.succeeded && nth % 10 == 0)
			(void)time_snapshot(&tries);
	}
	assert_exact(&storm, &tries);
	say("killed at each system call", &tries, &storm);
	ck_assert_int_ge(tries.killed, quick() ? 20 : 150);
}
END_TEST

/* The last report of a run, too: as long as no stop has exited with 0, the run goes on. */
START_TEST(test_stop_killed_at_each_call)
{
	struct tries tries;

	pinned_start(ARGS("-s", "USR1"));
	tries_begin(&tries);
	for (int nth = 0; !tries.succeeded; nth += quick() ? 7 : 1) {
		int out, code;

		mark(&tries);
		code = kill_at_stop("stop", nth, &out);
		note_end(&tries, code, out);
		if (!tries.succeeded && nth % 10 == 0)
			(void)time_snapshot(&tries);
	}
	ck_assert_int_eq(tally_total(reports_tally(tries.reports, is_mark, &tries)), tries.marks);
	pinned_assert_nothing();
	ck_assert_int_ge(tries.killed, quick() ? 20 : 150);
}
END_TEST

START_TEST(test_at_once)
{
	struct tries tries;
	struct storm storm = flood(quick() ? "2" : "8");
	pid_t pids[8];
	int outs[8];

	tries_begin(&tries);
	for (int round = 0; round < (quick() ? 2 : 10); round++) {
		mark(&tries);
		for (int i = 0; i < 8; i++)
			pids[i] = start_snapshot(&outs[i]);
		for (int i = 0; i < 8; i++)
			note_end(&tries, process_wait(pids[i]), outs[i]);
	}
	ck_assert_int_eq(tries.killed, 0);
	assert_exact(&storm, &tries);
	say("eight at once", &tries, &storm);
}
END_TEST

void add_exactly_once(Suite *suite)
{
	TCase *tests = theme(suite, "exactly-once", 300);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_test(tests, test_killed_at_random);
	tcase_add_test(tests, test_killed_at_each_call);
	tcase_add_test(tests, test_stop_killed_at_each_call);
	tcase_add_test(tests, test_at_once);
}
