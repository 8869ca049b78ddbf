// SPDX-License-Identifier: GPL-2.0
/*
 * Histograms, with processes whose times are known: at least what they sleep, and no more than what
 * is measured from outside around it.
 */
#include "live.h"

#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "process.h"
#include "report.h"
#include "tool.h"

#define MILLI 1000 /* microseconds */
#define TIMES 23

/* A child runs this, ready for its signal when it has written to `ready`. */
typedef void (*body)(int ready);

struct child {
	pid_t pid;
	char comm[16]; /* no other process has it */
};

static void say_ready(int ready)
{
	if (write(ready, "r", 1) != 1)
		_exit(99);
}

static void sleep_ms(long ms)
{
	struct timespec span = {ms / 1000, ms % 1000 * 1000000};

	/* NOLINTNEXTLINE(bugprone-signal-handler): POSIX lists it as safe */
	while (nanosleep(&span, &span) && ms)
		;
}

static void wait_forever(void)
{
	for (;;)
		(void)pause();
}

static struct child child_start(body run)
{
	struct child child;
	int ready[2];
	char byte;

	(void)snprintf(child.comm, sizeof(child.comm), "late%d", getpid());
	pipe_make(ready);
	child.pid = fork();
	ck_assert_int_ge(child.pid, 0);
	if (!child.pid) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)prctl(PR_SET_NAME, child.comm);
		(void)signal(SIGALRM, SIG_DFL); /* libcheck's, which kills the whole group */
		(void)signal(SIGTERM, SIG_DFL);
		(void)signal(SIGINT, SIG_DFL);
		run(ready[1]);
		_exit(0);
	}
	(void)close(ready[1]);
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	return child;
}

/* Count only what goes to children of this test. */
static void start_counting_every(struct tool *tool, const char *hist, const char *interval)
{
	char comm[16];

	(void)snprintf(comm, sizeof(comm), "late%d", getpid());
	tool_start(tool, ARGS("-t", comm, "--hist", hist, "-i", interval));
}

static void start_counting(struct tool *tool, const char *hist)
{
	start_counting_every(tool, hist, "0.5");
}

/* Times of this kind and signal in all reports, the largest of them, and by whom. */
struct times {
	json_int_t count, max, buckets;
	double p50_least, p50_most;
	json_int_t pid;
	const char *comm;
};

static bool is_text(const json_t *object, const char *key, const char *text)
{
	return strcmp(json_string_value(json_object_get(object, key)), text) == 0;
}

static struct times times_of(const json_t *reports, const char *kind, const char *signal)
{
	struct times times = {.max = -1};
	size_t i, k, b;
	json_t *report, *histogram, *bucket;

	json_array_foreach (reports, i, report) {
		json_array_foreach (json_object_get(report, "histograms"), k, histogram) {
			json_int_t max = json_integer_value(json_object_get(histogram, "max"));
			const json_t *slowest = json_object_get(histogram, "slowest");
			double p50 = json_real_value(json_object_get(histogram, "p50"));

			if (!is_text(histogram, "kind", kind) ||
			    !is_text(histogram, "signal", signal))
				continue;
			times.count += json_integer_value(json_object_get(histogram, "count"));
			json_array_foreach (json_object_get(histogram, "buckets"), b, bucket) {
				times.buckets +=
					json_integer_value(json_object_get(bucket, "count"));
			}
			if (!times.p50_most || p50 < times.p50_least)
				times.p50_least = p50;
			if (p50 > times.p50_most)
				times.p50_most = p50;
			if (max <= times.max)
				continue;
			times.max = max;
			times.pid = json_integer_value(json_object_get(slowest, "pid"));
			times.comm = json_string_value(json_object_get(slowest, "comm"));
		}
	}
	ck_assert_int_eq(times.buckets, times.count);
	return times;
}

/* One time, of this child, between what it slept and what was measured around it. */
static void assert_one(const json_t *reports, const char *kind, const char *signal,
                       const struct child *child, double least, double most)
{
	struct times times = times_of(reports, kind, signal);

	ck_assert_int_eq(times.count, 1);
	ck_assert_double_ge((double)times.max, least * 1e6);
	ck_assert_double_le((double)times.max, most * 1e6);
	ck_assert_int_eq(times.pid, child->pid);
	ck_assert_str_eq(times.comm, child->comm);
}

