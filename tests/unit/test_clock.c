// SPDX-License-Identifier: GPL-2.0
/* Times are converted without losing a nanosecond, and clocks are the right ones. */
#include "unit.h"

#include "clock.h"

static void assert_time(struct timespec time, time_t seconds, long nanoseconds)
{
	ck_assert_int_eq(time.tv_sec, seconds);
	ck_assert_int_eq(time.tv_nsec, nanoseconds);
}

START_TEST(test_nanoseconds)
{
	static const int64_t all[] = {0, 1, 999999999, 1000000000, 1769860800123456789};

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		const struct timespec time = time_of(all[i]);

		ck_assert_int_eq(nanoseconds_of(&time), all[i]);
	}
	assert_time(time_of(1769860800123456789), 1769860800, 123456789);
}
END_TEST

START_TEST(test_between)
{
	const struct timespec from = {10, 750000000}, to = {12, 250000000};

	ck_assert_double_eq(seconds_of(&from), 10.75);
	ck_assert_double_eq(seconds_between(&from, &to), 1.5);
	ck_assert_double_eq(seconds_between(&to, &from), -1.5);
}
END_TEST

START_TEST(test_after)
{
	const struct timespec time = {10, 750000000};

	assert_time(time_after(&time, 0), 10, 750000000);
	assert_time(time_after(&time, 0.125), 10, 875000000);
	assert_time(time_after(&time, 0.25), 11, 0);
	assert_time(time_after(&time, 86400.5), 86411, 250000000);
}
END_TEST

START_TEST(test_clocks)
{
	static const clockid_t all[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME};

	for (size_t i = 0; i < COUNT_OF(all); i++) {
		const struct timespec before = clock_read(all[i]);
		const int64_t nanoseconds = clock_nanoseconds(all[i]);
		const double seconds = clock_seconds(all[i]);
		struct timespec after;

		ck_assert_int_eq(clock_gettime(all[i], &after), 0);
		ck_assert_int_ge(nanoseconds, nanoseconds_of(&before));
		ck_assert_int_le(nanoseconds, nanoseconds_of(&after));
		ck_assert_double_ge(seconds, seconds_of(&before));
		ck_assert_double_le(seconds, seconds_of(&after));
	}
}
END_TEST

Suite *suite_clock(void)
{
	TCase *tests;
	Suite *suite = suite_of("clock", &tests);

	tcase_add_test(tests, test_nanoseconds);
	tcase_add_test(tests, test_between);
	tcase_add_test(tests, test_after);
	tcase_add_test(tests, test_clocks);
	return suite;
}
