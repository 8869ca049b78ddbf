// SPDX-License-Identifier: GPL-2.0
/* Events: equal to the ground truth one by one, and whatever is not shown is counted. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "text.h"
#include "tool.h"

#define WATCHING "sigsnoop-top: watching; "

struct watch {
	pid_t pid;
	int out; /* a file in memory, or what the test gave */
	int err;
	double began; /* seconds_now() */
};

static void watch_start_to(struct watch *watch, const char *const args[], int out)
{
	const char *all[40] = {"events", "-o", "json"};
	int ends[2];
	char *line;

	for (int i = 0; args && args[i]; i++)
		all[i + 3] = args[i];
	pipe_make(ends);
	watch->out = out;
	watch->err = ends[0];
	watch->pid = process_start(&(struct start){
		.program = path_sigsnoop(), .args = all, .out = out, .err = ends[1]});
	close(ends[1]);
	line = pipe_line(watch->err);
	ck_assert_msg(line && strncmp(line, WATCHING, strlen(WATCHING)) == 0, "%s", line);
	watch->began = seconds_now();
}

static void watch_start(struct watch *watch, const char *const args[])
{
	watch_start_to(watch, args, memory_file());
}

/* What the last line on stderr says: seen = printed + suppressed + lost. */
struct sum {
	long long seen, printed, suppressed, lost, cut;
};

static struct sum sum_read(char *said)
{
	char *line = strstr(said, "sigsnoop-top: seen ");
	const char *cut;
	struct sum sum = {0};

	ck_assert_msg(line, "no sum: %s", said);
	ck_assert_int_eq(sscanf(line,
	                        "sigsnoop-top: seen %lld = printed %lld + suppressed %lld + lost "
	                        "%lld",
	                        &sum.seen, &sum.printed, &sum.suppressed, &sum.lost),
	                 4);
	cut = strstr(line, "+ after --count ");
	if (cut)
		ck_assert_int_eq(sscanf(cut, "+ after --count %lld", &sum.cut), 1);
	ck_assert_msg(!strstr(line, "not seen"), "%s", line);
	ck_assert_int_eq(sum.seen, sum.printed + sum.suppressed + sum.lost + sum.cut);
	return sum;
}

static struct sum watch_end(struct watch *watch, int signal)
{
	if (signal)
		ck_assert_int_eq(kill(watch->pid, signal), 0);
	ck_assert_int_eq(process_wait(watch->pid), 0);
	return sum_read(pipe_text(watch->err));
}

/* The lines, parsed. Their times must not go back. */
static json_t *events_parse(const char *text)
{
	json_t *events = json_array();
	double before = 0;

	while (*text) {
		const char *end = strchr(text, '\n');
		json_t *event = json_loadb(text, (size_t)(end - text), 0, NULL);

		ck_assert_msg(event, "%.200s", text);
		ck_assert_double_ge(report_time(event), before);
		before = report_time(event);
		ck_assert_int_eq(json_array_append_new(events, event), 0);
		text = end + 1;
	}
	return events;
}

/* Made rows of count 1, without what a workload does not tell. */
static json_t *events_rows(json_t *events)
{
	static const char *const more[] = {"time",          "sender_tid",         "target_tid",
	                                   "sender_parent", "sender_parent_comm", "target_uid",
	                                   "target_parent", "target_parent_comm"};
	json_t *rows = json_deep_copy(events), *row;
	size_t i;

	json_array_foreach (rows, i, row) {
		for (size_t j = 0; j < sizeof(more) / sizeof(more[0]); j++)
			ck_assert_msg(!json_object_del(row, more[j]), "no %s", more[j]);
		ck_assert_int_eq(json_object_set_new(row, "count", json_integer(1)), 0);
	}
	return rows;
}

static void assert_exact(const struct storm *storm, json_t *events)
{
	json_t *expected = tally_new(), *seen = tally_new();

	tally_add_rows(expected, storm->rows, NULL, NULL);
	tally_add_rows(seen, events_rows(events), row_of_storm, storm);
	tally_assert_equal(expected, seen);
}

