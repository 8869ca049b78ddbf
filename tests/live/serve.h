/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of the exporter share. */
#ifndef LIVE_SERVE_H
#define LIVE_SERVE_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "exporter.h"

/* Workloads that make every kind of series. */
#define MIX "calls", "signals", "overflow", "esrch", "ebadf", "eperm", "exits", "probe", "forged"

#define SIGNALS "sigsnoop_signals_total{"
#define REFUSED "sigsnoop_refused_total{"

/* The series of both, and the sum of all that was counted. */
json_t *counts_of(const char *text);
json_int_t counted(const char *text);

void assert_nothing_lost(const char *text);

/* For exposition_of_rows(): `storm` is a struct storm. */
bool sent_by_storm(const json_t *row, const void *storm);

#define CHURN_MOST 100000
#define CHURN_PID  (0x40000000 - CHURN_MOST)

/*
 * A process that renames itself for each of so many calls, "churn0" the first of all, each to
 * another pid that is not there.
 */
void churn(int first, int count);

/* No series of the first has gone or gone back in the second. */
void assert_grown(json_t *before, json_t *after);

/* In a process of its own: scrape until the pipe is closed. */
pid_t scraper(const struct exporter *exporter, bool open, const int stop[2]);

/* It holds no capability, and cannot get one. */
void assert_no_privileges(const struct exporter *exporter);

#endif
