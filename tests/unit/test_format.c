// SPDX-License-Identifier: GPL-2.0
/* Times, rates and the order of the signals. */
#include "abi/signal.h"
#include "unit.h"

#include <stdlib.h>
#include <time.h>

#include "render/format.h"

START_TEST(test_utc)
{
	char buffer[TIME_SIZE];

	ck_assert_str_eq(time_utc(&(struct timespec){1769860805, 0}, buffer),
	                 "2026-01-31T12:00:05.000Z");
	ck_assert_str_eq(time_utc(&(struct timespec){1769860805, 999999999}, buffer),
	                 "2026-01-31T12:00:05.999Z");
	ck_assert_str_eq(time_utc(&(struct timespec){0, 1000000}, buffer),
	                 "1970-01-01T00:00:00.001Z");
}
END_TEST

START_TEST(test_local)
{
	const struct timespec time = {1769860805, 0};
	char buffer[TIME_SIZE];

	ck_assert_str_eq(time_local(&time, buffer), "2026-01-31 12:00:05");
	ck_assert_int_eq(setenv("TZ", "XYZ-2", 1), 0);
	tzset();
	ck_assert_str_eq(time_local(&time, buffer), "2026-01-31 14:00:05");
	ck_assert_str_eq(time_utc(&time, buffer), "2026-01-31T12:00:05.000Z");
	ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
	tzset();
}
END_TEST

static const struct {
	double rate;
	const char *text;
} rates[] = {
	{0, "0.0"},       {0.01, "<0.1"},      {0.0499, "<0.1"},
	{0.05, "0.1"},    {0.6, "0.6"},        {99.94, "99.9"},
	{99.96, "100.0"}, {9640.6, "9,640.6"}, {1e9, "1,000,000,000.0"},
};

START_TEST(test_rate)
{
	char buffer[RATE_SIZE];

	ck_assert_str_eq(rate_text(rates[_i].rate, buffer), rates[_i].text);
}
END_TEST

START_TEST(test_rounded)
{
	ck_assert_double_eq(real_rounded(5.0008), 5.001);
	ck_assert_double_eq(real_rounded(0.0004), 0);
	ck_assert_double_eq(real_rounded(8202.80049), 8202.8);
}
END_TEST

START_TEST(test_ranked)
{
	struct snapshot snapshot = {.interval = 1};
	int slots[SIGNAL_SLOTS];

	ck_assert_uint_eq(signals_ranked(&snapshot, slots), 0);
	snapshot.signals[9] = 3;
	snapshot.signals[15] = 5;
	snapshot.signals[0] = 3;
	snapshot.signals[SIGNAL_SLOT_INVALID] = 7;
	ck_assert_uint_eq(signals_ranked(&snapshot, slots), 4);
	ck_assert_int_eq(slots[0], SIGNAL_SLOT_INVALID);
	ck_assert_int_eq(slots[1], 15);
	/* Equal counts by number, so that the order is always the same. */
	ck_assert_int_eq(slots[2], 0);
	ck_assert_int_eq(slots[3], 9);
}
END_TEST

Suite *suite_format(void)
{
	TCase *cases;
	Suite *suite = suite_of("format", &cases);

	tcase_add_test(cases, test_utc);
	tcase_add_test(cases, test_local);
	tcase_add_loop_test(cases, test_rate, 0, (int)COUNT_OF(rates));
	tcase_add_test(cases, test_rounded);
	tcase_add_test(cases, test_ranked);
	return suite;
}