/* Each in a flood is an event of its own, as `all` has them by the thousand: too many are none. */
static const char *const workloads[] = {"calls",
                                        "signals",
                                        "deadly",
                                        "threads",
                                        "ignored",
                                        "pending",
                                        "overflow",
                                        "info-lost",
                                        "probe",
                                        "zombie",
                                        "esrch",
                                        "eperm",
                                        "einval",
                                        "ebadf",
                                        "efault",
                                        "e2big",
                                        "refused-zero",
                                        "group",
                                        "own-group",
                                        "group-partial",
                                        "group-refused",
                                        "forged",
                                        "forged-self",
                                        "timer",
                                        "timer-ignored",
                                        "timer-pending",
                                        "itimer",
                                        "exits",
                                        "exits-taken",
                                        "exits-pending",
                                        "stops",
                                        "fault",
                                        "seccomp-trap",
                                        "seccomp-kill",
                                        "sigpipe",
                                        "file-size",
                                        "parent-death",
                                        "cgroup-kill",
                                        "mqueue",
                                        "tty",
                                        "io",
                                        "hostile",
                                        "pid-namespace"};
#define WORKLOADS (int)(sizeof(workloads) / sizeof(workloads[0]))

START_TEST(test_each)
{
	struct storm storm;
	struct watch watch;
	struct sum sum;

	watch_start(&watch, ARGS("--max-rate", "0"));
	storm_run(&storm, ARGS(workloads[_i]));
	sum = watch_end(&watch, SIGINT);
	ck_assert_int_eq(sum.suppressed + sum.lost + sum.cut, 0);
	assert_exact(&storm, events_parse(memory_text(watch.out)));
}
END_TEST

START_TEST(test_filters)
{
	struct storm storm;
	struct watch watch;
	json_t *events, *event;
	size_t i;

	watch_start(&watch, ARGS("-x", "-s", "TERM,KILL,0"));
	storm_run(&storm, ARGS("eperm", "calls", "esrch", "probe"));
	(void)watch_end(&watch, SIGTERM);
	events = events_parse(memory_text(watch.out));
	ck_assert_uint_gt(json_array_size(events), 0);
	json_array_foreach (events, i, event)
		ck_assert_str_eq(row_text(event, "outcome"), "refused");
}
END_TEST

static bool to_thread(const json_t *event, const struct storm *storm)
{
	return row_of_storm(event, storm) && !strcmp(row_text(event, "origin"), "tkill") &&
	       !strcmp(row_text(event, "signal"), "SIGUSR2");
}

/* From a second thread to a second thread: neither has the number of its process. */
START_TEST(test_threads)
{
	struct storm storm;
	struct watch watch;
	json_t *events, *event;
	size_t i, count = 0;

	watch_start(&watch, ARGS("-k"));
	storm_run(&storm, ARGS("threads"));
	(void)watch_end(&watch, SIGINT);
	events = events_parse(memory_text(watch.out));
	json_array_foreach (events, i, event) {
		if (!to_thread(event, &storm))
			continue;
		count++;
		ck_assert_int_ne(row_integer(event, "sender_tid"),
		                 row_integer(event, "sender_pid"));
		ck_assert_int_ne(row_integer(event, "target_tid"),
		                 row_integer(event, "target_pid"));
		ck_assert_int_ne(row_integer(event, "sender_parent"), -1);
	}
	ck_assert_uint_eq(count, 46); /* 23 by tkill, 23 by tgkill */
}
END_TEST

/* The first 7 of 23, and nothing after them. */
START_TEST(test_count)
{
	struct storm storm;
	struct watch watch;
	struct sum sum;

	storm_prepare(&storm, ARGS("ignored"));
	watch_start(&watch, ARGS("-p", storm.comm, "-c", "7", "-k"));
	storm_begin(&storm);
	storm_finish(&storm);
	sum = watch_end(&watch, 0);
	ck_assert_int_eq(sum.printed, 7);
	ck_assert_uint_eq(json_array_size(events_parse(memory_text(watch.out))), 7);
}
END_TEST

