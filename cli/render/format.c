// SPDX-License-Identifier: GPL-2.0
/* How times and numbers are written. */
#include "render/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/numbers.h"

/* `digits` of the second, of which there are at most 6. */
static const char *utc(const struct timespec *time, int digits, char buffer[TIME_SIZE])
{
	struct tm tm = {0};
	long fraction = time->tv_nsec / 1000;
	size_t length;

	for (int i = digits; i < 6; i++)
		fraction /= 10;
	(void)gmtime_r(&time->tv_sec, &tm);
	length = strftime(buffer, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buffer + length, TIME_SIZE - length, ".%0*ldZ", digits, fraction);
	return buffer;
}

const char *time_utc(const struct timespec *time, char buffer[TIME_SIZE])
{
	return utc(time, 3, buffer);
}

const char *time_utc_us(const struct timespec *time, char buffer[TIME_SIZE])
{
	return utc(time, 6, buffer);
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

static const char *refused_remark(const char *refused)
{
	if (strcmp(refused, "tracepoint") == 0)
		return " (every system call on this host pays for it, and 32-bit programs are not "
		       "seen: --failures)";
	if (strcmp(refused, "off") == 0)
		return " (failed calls and probes are not seen: --failures)";
	return "";
}

const char *hooks_text(const struct hooks *hooks, char buffer[HOOKS_SIZE])
{
	(void)snprintf(buffer, HOOKS_SIZE, "hooks: generated %s, refused %s%s", hooks->generated,
	               hooks->refused, refused_remark(hooks->refused));
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

const char *duration_text(double us, char buffer[DURATION_SIZE])
{
	static const struct {
		double us;
		const char *name;
	} units[] = {
		{86400e6, "d"}, {3600e6, "h"}, {60e6, "min"}, {1e6, "s"}, {1e3, "ms"}, {1, "us"},
	};
	size_t i = 0;

	while (us < units[i].us && units[i].us > 1)
		i++;
	us /= units[i].us;
	(void)snprintf(buffer, DURATION_SIZE, "%.*f %s",
	               units[i].us > 1 ? (us < 10) + (us < 100) : 0, us, units[i].name);
	return buffer;
}

void bar_print(double share, size_t width, FILE *out)
{
	size_t stars = (size_t)(share * (double)width + 0.5);

	if (!width)
		return;
	(void)fputs(" |", out);
	for (size_t i = 0; i < width; i++)
		(void)fputc(i < stars ? '*' : ' ', out);
	(void)fputc('|', out);
}
