// SPDX-License-Identifier: GPL-2.0
/* The exporter: exact, consistent, bounded, and in nobody's way. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exporter.h"
#include "exposition.h"
#include "live.h"
#include "pinned.h"
#include "report.h"
#include "storm.h"
#include "text.h"

#define MIX     "calls", "signals", "overflow", "esrch", "ebadf", "eperm", "exits", "probe", "forged"
#define SIGNALS "sigsnoop_signals_total{"
#define REFUSED "sigsnoop_refused_total{"

static json_t *counts_of(const char *text)
{
	return exposition_samples(text, ARGS(SIGNALS, REFUSED));
}

static json_int_t counted(const char *text)
{
	return exposition_sum(text, SIGNALS) + exposition_sum(text, REFUSED) +
	       exposition_sum(text, "sigsnoop_remainder_total ");
}

static void assert_nothing_lost(const char *text)
{
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_lost_total{"), 0);
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_remainder_total "), 0);
}

static bool sent_by_storm(const json_t *row, const void *storm)
{
	return !strcmp(row_text(row, "sender_comm"), ((const struct storm *)storm)->comm);
}

#define NAMES       100000
#define NAMES_ROUND 10000
#define NO_PID      (0x40000000 - NAMES)

/* A process that renames itself for each of so many calls, each to another pid that is not there.
 */
static void churn(int first, int count)
{
	pid_t pid = fork();
	char name[16];

	ck_assert_int_ge(pid, 0);
	for (int i = first; !pid && i < first + count; i++) {
		(void)snprintf(name, sizeof(name), "churn%d", i);
		if (prctl(PR_SET_NAME, name) || !kill(NO_PID + i, SIGUSR1) || errno != ESRCH)
			_exit(1);
	}
	if (!pid)
		_exit(0);
	ck_assert_int_eq(process_wait(pid), 0);
}

/* A storm that the exporter sees, up to its end; its rows, as samples. */
static json_t *storm_under(struct exporter *exporter, const char *const storm_args[])
{
	struct storm storm;

	storm_prepare(&storm, storm_args);
	exporter_start(exporter, ARGS("-p", storm.comm, "--hist", "all"));
	storm_begin(&storm);
	storm_finish(&storm);
	return exposition_of_rows(storm.rows, sent_by_storm, &storm);
}