START_TEST(test_duration)
{
	struct watch watch;
	double took;

	watch_start(&watch, ARGS("--duration", "0.7", "-s", "PWR"));
	ck_assert_int_eq(watch_end(&watch, 0).seen, 0);
	took = seconds_now() - watch.began;
	ck_assert_double_ge(took, 0.6);
	ck_assert_double_le(took, 0.7 + 5 * slowness()); /* detaching takes its time */
}
END_TEST

static long long storm_total(const struct storm *storm, const char *signal)
{
	long long total = 0;
	json_t *row;
	size_t i;

	json_array_foreach (storm->rows, i, row)
		if (!strcmp(row_text(row, "signal"), signal))
			total += row_count(row);
	return total;
}

/* A million: what is shown keeps to the rate, all else is suppressed, and nothing is missing. */
START_TEST(test_rate)
{
	const double rate = 1000;
	struct storm storm;
	struct watch watch;
	struct sum sum;
	double took;
	char *said, *lines;

	storm_prepare(&storm,
	              ARGS("flood", "--threads", "4", "--count", quick() ? "25000" : "250000"));
	watch_start(&watch, ARGS("--max-rate", "1000", "-p", storm.comm, "-s", "USR1"));
	storm_begin(&storm);
	storm_finish(&storm);
	took = seconds_now() - watch.began;
	seconds_sleep(1.2);
	ck_assert_int_eq(kill(watch.pid, SIGINT), 0);
	ck_assert_int_eq(process_wait(watch.pid), 0);
	said = pipe_text(watch.err);
	sum = sum_read(said);
	lines = memory_text(watch.out);
	ck_assert_int_eq(sum.seen, storm_total(&storm, "SIGUSR1"));
	ck_assert_int_eq(sum.lost, 0);
	ck_assert_uint_eq(json_array_size(events_parse(lines)), (size_t)sum.printed);
	/* A bucket's fill comes on top, and there is no less than its fill. */
	ck_assert_double_le((double)sum.printed, rate * took + rate / 10 + 1);
	ck_assert_int_ge(sum.printed, 100);
	ck_assert_ptr_nonnull(strstr(said, " suppressed in "));
	(void)printf("flood of %lld in %.1f s: %lld printed, %lld suppressed\n", sum.seen, took,
	             sum.printed, sum.suppressed);
}
END_TEST

static double time_of(json_t *events, size_t i)
{
	return report_time(json_array_get(events, i));
}

/* The rate is spread over the flood: its last tenth has its share, too. */
START_TEST(test_rate_is_fair)
{
	struct storm storm;
	struct watch watch;
	json_t *events;
	size_t count, late = 0;
	double first, last;

	storm_prepare(&storm, ARGS("flood", "--threads", "2", "--duration", "2"));
	watch_start(&watch, ARGS("--max-rate", "2000", "-p", storm.comm, "-s", "USR1"));
	storm_begin(&storm);
	storm_finish(&storm);
	(void)watch_end(&watch, SIGINT);
	events = events_parse(memory_text(watch.out));
	count = json_array_size(events);
	ck_assert_uint_gt(count, 100);
	first = time_of(events, 0);
	last = time_of(events, count - 1);
	for (size_t i = 0; i < count; i++)
		late += time_of(events, i) > last - (last - first) / 10;
	ck_assert_uint_ge(late, count / 20);
}
END_TEST

