// SPDX-License-Identifier: GPL-2.0
/* Under a flood of four threads nothing is lost, whatever happens to the reader. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define PIPE_SIZE 4096

START_TEST(test_flood)
{
	static const char *const workloads[] = {"flood", "flood-pending"};
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("-i", "0.2"));
	storm_run(&storm, ARGS(workloads[_i], "--threads", "4", "--count", "200000"));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

#define NO_PID 9999991 /* more than any kernel gives, and none of the keys workload */

/* Refused calls by this many threads of one process. */
#define REFUSED_THREADS 4

static void *send_refused(void *each)
{
	for (int i = 0; i < *(const int *)each; i++)
		if (!kill(NO_PID, SIGUSR1) || errno != ESRCH)
			_exit(1);
	return NULL;
}

static pid_t start_refused(int each)
{
	pthread_t threads[REFUSED_THREADS];
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	for (int i = 0; i < REFUSED_THREADS; i++)
		if (pthread_create(&threads[i], NULL, send_refused, &each))
			_exit(1);
	for (int i = 0; i < REFUSED_THREADS; i++)
		if (pthread_join(threads[i], NULL))
			_exit(1);
	_exit(0);
}

static bool is_refused(const json_t *row, const void *context)
{
	(void)context;
	return row_integer(row, "target_pid") == NO_PID && row_is_refused_door(row);
}

/*
 * What auto takes loses none of a million. A method that is forced may lose some on a preemptible
 * kernel: it says so before, and what is lost is known.
 */
START_TEST(test_refused_flood)
{
	static const struct {
		const char *method;
		int each;
	} floods[] = {{"auto", 250007},
	              {"fexit", 20011},
	              {"kprobe.multi", 20011},
	              {"kprobe", 20011},
	              {"tracepoint", 20011}};
	const char *method = floods[_i].method;
	json_int_t made = (json_int_t)REFUSED_THREADS * floods[_i].each, seen, lost;
	struct tool tool;
	json_t *reports;

	if (!tool_try_method(&tool, ARGS("-i", "0.2", "-s", "USR1", "--failures", method)))
		return;
	ck_assert_int_eq(process_wait(start_refused(floods[_i].each)), 0);
	reports = reports_parse_lossy(tool_text(&tool));
	seen = tally_total(reports_tally(reports, is_refused, NULL));
	lost = reports_lost(reports, "recursion");
	(void)printf("%lld calls refused, by %s (%s): %lld seen, %lld lost\n", made, method,
	             report_hook(json_array_get(reports, 0), "refused"), seen, lost);
	ck_assert_int_eq(seen + lost, made);
	ck_assert(!tool.may_lose || strcmp(method, "auto") != 0);
	if (!tool.may_lose)
		ck_assert_int_eq(lost, 0);
	ck_assert_int_gt(seen, made / 4);
}
END_TEST

#define OWN_SENDERS 12
#define OWN_EACH    10007

/* To itself, whose siglock no other sender waits for. */
static pid_t start_own(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	if (signal(SIGUSR1, SIG_IGN) == SIG_ERR)
		_exit(1);
	for (int i = 0; i < OWN_EACH; i++)
		if (kill(getpid(), SIGUSR1))
			_exit(1);
	_exit(0);
}

/* Where siglock sleeps, senders to one target cannot preempt each other: these can. */
START_TEST(test_own_targets)
{
	pid_t senders[OWN_SENDERS];
	struct tool tool;

	tool_start(&tool, ARGS("-i", "0.1", "-s", "USR1"));
	for (int i = 0; i < OWN_SENDERS; i++)
		senders[i] = start_own();
	for (int i = 0; i < OWN_SENDERS; i++)
		ck_assert_int_eq(process_wait(senders[i]), 0);
	ck_assert_int_eq(reports_ledger(tool_reports(&tool), "seen"),
	                 (intmax_t)OWN_SENDERS * OWN_EACH);
}
END_TEST

/* kprobe.multi as it was before 6.14: more calls than it has places for are lost, and told. */
static bool has_pool(const json_t *reports)
{
	char line[256];
	FILE *symbols = fopen("/proc/kallsyms", "re");
	bool pool = !strcmp(report_hook(json_array_get(reports, 0), "refused"), "kprobe.multi");

	ck_assert_ptr_nonnull(symbols);
	while (pool && fgets(line, sizeof(line), symbols))
		pool = !strstr(line, " fprobe_return\n");
	(void)fclose(symbols);
	return pool;
}

#define MANY_SENDERS 64
#define MANY_EACH    1009

/*
 * Refused by many processes at once, while the reader has thousands of keys to read: more than
 * there are places in a pool of return probes, and in the way of each other and of the reader.
 */