START_TEST(test_exact)
{
	struct exporter exporter;
	json_t *expected = storm_under(&exporter, ARGS(MIX));
	char *text = exporter_metrics(&exporter), *open = exporter_openmetrics(&exporter);

	tally_assert_equal(expected, counts_of(text));
	tally_assert_equal(expected, counts_of(open));
	assert_nothing_lost(text);
	exposition_check(text);
	exposition_check_open(open);
	for (const char *const *name =
	             ARGS("sigsnoop_build_info{version=\"", "sigsnoop_hook_info{door=\"generated\"",
	                  "sigsnoop_hook_info{door=\"refused\"", "sigsnoop_map_entries ",
	                  "sigsnoop_map_capacity 16384\n", "sigsnoop_exit_latency_seconds_bucket{",
	                  "sigsnoop_gap_seconds_sum{");
	     *name; name++)
		ck_assert_msg(strstr(text, *name) && strstr(open, *name), "no %s", *name);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* The sanitizers find nothing, whatever is asked for, and leaks are among it. */
START_TEST(test_sanitized)
{
	static const char part[] = "GET /metrics HTTP/1.1\r\nHost: loc";
	struct exporter exporter;

	if (access(path_sanitized(), X_OK)) {
		skip("there is no %s", path_sanitized());
		return;
	}
	if (!exporter_try_as(&exporter,
	                     (struct start){.program = path_sanitized(),
	                                    .args = ARGS("serve", "--listen", "127.0.0.1:0",
	                                                 "--max-series", "7", "--hist", "all")}))
		ck_abort_msg("exit %d: %s", exporter.code, exporter.said);
	churn(0, 100);
	for (int i = 0; i < 10; i++) {
		exposition_check_open(exporter_openmetrics(&exporter));
		(void)exporter_metrics(&exporter);
		(void)exporter_ask(&exporter, GET("/"));
		(void)exporter_ask(&exporter, GET("/x"));
		ck_assert(exporter_write(exporter_connect(&exporter), part, strlen(part)));
	}
	/* They end it with an exit code, and a report on stderr: this accepts neither. */
	exporter_end(&exporter, SIGTERM);
}
END_TEST

START_TEST(test_hostile_names)
{
	struct exporter exporter;
	struct storm storm;
	json_int_t sent = 0;
	const json_t *row;
	char *text;
	size_t i;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	storm_run(&storm, ARGS("hostile"));
	for (i = 0; (row = json_array_get(storm.rows, i)); i++)
		if (!strcmp(row_text(row, "signal"), "SIGUSR1"))
			sent += row_count(row);
	ck_assert_int_gt(sent, 1000);
	text = exporter_metrics(&exporter);
	ck_assert_int_eq(counted(text), sent);
	exposition_check(text);
	text = exporter_openmetrics(&exporter);
	ck_assert_int_eq(counted(text), sent);
	exposition_check_open(text);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* No series of the first has gone or gone back in the second. */
static void assert_grown(json_t *before, json_t *after)
{
	void *at;

	for (at = json_object_iter(before); at; at = json_object_iter_next(before, at)) {
		const char *name = json_object_iter_key(at);
		const json_t *later = json_object_get(after, name);

		ck_assert_msg(later, "%s is gone", name);
		ck_assert_msg(json_integer_value(later) >=
		                      json_integer_value(json_object_iter_value(at)),
		              "%s has gone back", name);
	}
}

/* In a process of its own: scrape until the pipe is closed. */
static pid_t scraper(const struct exporter *exporter, bool open, const int stop[2])
{
	json_t *before = json_object();
	pid_t pid = fork();
	int scrapes = 0;
	char byte;

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	(void)close(stop[1]);
	ck_assert_int_eq(fcntl(stop[0], F_SETFL, O_NONBLOCK), 0);
	while (read(stop[0], &byte, 1) < 0) {
		char *text = open ? exporter_openmetrics(exporter) : exporter_metrics(exporter);
		json_t *after = counts_of(text);

		assert_grown(before, after);
		json_decref(before);
		before = after;
		scrapes++;
	}
	ck_assert_int_ge(scrapes, 5);
	_exit(0);
}

START_TEST(test_concurrent)
{
	struct exporter exporter;
	struct storm storm;
	pid_t scrapers[4];
	int stop[2];
	char *text;

	pipe_make(stop);
	storm_prepare(&storm, ARGS("flood", "exits", "--threads", "2", "--duration", "2"));
	exporter_start(&exporter, ARGS("-p", storm.comm));
	for (int i = 0; i < 4; i++)
		scrapers[i] = scraper(&exporter, i % 2, stop);
	storm_begin(&storm);
	storm_finish(&storm);
	(void)close(stop[1]);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(process_wait(scrapers[i]), 0);
	text = exporter_metrics(&exporter);
	tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm), counts_of(text));
	assert_nothing_lost(text);
	exporter_end(&exporter, SIGINT);
}
END_TEST