/* What does not fit in the buffers while nobody reads is lost, and counted. */
START_TEST(test_reader_stopped)
{
	struct storm storm;
	struct watch watch;
	struct sum sum;
	char *said;

	storm_prepare(&storm, ARGS("flood", "--threads", "2", "--count", "50000"));
	watch_start(&watch,
	            ARGS("--max-rate", "0", "--buffer-kib", "64", "-p", storm.comm, "-s", "USR1"));
	ck_assert_int_eq(kill(watch.pid, SIGSTOP), 0);
	storm_begin(&storm);
	storm_finish(&storm);
	ck_assert_int_eq(kill(watch.pid, SIGCONT), 0);
	seconds_sleep(1.5 * slowness());
	ck_assert_int_eq(kill(watch.pid, SIGINT), 0);
	ck_assert_int_eq(process_wait(watch.pid), 0);
	said = pipe_text(watch.err);
	sum = sum_read(said);
	ck_assert_int_eq(sum.seen, storm_total(&storm, "SIGUSR1"));
	ck_assert_int_gt(sum.lost, 0);
	ck_assert_int_gt(sum.printed, 0);
	ck_assert_ptr_nonnull(strstr(said, " lost in "));
	ck_assert_uint_eq(json_array_size(events_parse(memory_text(watch.out))),
	                  (size_t)sum.printed);
}
END_TEST

START_TEST(test_closed_pipe)
{
	struct storm storm;
	struct watch watch;
	int ends[2];

	pipe_make(ends);
	watch_start_to(&watch, ARGS("-k"), ends[1]);
	close(ends[1]);
	close(ends[0]);
	storm_run(&storm, ARGS("calls"));
	ck_assert_int_eq(process_wait(watch.pid), 0);
	ck_assert_str_eq(pipe_text(watch.err), "");
}
END_TEST

/* The table: headings first, a line an event, no escape of a hostile name gets through. */
START_TEST(test_table)
{
	struct start start = {.program = path_sigsnoop(),
	                      .args = ARGS("events", "--duration", "3"),
	                      .out = memory_file()};
	struct storm storm;
	int ends[2];
	char *text;
	pid_t pid;

	pipe_make(ends);
	start.err = ends[1];
	pid = process_start(&start);
	close(ends[1]);
	(void)pipe_line(ends[0]);
	storm_run(&storm, ARGS("hostile"));
	ck_assert_int_eq(process_wait(pid), 0);
	(void)sum_read(pipe_text(ends[0]));
	text = memory_text(start.out);
	ck_assert(strncmp(text, "TIME  ", 6) == 0);
	ck_assert_ptr_nonnull(strstr(text, " PARENT "));
	ck_assert_ptr_nonnull(strstr(text, "\\x1b"));
	for (const char *at = text; *at; at++)
		ck_assert_msg((unsigned char)*at >= ' ' || *at == '\n', "byte %02x", *at);
}
END_TEST

static const struct {
	const char *args[4];
	const char *words;
} wrong[] = {
	{{"events", "-o", "csv", NULL}, "table or json"},
	{{"events", "--max-rate", "fast", NULL}, "--max-rate 'fast'"},
	{{"events", "--buffer-kib", "0", NULL}, "--buffer-kib '0'"},
	{{"events", "--duration", "-1", NULL}, "--duration '-1'"},
	{{"events", "5", NULL}, "'5'"},
	{{"events", "--by", "signal", NULL}, "--by"},
	{{"--sample", "0", NULL}, "--sample '0'"},
	{{"events", "--sample", "2", NULL}, "--sample"},
};

START_TEST(test_usage)
{
	struct outcome outcome = process_run(path_sigsnoop(), wrong[_i].args);

	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.out, "");
	ck_assert_msg(strstr(outcome.err, wrong[_i].words), "%s", outcome.err);
	ck_assert_ptr_eq(strchr(outcome.err, '\n'), strrchr(outcome.err, '\n'));
}
END_TEST

void add_events(Suite *suite)
{
	TCase *tests = theme(suite, "events", 60);

	tcase_add_loop_test(tests, test_each, 0, WORKLOADS);
	tcase_add_test(tests, test_filters);
	tcase_add_test(tests, test_threads);
	tcase_add_test(tests, test_count);
	tcase_add_test(tests, test_duration);
	tcase_add_test(tests, test_rate);
	tcase_add_test(tests, test_rate_is_fair);
	tcase_add_test(tests, test_reader_stopped);
	tcase_add_test(tests, test_closed_pipe);
	tcase_add_test(tests, test_table);
	tcase_add_loop_test(tests, test_usage, 0, (int)(sizeof(wrong) / sizeof(wrong[0])));
}