/* Send it, wait for the child's end; the seconds that this took. */
static double end_by(const struct child *child, int signal)
{
	double start = seconds_now();

	ck_assert_int_eq(kill(child->pid, signal), 0);
	ck_assert_int_eq(waitpid(child->pid, NULL, 0), child->pid);
	return seconds_now() - start;
}

static void exit_after_60(int signal)
{
	(void)signal;
	sleep_ms(60);
	_exit(0);
}

static void takes_60_to_exit(int ready)
{
	(void)signal(SIGTERM, exit_after_60);
	say_ready(ready);
	wait_forever();
}

START_TEST(test_graceful_exit)
{
	struct child child;
	struct tool tool;
	double took;

	start_counting(&tool, "exit");
	child = child_start(takes_60_to_exit);
	took = end_by(&child, SIGTERM);
	assert_one(tool_reports(&tool), "exit", "SIGTERM", &child, 0.060, took);
}
END_TEST

START_TEST(test_many_exits)
{
	struct times times;
	struct tool tool;
	double most = 0;

	start_counting(&tool, "exit");
	for (int i = 0; i < TIMES; i++) {
		struct child child = child_start(takes_60_to_exit);
		double took = end_by(&child, SIGTERM);

		if (took > most)
			most = took;
	}
	times = times_of(tool_reports(&tool), "exit", "SIGTERM");
	ck_assert_int_eq(times.count, TIMES);
	ck_assert_double_ge(times.p50_least, 57 * MILLI); /* the bucket of 60 ms begins there */
	ck_assert_double_le((double)times.max, most * 1e6);
}
END_TEST

static void just_waits(int ready)
{
	say_ready(ready);
	wait_forever();
}

/* What neither handles nor blocks them ends by these; and by KILL, whatever it does. */
START_TEST(test_default_is_lethal)
{
	static const struct {
		int number;
		const char *name;
	} lethal[] = {{SIGKILL, "SIGKILL"},
	              {SIGHUP, "SIGHUP"},
	              {SIGUSR1, "SIGUSR1"},
	              {SIGALRM, "SIGALRM"},
	              {64, "SIGRTMAX"}};
	struct child child;
	struct tool tool;
	double took;

	start_counting(&tool, "exit");
	child = child_start(just_waits);
	took = end_by(&child, lethal[_i].number);
	assert_one(tool_reports(&tool), "exit", lethal[_i].name, &child, 0, took);
}
END_TEST

static void nothing(int signal)
{
	(void)signal;
}

/* Handlers and blocks make these harmless: no clock starts, and the process is not missed. */
static void survives(int ready)
{
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGUSR2);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	(void)signal(SIGHUP, nothing);
	(void)signal(SIGUSR1, nothing);
	(void)signal(SIGTERM, nothing);
	say_ready(ready);
	wait_forever();
}

START_TEST(test_harmless)
{
	static const int harmless[] = {SIGHUP, SIGUSR1,  SIGUSR2, SIGCHLD,
	                               SIGURG, SIGWINCH, SIGCONT};
	struct child child;
	struct tool tool;
	json_t *reports;

	start_counting(&tool, "exit");
	child = child_start(survives);
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		ck_assert_int_eq(kill(child.pid, harmless[i]), 0);
	seconds_sleep(0.1);
	reports = tool_reports(&tool);
	ck_assert_int_eq(times_of(reports, "exit", "SIGHUP").count, 0);
	ck_assert_uint_eq(json_array_size(json_object_get(
				  json_array_get(reports, json_array_size(reports) - 1), "alive")),
	                  0);
	(void)end_by(&child, SIGKILL);
}
END_TEST

static const json_t *alive_of(const json_t *report, const char *signal)
{
	const json_t *alive;
	size_t i;

	json_array_foreach (json_object_get(report, "alive"), i, alive)
		if (!strcmp(json_string_value(json_object_get(alive, "signal")), signal))
			return alive;
	return NULL;
}

