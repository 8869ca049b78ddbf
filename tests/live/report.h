/* SPDX-License-Identifier: GPL-2.0 */
/* JSON reports: parsed, checked, added up. */
#ifndef LIVE_REPORT_H
#define LIVE_REPORT_H

#include <jansson.h>

#include "tally.h"

/*
 * The array of all reports in a text. Fails unless each is whole, its ledger adds up, and nothing
 * was lost; unless its rows add up to the ledger, too, and by signal to its totals by signal.
 */
json_t *reports_parse(const char *text);

/* Likewise, but rows may have been cut off. */
json_t *reports_parse_cut(const char *text);

/* Likewise, with all rows, but something may be reported as lost. */
json_t *reports_parse_lossy(const char *text);

/* The rows of all reports that are wanted, added up. */
json_t *reports_tally(const json_t *reports, row_filter wanted, const void *context);

/* Fail unless all rows of all reports are wanted. */
void reports_assert_all(const json_t *reports, row_filter wanted, const void *context);

/* Sums over all reports of a number in the ledger, in its losses, and by signal as a new object. */
json_int_t reports_ledger(const json_t *reports, const char *key);
json_int_t reports_lost(const json_t *reports, const char *key);
json_t *reports_signals(const json_t *reports);

/* Numbers by signal of the rows, as an object that can be compared with that. */
json_t *rows_by_signal(const json_t *rows);

/* Of one report: which hooks it names, and its time in seconds since 1970. */
const char *report_hook(const json_t *report, const char *door);
double report_time(const json_t *report);
double report_interval(const json_t *report);

/* A row with the sender unknown: what did not fit in the map. */
bool row_is_remainder(const json_t *row);

#endif
