/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks, and times as nanoseconds, as seconds and as struct timespec. */
#ifndef SIGSNOOP_CLOCK_H
#define SIGSNOOP_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NANOSECONDS 1000000000LL /* in a second */

/* What a clock of clock_gettime(2) says now. It must be one that every kernel has. */
struct timespec clock_read(clockid_t clock);
int64_t clock_nanoseconds(clockid_t clock);
double clock_seconds(clockid_t clock);

/* Nanoseconds, not negative, as a struct timespec, and the other way round. */
struct timespec time_of(int64_t nanoseconds);
int64_t nanoseconds_of(const struct timespec *time);

double seconds_of(const struct timespec *time);

/* Negative if `to` is earlier. */
double seconds_between(const struct timespec *from, const struct timespec *to);

/* `seconds` after `time`; not negative. */
struct timespec time_after(const struct timespec *time, double seconds);

#endif