/* Requests that wait together are answered by one drain: the second of two would find no keys. */
START_TEST(test_together)
{
	static const char request[] = GET("/metrics");
	struct answer answers[2];
	struct exporter exporter;
	struct storm storm;
	int fds[2];

	storm_prepare(&storm, ARGS("calls"));
	exporter_start(&exporter, ARGS("-p", storm.comm));
	storm_begin(&storm);
	storm_finish(&storm);
	ck_assert_int_eq(kill(exporter.pid, SIGSTOP), 0);
	for (int i = 0; i < 2; i++) {
		fds[i] = exporter_connect(&exporter);
		ck_assert(exporter_write(fds[i], request, strlen(request)));
	}
	ck_assert_int_eq(kill(exporter.pid, SIGCONT), 0);
	for (int i = 0; i < 2; i++)
		answers[i] = exporter_answer(fds[i]);
	ck_assert_int_gt(exposition_sum(answers[0].body, "sigsnoop_map_entries "), 0);
	ck_assert_str_eq(answers[0].body, answers[1].body);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* --- HTTP --- */

static const struct {
	const char *request;
	int status;
	const char *in_head, *in_body; /* "": nothing but that */
} requests[] = {
	{GET("/"), 200, "Content-Type: text/html", "<a href=\"/metrics\">"},
	{GET("/-/healthy"), 200, "Content-Type: text/plain", "healthy\n"},
	{GET("/metrics"), 200, "Connection: close", "sigsnoop_build_info{"},
	{GET("/metrics?x=y"), 200, "version=0.0.4", "sigsnoop_build_info{"},
	{"GET /metrics HTTP/1.0\r\n\r\n", 200, "version=0.0.4", "sigsnoop_build_info{"},
	{"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 200, "", "# TYPE "},
	{"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n", 200, "Content-Length: ", ""},
	{"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 200, "Content-Length: ", ""},
	{GET("/metric"), 404, "", "/metrics"},
	{GET("/metrics/"), 404, "", "/metrics"},
	{GET("/../etc/passwd"), 404, "", "/metrics"},
	{"HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n", 404, "", ""},
	{"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", 405,
         "Allow: GET, HEAD", "GET"},
	{"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", 405, "Allow: GET, HEAD", "GET"},
	{"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405, "Allow: GET, HEAD", "GET"},
};

START_TEST(test_requests)
{
	struct exporter exporter;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct answer answer = exporter_ask(&exporter, requests[i].request);

		ck_assert_msg(answer.status == requests[i].status, "%s: %d", requests[i].request,
		              answer.status);
		ck_assert_msg(strstr(answer.head, requests[i].in_head), "%s: %s",
		              requests[i].request, answer.head);
		ck_assert_msg(*requests[i].in_body ? !!strstr(answer.body, requests[i].in_body)
		                                   : !*answer.body,
		              "%s: %s", requests[i].request, answer.body);
	}
	exporter_end(&exporter, SIGTERM);
}
END_TEST

START_TEST(test_ipv6)
{
	struct exporter exporter;

	if (access("/proc/net/if_inet6", R_OK)) {
		skip("this host has no IPv6");
		return;
	}
	if (!exporter_try(&exporter, ARGS("--listen", "[::1]:0"))) {
		ck_assert_msg(strstr(exporter.said, "such address"), "%s", exporter.said);
		skip("this host has no ::1");
		return;
	}
	ck_assert_int_eq(strncmp(exporter.host, "[::1]:", 6), 0);
	ck_assert_int_eq(exposition_sum(exporter_metrics(&exporter), "sigsnoop_build_info{"), 1);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* --- bad clients --- */

#define HALF_OPEN 1200

static void allow_descriptors(void)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max < 4096 ? limit.rlim_max : 4096;
	ck_assert_uint_ge(limit.rlim_cur, HALF_OPEN + 100);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Many that say nothing, and many that begin and do not go on. */
static void open_many(const struct exporter *exporter, int fds[HALF_OPEN])
{
	static const char part[] = "GET /metrics HTTP/1.1\r\nHost: loc";

	for (int i = 0; i < HALF_OPEN; i++) {
		fds[i] = exporter_connect(exporter);
		if (i % 2)
			(void)exporter_write(fds[i], part, strlen(part));
	}
}

/* One more header line, without end. It must be cut off, with or without an answer. */
static void send_huge_header(const struct exporter *exporter)
{
	static char junk[64 * 1024];
	int fd = exporter_connect(exporter);
	size_t sent = 0;

	memset(junk, 'x', sizeof(junk));
	(void)exporter_write(fd, "GET /metrics HTTP/1.1\r\nX: ", 26);
	while (sent < (size_t)16 << 20 && exporter_write(fd, junk, sizeof(junk)))
		sent += sizeof(junk);
	ck_assert_uint_lt(sent, (size_t)16 << 20);
	(void)close(fd);
}

/* Who asks and does not read. */
static int ask_without_reading(const struct exporter *exporter)
{
	static const char request[] = GET("/metrics");
	const int little = 1;
	int fd = exporter_connect(exporter);

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little));
	(void)exporter_write(fd, request, strlen(request));
	return fd;
}

START_TEST(test_hostile_clients)
{
	static int fds[HALF_OPEN];
	struct exporter exporter;
	struct storm storm;
	char *text;
	long before;

	allow_descriptors();
	storm_prepare(&storm, ARGS("flood", "calls", "--threads", "2", "--count", "10007"));
	exporter_start(&exporter, ARGS("-p", storm.comm));
	for (int i = 0; i < 10; i++)
		(void)exporter_metrics(&exporter);
	before = exporter_rss(&exporter);
	open_many(&exporter, fds);
	storm_begin(&storm);
	for (int i = 0; i < 50; i++) {
		send_huge_header(&exporter);
		(void)ask_without_reading(&exporter);
		/* Those who do ask are answered at once all the same. */
		ck_assert_double_lt(exporter_ask(&exporter, GET("/metrics")).seconds,
		                    5 * slowness());
	}
	storm_finish(&storm);
	text = exporter_metrics(&exporter);
	tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm), counts_of(text));
	assert_nothing_lost(text);
	ck_assert_int_lt(exporter_rss(&exporter) - before, 4096);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* A byte now and then keeps nobody's connection for long. */
START_TEST(test_trickle)
{
	struct exporter exporter;
	double begin = seconds_now();
	int fd;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	fd = exporter_connect(&exporter);
	ck_assert(exporter_write(fd, "GET /metrics HTTP/1.1\r\nX: ", 26));
	while (exporter_write(fd, "x", 1) && seconds_now() - begin < 60 * slowness())
		seconds_sleep(0.5);
	ck_assert_double_lt(seconds_now() - begin, 25 * slowness());
	exporter_end(&exporter, SIGTERM);
}
END_TEST

START_TEST(test_stop)
{
	static const int signals[] = {SIGTERM, SIGINT};
	struct exporter exporter;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	for (int i = 0; i < 100; i++)
		(void)ask_without_reading(&exporter);
	exporter_end(&exporter, signals[_i]);
}
END_TEST

/* --- how it is started --- */

static const struct {
	const char *args[4];
	int code;
	const char *named;
} refusals[] = {
	{{"--listen", ":9435"}, 2, "an address is wanted"},
	{{"--listen", "localhost:9435"}, 2, "'localhost:9435'"},
	{{"--listen", "127.0.0.1"}, 2, "ADDR:PORT"},
	{{"--listen", "127.0.0.1:65536"}, 2, "ADDR:PORT"},
	{{"--listen", "::1:9435"}, 2, "brackets"},
	{{"--listen", ""}, 2, "--listen ''"},
	{{"--listen"}, 2, "'--listen'"},
	{{"--listen", "192.0.2.1:9435"}, 1, "no such address"},
	{{"--max-series", "0"}, 2, "--max-series '0'"},
	{{"--max-series", "many"}, 2, "--max-series 'many'"},
	{{"--label-names", "[a"}, 2, "'[a'"},
	{{"--label-names", ""}, 2, "empty name"},
	{{"--pinned"}, 1, "sigsnoop-top start"},
	{{"--pinned", "-s", "USR1"}, 2, "--signal"},
	{{"--pinned", "--failures=off"}, 2, "--failures"},
	{{"-o", "json"}, 2, "'-o'"},
	{{"5"}, 2, "'5'"},
};

static void assert_refused(const char *const args[], int code, const char *named)
{
	struct exporter exporter;

	ck_assert_msg(!exporter_try(&exporter, args), "it serves: %s", args[0]);
	ck_assert_msg(exporter.code == code && strstr(exporter.said, named),
	              "%s: exit %d, and not %d with '%s': %s", args[0], exporter.code, code, named,
	              exporter.said);
}

START_TEST(test_refusals)
{
	assert_refused(refusals[_i].args, refusals[_i].code, refusals[_i].named);
}
END_TEST

START_TEST(test_port_in_use)
{
	struct exporter exporter;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	assert_refused(ARGS("--listen", exporter.host), 1, "in use");
	exporter_end(&exporter, SIGTERM);
	/* Connections that linger on are no hindrance. */
	ck_assert(exporter_try(&exporter, ARGS("--listen", exporter.host)));
	exporter_end(&exporter, SIGTERM);
}
END_TEST

START_TEST(test_series_options)
{
	struct outcome outcome = process_run(path_sigsnoop(), ARGS("--max-series", "5", "-c", "1"));

	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err, "-o prometheus"));
}
END_TEST