/* One that handles TERM and lives on is told of; when KILL ends it, its time began with TERM. */
START_TEST(test_still_alive)
{
	struct child child;
	struct tool first, second;
	const json_t *alive;
	json_t *reports;
	double start, took;

	start_counting(&first, "exit");
	child = child_start(survives);
	ck_assert_int_eq(kill(child.pid, SIGTERM), 0);
	seconds_sleep(0.2);
	reports = tool_reports(&first);
	alive = alive_of(json_array_get(reports, json_array_size(reports) - 1), "SIGTERM");
	ck_assert_ptr_nonnull(alive);
	ck_assert_int_eq(json_integer_value(json_object_get(alive, "count")), 1);
	ck_assert_double_ge(json_real_value(json_object_get(alive, "oldest_s")), 0.2);
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(alive, "oldest"), "pid")),
		child.pid);

	start_counting(&second, "exit");
	start = seconds_now();
	ck_assert_int_eq(kill(child.pid, SIGTERM), 0);
	seconds_sleep(0.1);
	(void)end_by(&child, SIGKILL);
	took = seconds_now() - start;
	reports = tool_reports(&second);
	assert_one(reports, "exit", "SIGTERM", &child, 0.1, took);
	ck_assert_int_eq(times_of(reports, "exit", "SIGKILL").count, 0);
	ck_assert_ptr_null(
		alive_of(json_array_get(reports, json_array_size(reports) - 1), "SIGTERM"));
}
END_TEST

static void *ends_at_once(void *argument)
{
	return argument;
}

/* Threads that end before the process, the first one among them, do not end it. */
static void many_threads_exit(int ready)
{
	pthread_t threads[4];

	(void)signal(SIGTERM, exit_after_60);
	say_ready(ready);
	(void)pause();
	for (int i = 0; i < 4; i++)
		if (pthread_create(&threads[i], NULL, ends_at_once, NULL))
			_exit(98);
	wait_forever();
}

static void *outlives_main(void *argument)
{
	const int *ready = argument;
	sigset_t blocked;

	(void)sigfillset(&blocked);
	(void)pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	say_ready(*ready);
	sleep_ms(1200);
	_exit(0);
}

static void main_exits_first(int ready)
{
	static int descriptor;
	pthread_t thread;

	descriptor = ready;

	(void)signal(SIGTERM, nothing);
	if (pthread_create(&thread, NULL, outlives_main, &descriptor))
		_exit(98);
	(void)syscall(SYS_exit, 0); /* this thread alone; pthread_exit() needs libgcc_s */
}

START_TEST(test_threads)
{
	static const body bodies[] = {many_threads_exit, main_exits_first};
	static const double least[] = {0.060, 1}; /* with reports in between */
	struct child child;
	struct tool tool;
	double took;

	start_counting(&tool, "exit");
	child = child_start(bodies[_i]);
	took = end_by(&child, SIGTERM);
	assert_one(tool_reports(&tool), "exit", "SIGTERM", &child, least[_i], took);
}
END_TEST

static void blocks_and_execs(int ready)
{
	sigset_t blocked;

	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	say_ready(ready);
	while (sigpending(&blocked) || !sigismember(&blocked, SIGTERM))
		sleep_ms(1);
	(void)execlp("sleep", "sleep", "0.1", (char *)NULL);
	_exit(97);
}

/* Another program in the same process is the same process. */
START_TEST(test_exec)
{
	struct child child;
	struct times times;
	struct tool tool;
	double took;

	start_counting(&tool, "exit");
	child = child_start(blocks_and_execs);
	took = end_by(&child, SIGTERM);
	times = times_of(tool_reports(&tool), "exit", "SIGTERM");
	ck_assert_int_eq(times.count, 1);
	ck_assert_int_eq(times.pid, child.pid);
	ck_assert_str_eq(times.comm, "sleep");
	ck_assert_double_ge((double)times.max, 0.1 * 1e6);
	ck_assert_double_le((double)times.max, took * 1e6);
}
END_TEST

/* A child with this pid, which must be free. Negative errno if the kernel cannot. */
static pid_t fork_as(pid_t pid)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&pid, .set_tid_size = 1};

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/* The clock of a process ends with it, and one that gets its pid later has none. */
START_TEST(test_pid_reused)
{
	struct child child;
	struct tool tool;
	pid_t again;
	double took;

	start_counting(&tool, "exit");
	child = child_start(takes_60_to_exit);
	took = end_by(&child, SIGTERM);
	again = fork_as(child.pid);
	if (again < 0) {
		skip("clone3 with a given pid does not work here");
		return;
	}
	if (!again) {
		(void)prctl(PR_SET_NAME, child.comm);
		sleep_ms(400);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(again, NULL, 0), child.pid);
	assert_one(tool_reports(&tool), "exit", "SIGTERM", &child, 0.060, took);
}
END_TEST

