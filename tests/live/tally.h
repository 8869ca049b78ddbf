/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rows added up: a JSON object from a row's text, without its count and its rate, to the count. So
 * rows from any source can be compared whatever their order and however they were split.
 */
#ifndef LIVE_TALLY_H
#define LIVE_TALLY_H

#include <jansson.h>
#include <stdbool.h>

/* Whether a row is wanted. */
typedef bool (*row_filter)(const json_t *row, const void *context);

json_t *tally_new(void);

void tally_add(json_t *tally, const json_t *row);

/* The rows of an array that are wanted; a NULL filter wants all. */
void tally_add_rows(json_t *tally, const json_t *rows, row_filter wanted, const void *context);

/* Sum of all counts. */
json_int_t tally_total(json_t *tally);

/* Fail, and show how they differ, unless they are equal. */
void tally_assert_equal(json_t *expected, json_t *seen);

/* Of a row. */
json_int_t row_count(const json_t *row);
json_int_t row_integer(const json_t *row, const char *column); /* null: -1 */
const char *row_text(const json_t *row, const char *column);   /* null: "" */
bool row_is_null(const json_t *row, const char *column);
bool row_is_refused_door(const json_t *row); /* refused or probe */

#endif
