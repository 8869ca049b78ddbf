/* SPDX-License-Identifier: GPL-2.0 */
/* Samples, and what is said of them: the median, and the quartiles as its spread. */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SAMPLES_MOST 256

struct samples {
	double values[SAMPLES_MOST];
	size_t count;
};

/* What is more than SAMPLES_MOST is left out. */
void samples_add(struct samples *samples, double value);

/*
 * {"median", "q1", "q3", "least", "count"}, the quartiles linear between samples; null if there are
 * none. The caller's.
 */
json_t *samples_json(const struct samples *samples);

/* CLOCK_MONOTONIC, and the time that this thread has had a processor; nanoseconds. */
uint64_t clock_now(void);
uint64_t clock_cpu(void);

void sleep_ms(unsigned ms);

/* A good enough generator (splitmix64), the same sequence in each run. */
uint64_t random_next(uint64_t *state);

#endif