/* --- privileges --- */

static void assert_no_privileges(const struct exporter *exporter)
{
	for (const char *const *set = ARGS("CapInh", "CapPrm", "CapEff", "CapAmb"); *set; set++)
		ck_assert_msg(!strtoull(exporter_status(exporter, *set), NULL, 16), "%s: %s", *set,
		              exporter_status(exporter, *set));
	ck_assert_str_eq(exporter_status(exporter, "NoNewPrivs"), "1");
}

/* On kernels that let maps be read without, which is 5.19 on or where the sysctl is off. */
START_TEST(test_privileges)
{
	struct exporter exporter;
	struct storm storm;

	storm_prepare(&storm, ARGS(MIX));
	exporter_start(&exporter, ARGS("-p", storm.comm, "--hist", "all"));
	assert_no_privileges(&exporter);
	ck_assert_uint_eq(strtoull(exporter_status(&exporter, "CapBnd"), NULL, 16), 0);
	storm_begin(&storm);
	storm_finish(&storm);
	for (int i = 0; i < 3; i++)
		tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm),
		                   counts_of(exporter_metrics(&exporter)));
	exporter_end(&exporter, SIGTERM);
}
END_TEST

#define SETPRIV "/usr/bin/setpriv"

/* A copy of the program that anybody can get at. */
static const char *public_copy(void)
{
	static char path[64];
	char command[512];

	(void)snprintf(path, sizeof(path), "/tmp/sigsnoop-live-serve-%d", getpid());
	(void)snprintf(command, sizeof(command), "cp '%s' '%s' && chmod 755 '%s'", path_sigsnoop(),
	               path, path);
	ck_assert_int_eq(system(command), 0);
	return path;
}