#define REAL_TIME      40
#define REAL_TIME_NAME "SIGRTMIN+6"

static void handles(int ready)
{
	(void)signal(SIGUSR1, nothing);
	(void)signal(REAL_TIME, nothing);
	say_ready(ready);
	wait_forever();
}

/* Stopped for 50 ms, the process cannot run its handler. */
START_TEST(test_handler)
{
	struct child child;
	struct tool tool;
	double start, took;
	json_t *reports;

	start_counting(&tool, "handler");
	child = child_start(handles);
	ck_assert_int_eq(kill(child.pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(child.pid, NULL, WUNTRACED), child.pid);
	start = seconds_now();
	ck_assert_int_eq(kill(child.pid, SIGUSR1), 0);
	seconds_sleep(0.050);
	ck_assert_int_eq(kill(child.pid, SIGCONT), 0);
	seconds_sleep(0.050 * slowness());
	took = seconds_now() - start;
	reports = tool_reports(&tool);
	assert_one(reports, "handler", "SIGUSR1", &child, 0.050, took);
	(void)end_by(&child, SIGKILL);
}
END_TEST

/*
 * A clock that nobody stopped, of a process that died before its handler ran, is not that of the
 * next process with this pid. (Reports, which take such clocks away, come too late for it.)
 */
START_TEST(test_pid_reused_handler)
{
	struct times times;
	struct child child;
	struct tool tool;
	double start, took;
	pid_t again;

	start_counting_every(&tool, "handler", "3600");
	child = child_start(handles);
	ck_assert_int_eq(kill(child.pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(child.pid, NULL, WUNTRACED), child.pid);
	ck_assert_int_eq(kill(child.pid, REAL_TIME), 0);
	(void)end_by(&child, SIGKILL);
	seconds_sleep(0.2);
	start = seconds_now();
	again = fork_as(child.pid);
	if (again < 0) {
		skip("clone3 with a given pid does not work here");
		return;
	}
	if (!again) {
		(void)prctl(PR_SET_NAME, child.comm);
		(void)signal(REAL_TIME, nothing);
		(void)kill(getpid(), REAL_TIME);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(again, NULL, 0), child.pid);
	took = seconds_now() - start;
	times = times_of(tool_reports(&tool), "handler", REAL_TIME_NAME);
	ck_assert_int_eq(times.count, 1);
	ck_assert_double_le((double)times.max, took * 1e6);
}
END_TEST

static pthread_barrier_t meeting; /* of two threads and their process */

static void *takes_its_own(void *argument)
{
	pid_t *thread = argument;
	sigset_t blocked;

	*thread = gettid();
	(void)pthread_barrier_wait(&meeting);
	(void)pthread_barrier_wait(&meeting);
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGUSR1);
	(void)pthread_sigmask(SIG_UNBLOCK, &blocked, NULL);
	wait_forever();
	return NULL;
}

/* One signal for each of two threads, the first 100 ms older, and both delivered after that. */
static void signals_its_threads(int ready)
{
	pthread_t threads[2];
	pid_t ids[2];
	sigset_t blocked;

	(void)signal(SIGUSR1, nothing);
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGUSR1);
	(void)pthread_sigmask(SIG_BLOCK, &blocked, NULL);
	(void)pthread_barrier_init(&meeting, NULL, 3);
	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, takes_its_own, &ids[i]))
			_exit(98);
	(void)pthread_barrier_wait(&meeting);
	(void)tgkill(getpid(), ids[0], SIGUSR1);
	sleep_ms(100);
	(void)tgkill(getpid(), ids[1], SIGUSR1);
	(void)pthread_barrier_wait(&meeting);
	say_ready(ready);
	wait_forever();
}

/* Each thread has its own signals, and each of these its own clock. */
START_TEST(test_of_threads)
{
	struct times times;
	struct child child;
	struct tool tool;
	double start = seconds_now(), took;

	start_counting_every(&tool, "handler", "3600");
	child = child_start(signals_its_threads);
	seconds_sleep(0.050 * slowness());
	took = seconds_now() - start;
	times = times_of(tool_reports(&tool), "handler", "SIGUSR1");
	ck_assert_int_eq(times.count, 2);
	ck_assert_double_ge((double)times.max, 100 * MILLI);
	ck_assert_double_le((double)times.max, took * 1e6);
	ck_assert_double_lt(times.p50_most, 100 * MILLI);
	(void)end_by(&child, SIGKILL);
}
END_TEST

