// SPDX-License-Identifier: GPL-2.0
/* The exporter: exact, consistent, bounded, and in nobody's way. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exporter.h"
#include "exposition.h"
#include "live.h"
#include "report.h"
#include "serve.h"
#include "storm.h"

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

/* --- names --- */

#define NAMES_ROUND 10000

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
	for (int first = 0; first < CHURN_MOST; first += NAMES_ROUND) {
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
	(void)printf("serve: %ld KiB resident after %d names\n", exporter_rss(&exporter),
	             CHURN_MOST);
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
}
