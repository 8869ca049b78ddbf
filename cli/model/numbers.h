/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers from the command line: the whole word or nothing. */
#ifndef SIGSNOOP_MODEL_NUMBERS_H
#define SIGSNOOP_MODEL_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

/* A whole decimal number within the limits. 0, or -1 (blanks, signs but '-', overflow, letters). */
int number_parse(const char *word, int64_t least, int64_t most, int64_t *number);

/* Seconds with a fraction ("0.1", "5"), a dot whatever the locale; no inf, nan, hex, exponent. 0 or
 * -1. */
int seconds_parse(const char *word, double least, double most, double *seconds);

/* "1,234,567" in `buffer`, which is returned. Holds any uint64_t. */
#define GROUPED_SIZE 32
const char *number_group(uint64_t number, char buffer[GROUPED_SIZE]);

/* Bytes for people: "512 KiB", "18.9 MiB"; in `buffer`, which is returned. */
const char *bytes_human(uint64_t bytes, char buffer[GROUPED_SIZE]);

#endif