static void blocks_then_takes(int ready)
{
	sigset_t blocked, first;

	(void)signal(SIGUSR1, nothing);
	(void)signal(SIGUSR2, nothing);
	(void)sigemptyset(&first);
	(void)sigaddset(&first, SIGUSR1);
	blocked = first;
	(void)sigaddset(&blocked, SIGUSR2);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	say_ready(ready);
	(void)sigsuspend(&first); /* until SIGUSR2 */
	(void)sigprocmask(SIG_UNBLOCK, &blocked, NULL);
	wait_forever();
}

/* Signals that coalesced while they were pending are one, as old as the first. */
START_TEST(test_coalesced)
{
	struct times times;
	struct child child;
	struct tool tool;

	start_counting(&tool, "handler");
	child = child_start(blocks_then_takes);
	ck_assert_int_eq(kill(child.pid, SIGUSR1), 0);
	seconds_sleep(0.050);
	for (int i = 1; i < TIMES; i++)
		ck_assert_int_eq(kill(child.pid, SIGUSR1), 0);
	ck_assert_int_eq(kill(child.pid, SIGUSR2), 0);
	seconds_sleep(0.050 * slowness());
	times = times_of(tool_reports(&tool), "handler", "SIGUSR1");
	ck_assert_int_eq(times.count, 1);
	ck_assert_double_ge((double)times.max, 50 * MILLI);
	(void)end_by(&child, SIGKILL);
}
END_TEST

static void beats(int ready)
{
	struct timespec next;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		_exit(96);
	(void)signal(SIGUSR1, nothing);
	say_ready(ready);
	(void)clock_gettime(CLOCK_MONOTONIC, &next);
	for (int i = 0; i < 101; i++) {
		(void)kill(getpid(), SIGUSR1);
		next.tv_nsec += 10000000;
		if (next.tv_nsec >= 1000000000) {
			next.tv_nsec -= 1000000000;
			next.tv_sec++;
		}
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL))
			;
	}
}

/* A heartbeat of 10 ms on one CPU: 101 beats have 100 gaps, half of them in the bucket of 10 ms. */
START_TEST(test_gap)
{
	struct times times;
	struct child child;
	struct tool tool;

	tool_start(&tool, ARGS("-s", "USR1", "-k", "--hist", "gap", "-p", "late*", "-i", "60"));
	child = child_start(beats);
	ck_assert_int_eq(waitpid(child.pid, NULL, 0), child.pid);
	times = times_of(tool_reports(&tool), "gap", "SIGUSR1");
	ck_assert_int_eq(times.count, 100);
	ck_assert_double_ge(times.p50_least, 8 * MILLI);
	ck_assert_double_le(times.p50_most, 12.5 * MILLI * slowness());
	ck_assert_int_eq(times.pid, 0);
}
END_TEST

START_TEST(test_none)
{
	struct child child;
	json_t *reports, *report;
	struct tool tool;
	size_t i;

	start_counting(&tool, "none");
	child = child_start(takes_60_to_exit);
	(void)end_by(&child, SIGTERM);
	reports = tool_reports(&tool);
	json_array_foreach (reports, i, report) {
		ck_assert_uint_eq(json_array_size(json_object_get(report, "histograms")), 0);
		ck_assert_uint_eq(json_array_size(json_object_get(report, "alive")), 0);
	}
}
END_TEST

void add_latency(Suite *suite)
{
	TCase *tests = theme(suite, "latency", 60);

	tcase_add_test(tests, test_graceful_exit);
	tcase_add_test(tests, test_many_exits);
	tcase_add_loop_test(tests, test_default_is_lethal, 0, 5);
	tcase_add_test(tests, test_harmless);
	tcase_add_test(tests, test_still_alive);
	tcase_add_loop_test(tests, test_threads, 0, 2);
	tcase_add_test(tests, test_exec);
	tcase_add_test(tests, test_pid_reused);
	tcase_add_test(tests, test_handler);
	tcase_add_test(tests, test_of_threads);
	tcase_add_test(tests, test_pid_reused_handler);
	tcase_add_test(tests, test_coalesced);
	tcase_add_test(tests, test_gap);
	tcase_add_test(tests, test_none);
}
