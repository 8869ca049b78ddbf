// SPDX-License-Identifier: GPL-2.0
/* The exporter and clients that mean it no good, or have gone. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "exporter.h"
#include "exposition.h"
#include "live.h"
#include "serve.h"
#include "storm.h"

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

void add_serve_clients(Suite *suite)
{
	TCase *tests = theme(suite, "serve-clients", 90);

	tcase_add_test(tests, test_hostile_clients);
	tcase_add_test(tests, test_trickle);
	tcase_add_loop_test(tests, test_stop, 0, 2);
}
