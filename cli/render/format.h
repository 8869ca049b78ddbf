/* SPDX-License-Identifier: GPL-2.0 */
/* How times and numbers are written, for all formats. */
#ifndef SIGSNOOP_RENDER_FORMAT_H
#define SIGSNOOP_RENDER_FORMAT_H

#include <stdio.h>
#include <time.h>

#include "abi/signal.h"
#include "model/snapshot.h"

#define TIME_SIZE 40

/* "2026-01-31T12:00:05.000Z" in `buffer`, which is returned. */
const char *time_utc(const struct timespec *time, char buffer[TIME_SIZE]);

/* The same to the microsecond: "2026-01-31T12:00:05.000000Z". */
const char *time_utc_us(const struct timespec *time, char buffer[TIME_SIZE]);

/* "2026-01-31 12:00:05" in local time, in `buffer`, which is returned. */
const char *time_local(const struct timespec *time, char buffer[TIME_SIZE]);

/* Digits that seconds and rates are written with by printf("%.*g"); exact after real_rounded(). */
#define REAL_DIGITS 15

/* To thousandths: more would be noise, both in seconds and in signals per second. */
double real_rounded(double real);

/* "9,640.6" in `buffer`, which is returned; "<0.1" for what would be rounded to nothing. */
#define RATE_SIZE 40
const char *rate_text(double rate, char buffer[RATE_SIZE]);

/* "850 us", "1.10 ms", "12.3 s", "2.5 h" of a time in microseconds; in `buffer`, which is returned.
 */
#define DURATION_SIZE 32
const char *duration_text(double us, char buffer[DURATION_SIZE]);

/* " |****    |": a share (0 to 1) of `width` columns; nothing if the width is 0. */
void bar_print(double share, size_t width, FILE *out);

/*
 * "hooks: generated tp_btf, refused off", and what those who choose a hook should know of it; in
 * `buffer`, which is returned.
 */
#define HOOKS_SIZE 256
const char *hooks_text(const struct hooks *hooks, char buffer[HOOKS_SIZE]);

/* The signals that were counted: their slots, most often seen first. Returns how many. */
size_t signals_ranked(const struct snapshot *snapshot, int slots[SIGNAL_SLOTS]);

#endif