START_TEST(test_refused_many)
{
	const json_int_t made = (json_int_t)MANY_SENDERS * REFUSED_THREADS * MANY_EACH;
	json_int_t lost;
	pid_t senders[MANY_SENDERS];
	struct storm keys;
	struct tool tool;
	json_t *reports;

	tool_start(&tool, ARGS("-i", "0.1"));
	storm_prepare(&keys, ARGS("keys", "--pairs", "2003", "--count", "3"));
	storm_begin(&keys);
	for (int i = 0; i < MANY_SENDERS; i++)
		senders[i] = start_refused(MANY_EACH);
	for (int i = 0; i < MANY_SENDERS; i++)
		ck_assert_int_eq(process_wait(senders[i]), 0);
	storm_finish(&keys);
	reports = reports_parse_lossy(tool_text(&tool));
	lost = reports_lost(reports, "total");
	(void)printf("%lld calls refused, by many: %lld lost\n", made, lost);
	ck_assert_int_eq(tally_total(reports_tally(reports, is_refused, NULL)) + lost, made);
	if (!has_pool(reports))
		ck_assert_int_eq(lost, 0);
}
END_TEST

static void flood_prepare(struct storm *storm, double seconds)
{
	char duration[32];

	(void)snprintf(duration, sizeof(duration), "%g", seconds);
	storm_prepare(storm, ARGS("flood", "--threads", "4", "--duration", duration));
}

START_TEST(test_reader_stopped)
{
	const double pause = 3;
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("-i", "0.2"));
	flood_prepare(&storm, pause + 1);
	storm_begin(&storm);
	seconds_sleep(0.5);
	ck_assert_int_eq(kill(tool.pid, SIGSTOP), 0);
	seconds_sleep(pause);
	ck_assert_int_eq(kill(tool.pid, SIGCONT), 0);
	storm_finish(&storm);
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

/* How far from the points start + k * interval this time is, as a fraction of the interval. */
static double off_grid(double start, double time, double interval)
{
	double steps = (time - start) / interval;

	return fabs(steps - round(steps));
}

static void assert_on_grid(const json_t *reports, double interval)
{
	/* All but the last, which a signal asked for. */
	size_t count = json_array_size(reports) - 1;
	double start = report_time(json_array_get(reports, 0));

	for (size_t i = 0; i < count; i++)
		ck_assert_double_lt(
			off_grid(start, report_time(json_array_get(reports, i)), interval), 0.25);
}

/* The reports that come once the reader reads again, this many of them, and then the end. */
static char *read_on(struct tool *tool, int count)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	for (int i = 0; i < count; i++)
		(void)fprintf(memory, "%s\n", pipe_line(tool->out));
	ck_assert_int_eq(kill(tool->pid, SIGINT), 0);
	(void)fputs(pipe_text(tool->out), memory);
	tool_wait(tool);
	ck_assert_int_eq(fclose(memory), 0);
	return text;
}

/* Leave no room in it, not even for one report. */
static void pipe_fill(int fd)
{
	char blanks[PIPE_SIZE];

	memset(blanks, ' ', sizeof(blanks));
	ck_assert_int_eq(write(fd, blanks, sizeof(blanks)), sizeof(blanks));
}

START_TEST(test_output_blocked)
{
	const double interval = 0.5 * slowness();
	struct storm storm;
	struct tool tool;
	char word[32];
	json_t *reports;
	int ends[2];

	(void)snprintf(word, sizeof(word), "%g", interval);
	pipe_make(ends);
	ck_assert_int_eq(fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE), PIPE_SIZE);
	pipe_fill(ends[1]);
	ck_assert(tool_try_as(&tool, (struct start){.program = path_sigsnoop(),
	                                            .args = ARGS("-i", word),
	                                            .out = ends[1]}));
	close(ends[1]);
	tool.out = ends[0];
	flood_prepare(&storm, 6.25 * interval);
	storm_begin(&storm);
	storm_finish(&storm);
	/* Go on in the middle between two points of the grid: who drifts is caught there. */
	seconds_sleep(fmax(0, tool.counting_at + 7.5 * interval - seconds_now()));
	reports = reports_parse(read_on(&tool, 12));
	storm_assert_exact(&storm, reports);
	assert_on_grid(reports, interval);
}
END_TEST

START_TEST(test_many_flips)
{
	const size_t flips = quick() ? 20 : 200;
	struct storm storm;
	struct tool tool;
	json_t *reports;

	tool_start(&tool, ARGS("-i", "0.1"));
	flood_prepare(&storm, 0.1 * (double)flips * 1.1 * slowness());
	storm_begin(&storm);
	storm_finish(&storm);
	reports = tool_reports(&tool);
	storm_assert_exact(&storm, reports);
	/* On a busy machine some intervals become one. */
	ck_assert_uint_ge(2 * json_array_size(reports), flips);
	(void)printf("%zu reports under flood: %lld signals, exact\n", json_array_size(reports),
	             reports_ledger(reports, "seen"));
}
END_TEST

void add_load(Suite *suite)
{
	TCase *tests = theme(suite, "load", 90);

	tcase_add_loop_test(tests, test_flood, 0, 2);
	tcase_add_loop_test(tests, test_refused_flood, 0, 5);
	tcase_add_test(tests, test_own_targets);
	tcase_add_test(tests, test_refused_many);
	tcase_add_test(tests, test_reader_stopped);
	tcase_add_test(tests, test_output_blocked);
	tcase_add_test(tests, test_many_flips);
}
