// SPDX-License-Identifier: GPL-2.0
/* Histograms: edges of buckets, quantiles against exact ones. */
#include "abi/histogram.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/histogram.h"

#define TIMES 10007

START_TEST(test_edges)
{
	for (uint32_t bucket = 1; bucket < HIST_BUCKET_LAST; bucket++) {
		ck_assert_uint_eq(hist_bucket(hist_bucket_low(bucket)), bucket);
		ck_assert_uint_eq(hist_bucket(hist_bucket_high(bucket) - 1), bucket);
		ck_assert_uint_eq(hist_bucket(hist_bucket_high(bucket)), bucket + 1);
	}
	ck_assert_uint_eq(hist_bucket_low(1), 1);
	ck_assert_uint_eq(hist_bucket_high(HIST_BUCKET_LAST), UINT64_C(1) << HIST_LOG_MOST);
}
END_TEST

/* A bucket begins at every power of two, and three more within each from 4 on. */
START_TEST(test_powers_of_two)
{
	for (uint32_t log = 0; log < HIST_LOG_MOST; log++) {
		uint64_t power = UINT64_C(1) << log;

		ck_assert_uint_eq(hist_bucket_low(hist_bucket(power)), power);
		if (log < 2)
			continue;
		ck_assert_uint_eq(hist_bucket(2 * power - 1) - hist_bucket(power), 3);
		for (uint32_t quarter = 0; quarter < 4; quarter++)
			ck_assert_uint_eq(hist_bucket(power + quarter * power / 4),
			                  hist_bucket(power) + quarter);
	}
}
END_TEST

START_TEST(test_saturation)
{
	ck_assert_uint_eq(hist_bucket(0), 1);
	ck_assert_uint_eq(hist_bucket((UINT64_C(1) << HIST_LOG_MOST) - 1), HIST_BUCKET_LAST);
	ck_assert_uint_eq(hist_bucket(UINT64_C(1) << HIST_LOG_MOST), HIST_BUCKET_LAST);
	ck_assert_uint_eq(hist_bucket(UINT64_MAX), HIST_BUCKET_LAST);
}
END_TEST

START_TEST(test_log2)
{
	for (uint32_t log = 0; log < 64; log++) {
		ck_assert_uint_eq(log2_floor(UINT64_C(1) << log), log);
		ck_assert_uint_eq(log2_floor(UINT64_MAX >> (63 - log)), log);
	}
}
END_TEST

static void take(struct histogram *histogram, uint64_t us)
{
	histogram->buckets[hist_bucket(us)]++;
	histogram->count++;
	histogram->sum += us;
	if (us > histogram->max)
		histogram->max = us;
}