/* As systemd does it: a user with these capabilities could not. */
static void mount_tracefs(void)
{
	ck_assert_int_eq(system("grep -q ' /sys/kernel/tracing tracefs ' /proc/mounts || "
	                        "mount -t tracefs tracefs /sys/kernel/tracing"),
	                 0);
}

/* As the unit in tools/deploy does: another user, with these capabilities and no other. */
static const struct {
	const char *caps, *failures;
	const char *refused; /* the hook that must be in use; NULL: whatever it takes */
} users[] = {
	{"-all,+bpf,+perfmon", "off", "off"},
	{"-all,+bpf,+perfmon,+dac_read_search", "auto", NULL},
	{"-all,+bpf,+perfmon,+dac_read_search", "tracepoint", "tracepoint"},
};

/* Kernels of Debian may keep perf events for CAP_SYS_ADMIN: then that is what is to be said. */
static bool kept_for_root(const struct exporter *exporter)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int level = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%d", &level), 1);
	(void)fclose(file);
	return level > 2 && exporter->code == 3 &&
	       strstr(exporter->said, "kernel.perf_event_paranoid is above 2");
}

/* "auto" takes fexit where the kernel has it, which needs no perf event: x86 from 5.5, arm64 from
 * 6.4. */
static bool may_be_refused(const char *failures)
{
	return !strcmp(failures, "tracepoint") ||
	       (!strcmp(failures, "auto") &&
	        process_run(path_sigsnoop(), ARGS("--failures=fexit", "0.1", "1")).code != 0);
}

START_TEST(test_other_user)
{
	const char *copy = public_copy();
	struct exporter exporter;
	struct storm storm;
	char hook[128];
	bool serves;

	if (access(SETPRIV, X_OK)) {
		skip("there is no " SETPRIV " (package util-linux)");
		(void)unlink(copy);
		return;
	}
	mount_tracefs();
	storm_prepare(&storm, ARGS(MIX));
	serves = exporter_try_as(
		&exporter,
		(struct start){.program = SETPRIV,
	                       .args = ARGS("--reuid", "65534", "--regid", "65534",
	                                    "--clear-groups", "--inh-caps", users[_i].caps,
	                                    "--ambient-caps", users[_i].caps, "--bounding-set",
	                                    users[_i].caps, copy, "serve", "--listen",
	                                    "127.0.0.1:0", "-p", storm.comm, "--failures",
	                                    users[_i].failures)});
	(void)unlink(copy);
	if (!serves && may_be_refused(users[_i].failures) && kept_for_root(&exporter)) {
		storm_begin(&storm);
		storm_finish(&storm);
		return;
	}
	ck_assert_msg(serves, "%s", exporter.said);
	assert_no_privileges(&exporter);
	(void)snprintf(hook, sizeof(hook), "refused %s",
	               users[_i].refused ? users[_i].refused : "");
	ck_assert_msg(strstr(exporter.said, hook), "%s", exporter.said);
	storm_begin(&storm);
	storm_finish(&storm);
	if (_i > 0)
		tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm),
		                   counts_of(exporter_metrics(&exporter)));
	ck_assert_int_gt(exposition_sum(exporter_metrics(&exporter), SIGNALS), 0);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

static const struct {
	const char *args[8], *remedy;
} unprivileged[] = {
	{{"serve", "--listen", "127.0.0.1:0"}, "CAP_BPF"},
	{{"serve", "--listen", "127.0.0.1:0", "--pinned"}, "root"},
};

