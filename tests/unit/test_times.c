// SPDX-License-Identifier: GPL-2.0
/* Times of the kernel's maps add up, and the slowest process is named. */
#include "unit.h"

#include <signal.h>

#include "model/times.h"

START_TEST(test_buckets)
{
	const struct hist_key key = {.kind = HIST_EXIT, .signal = SIGTERM, .bucket = 9};
	const struct hist_key next = {.kind = HIST_EXIT, .signal = SIGTERM, .bucket = 10};
	const uint64_t per_cpu[] = {1, 0, 5};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	ck_assert_int_eq(times_add_bucket(&snapshot, &key, per_cpu, 3), 0);
	ck_assert_int_eq(times_add_bucket(&snapshot, &next, per_cpu, 2), 0);
	ck_assert_uint_eq(snapshot.histogram_count, 1);
	ck_assert_int_eq(snapshot.histograms[0].kind, HIST_EXIT);
	ck_assert_int_eq(snapshot.histograms[0].signal, SIGTERM);
	ck_assert_uint_eq(snapshot.histograms[0].count, 7);
	ck_assert_uint_eq(snapshot.histograms[0].buckets[9], 6);
	ck_assert_uint_eq(snapshot.histograms[0].buckets[10], 1);
	snapshot_free(&snapshot);
}
END_TEST

/* A maximum of 0 us has a process too; a CPU that counted nothing has none. */
START_TEST(test_sums)
{
	const struct hist_key key = {.kind = HIST_HANDLER, .signal = SIGUSR1};
	const struct hist_key zero = {.kind = HIST_EXIT, .signal = SIGKILL};
	const struct hist_sum per_cpu[] = {
		{.sum = 10, .max = 7, .pid = 1, .comm = "one"},
		{.sum = 20, .max = 12, .pid = 2, .comm = "two\xff"},
		{.sum = 0},
		{.sum = 5, .max = 5, .pid = 4, .comm = "four"},
	};
	const struct hist_sum quick[] = {{.pid = 9, .comm = "quick"}, {.sum = 0}};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	ck_assert_int_eq(times_add_sum(&snapshot, &key, per_cpu, 4), 0);
	ck_assert_uint_eq(snapshot.histograms[0].sum, 35);
	ck_assert_uint_eq(snapshot.histograms[0].max, 12);
	ck_assert_int_eq(snapshot.histograms[0].pid, 2);
	ck_assert_str_eq(snapshot.histograms[0].comm.text, "two\xef\xbf\xbd");
	ck_assert_int_eq(times_add_sum(&snapshot, &zero, quick, 2), 0);
	ck_assert_int_eq(snapshot_histogram(&snapshot, HIST_EXIT, SIGKILL)->pid, 9);
	snapshot_free(&snapshot);
}
END_TEST

START_TEST(test_alive)
{
	const struct clock_key keys[] = {{.tgid = 11}, {.tgid = 12}, {.tgid = 13}};
	const struct clock clocks[] = {
		{.since = 4000000000, .signal = SIGTERM, .comm = "later"},
		{.since = 1500000000, .signal = SIGTERM, .comm = "oldest"},
		{.since = 2000000000, .signal = SIGTERM, .comm = "old"},
	};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		ck_assert_int_eq(times_add_alive(&snapshot, &keys[i], &clocks[i], 10), 0);
	ck_assert_uint_eq(snapshot.alive_count, 1);
	ck_assert_int_eq(snapshot.alive[0].signal, SIGTERM);
	ck_assert_uint_eq(snapshot.alive[0].count, 3);
	ck_assert_double_eq(snapshot.alive[0].oldest, 8.5);
	ck_assert_int_eq(snapshot.alive[0].pid, 12);
	ck_assert_str_eq(snapshot.alive[0].comm.text, "oldest");
	snapshot_free(&snapshot);
}
END_TEST

Suite *suite_times(void)
{
	TCase *tests;
	Suite *suite = suite_of("times", &tests);

	tcase_add_test(tests, test_buckets);
	tcase_add_test(tests, test_sums);
	tcase_add_test(tests, test_alive);
	return suite;
}
