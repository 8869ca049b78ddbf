// SPDX-License-Identifier: GPL-2.0
/* Clocks and times. */
#include "clock.h"

#include <math.h>

struct timespec clock_read(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return now;
}

int64_t clock_nanoseconds(clockid_t clock)
{
	const struct timespec now = clock_read(clock);

	return nanoseconds_of(&now);
}

double clock_seconds(clockid_t clock)
{
	const struct timespec now = clock_read(clock);

	return seconds_of(&now);
}

struct timespec time_of(int64_t nanoseconds)
{
	return (struct timespec){nanoseconds / NANOSECONDS, nanoseconds % NANOSECONDS};
}

int64_t nanoseconds_of(const struct timespec *time)
{
	return (int64_t)time->tv_sec * NANOSECONDS + time->tv_nsec;
}

double seconds_of(const struct timespec *time)
{
	return (double)time->tv_sec + (double)time->tv_nsec / 1e9;
}

double seconds_between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

struct timespec time_after(const struct timespec *time, double seconds)
{
	struct timespec after = *time;
	double whole, fraction = modf(seconds, &whole);

	after.tv_sec += (time_t)whole;
	after.tv_nsec += (long)(fraction * 1e9);
	if (after.tv_nsec >= NANOSECONDS) {
		after.tv_nsec -= NANOSECONDS;
		after.tv_sec++;
	}
	return after;
}