START_TEST(test_no_privilege)
{
	struct outcome outcome = process_run_as((struct start){
		.program = path_sigsnoop(), .args = unprivileged[_i].args, .uid = 65534});

	ck_assert_int_eq(outcome.code, 3);
	ck_assert_ptr_nonnull(strstr(outcome.err, unprivileged[_i].remedy));
	ck_assert_uint_eq(text_lines(outcome.err), 1);
}
END_TEST

/* Tracepoints take one capability more than the others. */
START_TEST(test_tracefs_unreadable)
{
	static const char caps[] = "-all,+bpf,+perfmon";
	const char *copy = public_copy();
	struct outcome outcome;

	if (access(SETPRIV, X_OK)) {
		skip("there is no " SETPRIV " (package util-linux)");
		(void)unlink(copy);
		return;
	}
	mount_tracefs();
	outcome =
		process_run(SETPRIV, ARGS("--reuid", "65534", "--regid", "65534", "--clear-groups",
	                                  "--inh-caps", caps, "--ambient-caps", caps,
	                                  "--bounding-set", caps, copy, "--failures=tracepoint"));
	(void)unlink(copy);
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_uint_eq(text_lines(outcome.err), 1);
	ck_assert_msg(strstr(outcome.err, "CAP_DAC_READ_SEARCH") ||
	                      strstr(outcome.err, "kernel.perf_event_paranoid"),
	              "%s", outcome.err);
}
END_TEST

/* --- names --- */

/*
 * A year of new names: sums stay exact, series that were shown stay, and memory does not grow any
 * more once the limit is reached.
 */