static int order(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/* Shapes that times have: all alike, spread evenly, spread over many magnitudes, two heaps. */
static uint64_t time_of(int shape, uint64_t *state)
{
	switch (shape) {
	case 0:
		return 60013;
	case 1:
		return 1 + random_below(state, 1000003);
	case 2:
		return (uint64_t)pow(2, random_below(state, 39000) / 1000.0);
	default:
		return random_below(state, 10) ? 101 + random_below(state, 7)
		                               : 90001 + random_below(state, 1009);
	}
}

/* The nearest rank of the exact times lies in the bucket that the quantile is taken from. */
START_TEST(test_quantiles)
{
	static const double shares[] = {0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1};
	static uint64_t times[TIMES];
	struct histogram histogram = {0};
	uint64_t state = 4711;

	for (int i = 0; i < TIMES; i++) {
		times[i] = time_of(_i, &state);
		take(&histogram, times[i]);
	}
	qsort(times, TIMES, sizeof(times[0]), order);
	for (size_t i = 0; i < COUNT_OF(shares); i++) {
		uint64_t rank = (uint64_t)ceil(shares[i] * TIMES);
		uint64_t exact = times[rank ? rank - 1 : 0];
		uint32_t bucket = hist_bucket(exact);
		double found = histogram_quantile(&histogram, shares[i]);

		ck_assert_double_ge(found, (double)hist_bucket_low(bucket));
		ck_assert_double_le(found, (double)hist_bucket_high(bucket));
		ck_assert_double_le(found, (double)histogram.max);
	}
}
END_TEST

START_TEST(test_quantiles_of_few)
{
	struct histogram histogram = {0};

	ck_assert_double_eq(histogram_quantile(&histogram, 0.5), 0);
	take(&histogram, 1100);
	ck_assert_double_eq(histogram_quantile(&histogram, 0), 1100);
	ck_assert_double_eq(histogram_quantile(&histogram, 1), 1100);
	take(&histogram, 2000);
	ck_assert_double_lt(histogram_quantile(&histogram, 0.5), 1280);
	ck_assert_double_ge(histogram_quantile(&histogram, 0.51), 1792);
}
END_TEST

START_TEST(test_octaves)
{
	struct histogram histogram = {0};
	uint64_t state = 23, sum = 0;

	for (int i = 0; i < TIMES; i++)
		take(&histogram, time_of(2, &state));
	take(&histogram, 0);
	take(&histogram, UINT64_MAX / 2);
	for (uint32_t log = 0; log < HIST_LOG_MOST; log++)
		sum += histogram_octave(&histogram, log);
	ck_assert_uint_eq(sum, TIMES + 2);
	memset(&histogram, 0, sizeof(histogram));
	take(&histogram, 1023);
	take(&histogram, 1024);
	take(&histogram, 2047);
	ck_assert_uint_eq(histogram_octave(&histogram, 9), 1);
	ck_assert_uint_eq(histogram_octave(&histogram, 10), 2);
	ck_assert_uint_eq(histogram_octave(&histogram, 11), 0);
}
END_TEST

START_TEST(test_add)
{
	struct histogram a = {.pid = 7, .comm = {"seven"}}, b = {.pid = 11, .comm = {"eleven"}};

	take(&a, 100);
	take(&b, 200);
	take(&b, 300);
	histogram_add(&a, &b);
	ck_assert_uint_eq(a.count, 3);
	ck_assert_uint_eq(a.sum, 600);
	ck_assert_uint_eq(a.max, 300);
	ck_assert_int_eq(a.pid, 11);
	ck_assert_str_eq(a.comm.text, "eleven");
	ck_assert_uint_eq(a.buckets[hist_bucket(100)], 1);
	histogram_add(&b, &a); /* max is equal: either may be named, the sums count */
	ck_assert_uint_eq(b.count, 5);
}
END_TEST

START_TEST(test_kinds)
{
	static const char *const wrong[] = {"", "exit,", "exits", "EXIT", "exit,none", "all,gap"};
	struct fault fault;
	uint32_t kinds;

	ck_assert_int_eq(hist_kinds_parse("gap,exit", &kinds, &fault), 0);
	ck_assert_uint_eq(kinds, 1U << HIST_EXIT | 1U << HIST_GAP);
	ck_assert_int_eq(hist_kinds_parse("none", &kinds, &fault), 0);
	ck_assert_uint_eq(kinds, 0);
	ck_assert_int_eq(hist_kinds_parse("all", &kinds, &fault), 0);
	ck_assert_uint_eq(kinds, (1U << HIST_KINDS) - 1);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		ck_assert_int_eq(hist_kinds_parse(wrong[i], &kinds, &fault), -1);
		ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
		ck_assert_ptr_nonnull(strstr(fault.text, "handler"));
	}
}
END_TEST

Suite *suite_histogram(void)
{
	TCase *cases;
	Suite *suite = suite_of("histogram", &cases);

	tcase_add_test(cases, test_edges);
	tcase_add_test(cases, test_powers_of_two);
	tcase_add_test(cases, test_saturation);
	tcase_add_test(cases, test_log2);
	tcase_add_loop_test(cases, test_quantiles, 0, 4);
	tcase_add_test(cases, test_quantiles_of_few);
	tcase_add_test(cases, test_octaves);
	tcase_add_test(cases, test_add);
	tcase_add_test(cases, test_kinds);
	return suite;
}
