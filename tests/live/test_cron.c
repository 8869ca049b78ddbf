// SPDX-License-Identifier: GPL-2.0
/* Snapshots by a real cron daemon. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "live.h"
#include "pinned.h"
#include "storm.h"

#define CRON "/usr/sbin/cron"

/* cron passes over files with dots, and over those that others could have written. */
static void write_table(char *path, size_t size, const char *csv)
{
	char *program = realpath(path_sigsnoop(), NULL);
	FILE *table;

	ck_assert_ptr_nonnull(program);
	(void)snprintf(path, size, "/etc/cron.d/sigsnoop-live-%d", getpid());
	(void)umask(022);
	table = fopen(path, "we");
	ck_assert_ptr_nonnull(table);
	(void)fprintf(table,
	              "SIGSNOOP_PIN_DIR=%s\nSIGSNOOP_STATE_DIR=%s\n"
	              "* * * * * root %s snapshot -o csv >> %s\n",
	              pinned_pins(), pinned_state(), program, csv);
	ck_assert_int_eq(fclose(table), 0);
}

/* The daemon of the host, or one of our own. */
static pid_t start_cron(void)
{
	if (!system("pgrep -x cron >/dev/null"))
		return 0;
	return process_start(&(struct start){
		.program = CRON, .args = ARGS("-f"), .out = memory_file(), .err = memory_file()});
}

static json_int_t storm_lines(const char *csv, const struct storm *storm)
{
	FILE *file = fopen(csv, "re");
	json_int_t lines = 0;
	char line[4096];

	while (file && fgets(line, sizeof(line), file))
		lines += strstr(line, storm->comm) != NULL;
	if (file)
		(void)fclose(file);
	return lines;
}

START_TEST(test_cron)
{
	double until = seconds_now() + 130;
	struct storm storm;
	char table[64], csv[256];
	pid_t cron;

	if (access(CRON, X_OK) || access("/etc/cron.d", W_OK)) {
		skip("cron is not installed (Debian package cron)");
		return;
	}
	if (quick()) {
		skip("cron takes a minute (LIVE_QUICK)");
		return;
	}
	(void)snprintf(csv, sizeof(csv), "%s", pinned_path("cron.csv"));
	pinned_start(NULL);
	storm_run(&storm, ARGS("calls"));
	write_table(table, sizeof(table), csv);
	cron = start_cron();
	while (!storm_lines(csv, &storm) && seconds_now() < until)
		seconds_sleep(1);
	ck_assert_int_eq(unlink(table), 0);
	if (cron) {
		ck_assert_int_eq(kill(cron, SIGTERM), 0);
		(void)process_wait(cron);
	}
	/* One line for each row, and no second report of them. */
	(void)pinned_ok(ARGS("stop"));
	ck_assert_int_eq(storm_lines(csv, &storm), (json_int_t)json_array_size(storm.rows));
	pinned_assert_nothing();
}
END_TEST

void add_cron(Suite *suite)
{
	TCase *tests = theme(suite, "cron", 180);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_test(tests, test_cron);
}
