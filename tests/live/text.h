/* SPDX-License-Identifier: GPL-2.0 */
/* What programs print for people, and CSV. */
#ifndef LIVE_TEXT_H
#define LIVE_TEXT_H

#include <jansson.h>
#include <stddef.h>

/* With single blanks for all runs of blanks and line feeds. */
char *text_unwrapped(const char *text);

/* The number of its lines. */
size_t text_lines(const char *text);

/* 1234567 as 1,234,567; in `buffer`, which is returned. */
const char *number_grouped(json_int_t number, char buffer[32]);

/*
 * The records of a CSV text (RFC 4180) as rows: an object for each, by the names of the header. A
 * field is null if it is empty without quotes, a number in the columns that hold numbers, else a
 * text.
 */
json_t *csv_rows(const char *text);

#endif
