// SPDX-License-Identifier: GPL-2.0
/* The exporter of what start pinned, beside snapshots. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exporter.h"
#include "exposition.h"
#include "live.h"
#include "mounts.h"
#include "pinned.h"
#include "serve.h"
#include "storm.h"

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
/* The cgroups in snapshots have their paths even if a process without privileges absorbed them. */
START_TEST(test_pinned_cgroups)
{
	static const char folder[] = "/sys/fs/cgroup/sigsnoop-live-serve",
			  name[] = "/sigsnoop-live-serve";
	struct exporter exporter;
	char command[256], *text;

	if (mounts_cgroups(false))
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

void add_serve_pinned(Suite *suite)
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
