// SPDX-License-Identifier: GPL-2.0
/* Samples, and what is said of them. */
#include "stats.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void samples_add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES_MOST)
		samples->values[samples->count++] = value;
}

static int order(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double quantile(const double *sorted, size_t count, double share)
{
	double place = share * (double)(count - 1);
	size_t below = (size_t)place;
	double above = below + 1 < count ? sorted[below + 1] : sorted[below];

	return sorted[below] + (place - (double)below) * (above - sorted[below]);
}

json_t *samples_json(const struct samples *samples)
{
	struct samples sorted = *samples;

	if (!sorted.count)
		return json_null();
	qsort(sorted.values, sorted.count, sizeof(sorted.values[0]), order);
	return json_pack("{s:f, s:f, s:f, s:f, s:i}", "median",
	                 quantile(sorted.values, sorted.count, 0.5), "q1",
	                 quantile(sorted.values, sorted.count, 0.25), "q3",
	                 quantile(sorted.values, sorted.count, 0.75), "least", sorted.values[0],
	                 "count", (int)sorted.count);
}

static uint64_t read_clock(clockid_t clock)
{
	struct timespec time = {0};

	(void)clock_gettime(clock, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

uint64_t clock_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t clock_cpu(void)
{
	return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void sleep_ms(unsigned ms)
{
	struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	/* Cut short by a signal: so be it, the caller looks for what it waits for. */
	(void)nanosleep(&span, NULL);
}

uint64_t random_next(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}
