/* SPDX-License-Identifier: GPL-2.0 */
/* What is printed for Prometheus: checked, taken apart, compared with the rows of a storm. */
#ifndef LIVE_EXPOSITION_H
#define LIVE_EXPOSITION_H

#include <jansson.h>
#include <stdbool.h>

#include "tally.h"

/*
 * Fail unless promtool finds nothing wrong with the text format; where it is not installed that is
 * skipped, and counted.
 */
void exposition_check(const char *text);

/* Likewise OpenMetrics, by a check of our own: promtool does not know it. */
void exposition_check_open(const char *text);

/* The last of several expositions in a text. */
const char *exposition_last(const char *text);

/*
 * The samples whose lines begin like one of these, as an object from name and labels to the value.
 * A series that comes twice fails.
 */
json_t *exposition_samples(const char *text, const char *const beginnings[]);

/* Their sum; one beginning, for short. */
json_int_t exposition_sum(const char *text, const char *beginning);

/* The samples of signals_total and refused_total that rows of a report, or of a storm, make. */
json_t *exposition_of_rows(const json_t *rows, row_filter wanted, const void *context);

#endif
