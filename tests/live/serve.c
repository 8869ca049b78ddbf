// SPDX-License-Identifier: GPL-2.0
/* What the tests of the exporter share. */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "exposition.h"
#include "live.h"
#include "report.h"
#include "storm.h"

json_t *counts_of(const char *text)
{
	return exposition_samples(text, ARGS(SIGNALS, REFUSED));
}

json_int_t counted(const char *text)
{
	return exposition_sum(text, SIGNALS) + exposition_sum(text, REFUSED) +
	       exposition_sum(text, "sigsnoop_remainder_total ");
}

void assert_nothing_lost(const char *text)
{
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_lost_total{"), 0);
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_remainder_total "), 0);
}

bool sent_by_storm(const json_t *row, const void *storm)
{
	return !strcmp(row_text(row, "sender_comm"), ((const struct storm *)storm)->comm);
}

void churn(int first, int count)
{
	pid_t pid = fork();
	char name[16];

	ck_assert_int_ge(pid, 0);
	for (int i = first; !pid && i < first + count; i++) {
		(void)snprintf(name, sizeof(name), "churn%d", i);
		if (prctl(PR_SET_NAME, name) || !kill(CHURN_PID + i, SIGUSR1) || errno != ESRCH)
			_exit(1);
	}
	if (!pid)
		_exit(0);
	ck_assert_int_eq(process_wait(pid), 0);
}

void assert_grown(json_t *before, json_t *after)
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

pid_t scraper(const struct exporter *exporter, bool open, const int stop[2])
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

void assert_no_privileges(const struct exporter *exporter)
{
	for (const char *const *set = ARGS("CapInh", "CapPrm", "CapEff", "CapAmb"); *set; set++)
		ck_assert_msg(!strtoull(exporter_status(exporter, *set), NULL, 16), "%s: %s", *set,
		              exporter_status(exporter, *set));
	ck_assert_str_eq(exporter_status(exporter, "NoNewPrivs"), "1");
}