START_TEST(test_churn)
{
	struct exporter exporter;
	json_t *shown = json_object(), *now;
	long reached = 0;

	exporter_start(&exporter, ARGS("-p", "churn*"));
	for (int first = 0; first < NAMES; first += NAMES_ROUND) {
		char *text;

		churn(first, NAMES_ROUND);
		text = exporter_metrics(&exporter);
		now = counts_of(text);
		ck_assert_int_eq(exposition_sum(text, REFUSED), first + NAMES_ROUND);
		assert_nothing_lost(text);
		ck_assert_uint_eq(json_object_size(now), 1001 + 1); /* and the SIGCHLD of its end */
		assert_grown(shown, now);
		shown = now;
		if (first == NAMES_ROUND)
			reached = exporter_rss(&exporter);
	}
	exposition_check(exporter_metrics(&exporter));
	(void)printf("serve: %ld KiB resident after %d names\n", exporter_rss(&exporter), NAMES);
	ck_assert_int_lt(exporter_rss(&exporter) - reached, 2048);
	ck_assert_int_lt(exporter_rss(&exporter), 65536);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

static const struct {
	const char *names;
	int shown; /* of the names churn0 to churn99 */
} lists[] = {
	{"*", 100}, {"off", 0}, {"churn1?,churn7", 11}, {"nobody", 0}, {"churn?", 10},
};

START_TEST(test_label_names)
{
	struct exporter exporter;
	json_t *samples;
	char *text;
	int other = lists[_i].shown < 100;

	exporter_start(&exporter,
	               ARGS("-p", "churn*", "-s", "USR1", "--label-names", lists[_i].names));
	churn(0, 100);
	text = exporter_metrics(&exporter);
	samples = counts_of(text);
	ck_assert_int_eq(json_object_size(samples), lists[_i].shown + other);
	ck_assert_int_eq(tally_total(samples), 100);
	if (other)
		ck_assert_int_eq(exposition_sum(text, REFUSED "signal=\"SIGUSR1\",errno=\"ESRCH\","
		                                              "sender=\"other\"}"),
		                 100 - lists[_i].shown);
	exposition_check(text);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* Reports and snapshots have the same limit. */
START_TEST(test_same_limit)
{
	char *text;

	pinned_start(ARGS("-p", "churn*", "-s", "USR1"));
	churn(50, 50);
	text = pinned_ok(ARGS("snapshot", "-o", "prometheus", "--max-series", "10"));
	ck_assert_uint_eq(json_object_size(counts_of(text)), 11);
	ck_assert_int_eq(counted(text), 50);
	churn(0, 100);
	/* What sorts before them now was not there then. */
	text = pinned_ok(ARGS("snapshot", "-o", "prometheus", "--max-series", "10"));
	ck_assert_uint_eq(json_object_size(counts_of(text)), 11);
	ck_assert_int_eq(counted(text), 150);
	ck_assert_int_eq(exposition_sum(text, REFUSED "signal=\"SIGUSR1\",errno=\"ESRCH\",sender="
	                                              "\"churn50\"}"),
	                 2);
	exposition_check(text);
	text = pinned_ok(ARGS("snapshot", "-o", "prometheus", "--label-names", "off"));
	ck_assert_uint_eq(json_object_size(counts_of(text)), 1);
	ck_assert_int_eq(counted(text), 150);
	pinned_clean();
}
END_TEST

/* --- of what start pinned --- */

/* Beside scrapes, snapshots add up to what was sent, and so do the counters. */
START_TEST(test_pinned)
{
	json_t *reports = json_array();
	struct exporter exporter;
	struct storm storm;
	pid_t scrapers[2];
	int stop[2];
	char *text;

	pipe_make(stop);
	pinned_start(NULL);
	storm_prepare(&storm, ARGS("flood", MIX, "--threads", "2", "--duration", "2"));
	exporter_start(&exporter, ARGS("--pinned", "--max-series", "100000"));
	assert_no_privileges(&exporter);
	for (int i = 0; i < 2; i++)
		scrapers[i] = scraper(&exporter, i, stop);
	storm_begin(&storm);
	for (int i = 0; i < 7; i++) {
		seconds_sleep(0.2);
		pinned_add(reports, pinned_ok(ARGS("snapshot", "-o", "json")));
	}
	storm_finish(&storm);
	text = exporter_metrics(&exporter);
	(void)close(stop[1]);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(process_wait(scrapers[i]), 0);
	pinned_add(reports, pinned_ok(ARGS("stop", "-o", "json")));
	storm_assert_exact(&storm, reports);
	exposition_check(text);
	for (json_t *expected = exposition_of_rows(storm.rows, sent_by_storm, &storm),
	            *seen = counts_of(text);
	     expected; expected = NULL)
		assert_grown(expected, seen);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

/* What was never scraped by this process is there too, and snapshot -o prometheus says the same. */
START_TEST(test_pinned_totals)
{
	struct exporter exporter;
	struct storm storm;
	json_t *expected;
	char *text;

	storm_prepare(&storm, ARGS(MIX));
	pinned_start(ARGS("-p", storm.comm));
	storm_begin(&storm);
	storm_finish(&storm);
	expected = exposition_of_rows(storm.rows, sent_by_storm, &storm);
	(void)pinned_ok(ARGS("snapshot"));
	exporter_start(&exporter, ARGS("--pinned"));
	tally_assert_equal(expected, counts_of(exporter_metrics(&exporter)));
	tally_assert_equal(expected, counts_of(exporter_openmetrics(&exporter)));
	text = pinned_ok(ARGS("snapshot", "-o", "prometheus"));
	tally_assert_equal(expected, counts_of(text));
	exposition_check(text);
	exporter_end(&exporter, SIGTERM);
	pinned_clean();
}
END_TEST

/* A stop and another start do not end it. */
START_TEST(test_pinned_restart)
{
	struct exporter exporter;
	struct answer answer;

	pinned_start(ARGS("-p", "churn*", "-s", "USR1"));
	churn(0, 23);
	exporter_start(&exporter, ARGS("--pinned"));
	ck_assert_int_eq(counted(exporter_metrics(&exporter)), 23);
	pinned_clean();
	answer = exporter_ask(&exporter, GET("/metrics"));
	ck_assert_int_eq(answer.status, 503);
	ck_assert_ptr_nonnull(strstr(answer.body, "`sigsnoop-top start`"));
	ck_assert_int_eq(exporter_ask(&exporter, GET("/-/healthy")).status, 200);
	ck_assert_ptr_nonnull(strstr(pipe_line(exporter.err), "`sigsnoop-top start`"));
	pinned_start(ARGS("-p", "churn*", "-s", "USR1"));
	churn(0, 7);
	ck_assert_int_eq(counted(exporter_metrics(&exporter)), 7);
	exporter_end(&exporter, SIGTERM);
	pinned_clean();
}
END_TEST

/* Another command that does not come to its end holds nobody up for long. */
START_TEST(test_pinned_locked)
{
	struct exporter exporter;
	struct answer answer;
	char path[256];
	int lock;

	pinned_start(ARGS("-s", "USR1"));
	exporter_start(&exporter, ARGS("--pinned"));
	(void)snprintf(path, sizeof(path), "%s/lock", pinned_state());
	lock = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(lock, 0);
	ck_assert_int_eq(flock(lock, LOCK_EX), 0);
	answer = exporter_ask(&exporter, GET("/metrics"));
	ck_assert_int_eq(answer.status, 503);
	ck_assert_double_lt(answer.seconds, 5 * slowness());
	ck_assert_ptr_nonnull(strstr(answer.body, "lock"));
	ck_assert_ptr_nonnull(strstr(pipe_line(exporter.err), "lock"));
	(void)close(lock);
	(void)exporter_metrics(&exporter);
	exporter_end(&exporter, SIGTERM);
	pinned_clean();
}
END_TEST

/* Where there are none at their usual place, for this process and its children alone. */
static bool mount_cgroups(void)
{
	if (!access("/sys/fs/cgroup/cgroup.controllers", F_OK))
		return true;
	return !unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	       !mount("none", "/sys/fs/cgroup", "cgroup2", 0, NULL);
}

/* The cgroups in snapshots have their paths even if a process without privileges absorbed them. */
START_TEST(test_pinned_cgroups)
{
	static const char folder[] = "/sys/fs/cgroup/sigsnoop-live-serve",
			  name[] = "/sigsnoop-live-serve";
	struct exporter exporter;
	char command[256], *text;

	if (mount_cgroups())
		(void)mkdir(folder, 0755);
	(void)snprintf(command, sizeof(command), "%s/cgroup.procs", folder);
	if (access(command, W_OK)) {
		(void)rmdir(folder);
		skip("no cgroups of version 2 at /sys/fs/cgroup");
		return;
	}
	pinned_start(ARGS("-s", "USR1"));
	exporter_start(&exporter, ARGS("--pinned"));
	(void)snprintf(command, sizeof(command),
	               "sh -c 'echo $$ >%s/cgroup.procs; kill -USR1 1073741000' 2>/dev/null",
	               folder);
	ck_assert_int_ne(system(command), -1);
	(void)exporter_metrics(&exporter);
	(void)rmdir(folder);
	text = pinned_ok(ARGS("snapshot", "-o", "csv", "-b", "sender_cgroup,signal"));
	ck_assert_msg(strstr(text, name), "%s", text);
	exporter_end(&exporter, SIGTERM);
	pinned_clean();
}
END_TEST

static void add_clients(Suite *suite)
{
	TCase *tests = theme(suite, "serve-clients", 90);

	tcase_add_test(tests, test_hostile_clients);
	tcase_add_test(tests, test_trickle);
	tcase_add_loop_test(tests, test_stop, 0, 2);
}

static void add_start(Suite *suite)
{
	TCase *tests = theme(suite, "serve-start", 30);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_loop_test(tests, test_refusals, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
	tcase_add_test(tests, test_port_in_use);
	tcase_add_test(tests, test_series_options);
	tcase_add_test(tests, test_privileges);
	tcase_add_loop_test(tests, test_other_user, 0, (int)(sizeof(users) / sizeof(users[0])));
	tcase_add_loop_test(tests, test_no_privilege, 0, 2);
	tcase_add_test(tests, test_tracefs_unreadable);
}

static void add_pins(Suite *suite)
{
	TCase *tests = theme(suite, "serve-pinned", 60);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_test(tests, test_same_limit);
	tcase_add_test(tests, test_pinned);
	tcase_add_test(tests, test_pinned_totals);
	tcase_add_test(tests, test_pinned_restart);
	tcase_add_test(tests, test_pinned_locked);
	tcase_add_test(tests, test_pinned_cgroups);
}

void add_serve(Suite *suite)
{
	TCase *tests = theme(suite, "serve", 60);

	tcase_add_test(tests, test_exact);
	tcase_add_test(tests, test_sanitized);
	tcase_add_test(tests, test_hostile_names);
	tcase_add_test(tests, test_concurrent);
	tcase_add_test(tests, test_together);
	tcase_add_test(tests, test_requests);
	tcase_add_test(tests, test_ipv6);
	tcase_add_test(tests, test_churn);
	tcase_add_loop_test(tests, test_label_names, 0, (int)(sizeof(lists) / sizeof(lists[0])));
	add_clients(suite);
	add_start(suite);
	add_pins(suite);
}
