// SPDX-License-Identifier: GPL-2.0
/* How times and numbers are written. */
#include "render/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/numbers.h"

const char *time_utc(const struct timespec *time, char buffer[TIME_SIZE])
{
	struct tm tm = {0};
	size_t length;

	(void)gmtime_r(&time->tv_sec, &tm);
	length = strftime(buffer, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buffer + length, TIME_SIZE - length, ".%03ldZ", time->tv_nsec / 1000000);
	return buffer;
}

const char *time_local(const struct timespec *time, char buffer[TIME_SIZE])
{
	struct tm tm = {0};

	(void)localtime_r(&time->tv_sec, &tm);
	(void)strftime(buffer, TIME_SIZE, "%Y-%m-%d %H:%M:%S", &tm);
	return buffer;
}

double real_rounded(double real)
{
	return round(real * 1000) / 1000;
}

const char *rate_text(double rate, char buffer[RATE_SIZE])
{
	uint64_t tenths = (uint64_t)llround(rate * 10);
	char whole[GROUPED_SIZE];

	if (!tenths && rate > 0)
		(void)snprintf(buffer, RATE_SIZE, "<0.1");
	else
		(void)snprintf(buffer, RATE_SIZE, "%s.%d", number_group(tenths / 10, whole),
		               (int)(tenths % 10));
	return buffer;
}

static int rank_compare(const void *left, const void *right, void *context)
{
	const uint64_t *signals = context;
	int a = *(const int *)left, b = *(const int *)right;

	if (signals[a] != signals[b])
		return signals[a] < signals[b] ? 1 : -1;
	return a - b;
}

size_t signals_ranked(const struct snapshot *snapshot, int slots[SIGNAL_SLOTS])
{
	uint64_t signals[SIGNAL_SLOTS];
	size_t count = 0;

	for (int slot = 0; slot < SIGNAL_SLOTS; slot++) {
		signals[slot] = snapshot->signals[slot];
		if (signals[slot])
			slots[count++] = slot;
	}
	qsort_r(slots, count, sizeof(*slots), rank_compare, signals);
	return count;
}
