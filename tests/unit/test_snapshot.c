// SPDX-License-Identifier: GPL-2.0
/* The snapshot's memory and its ledger. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "model/snapshot.h"

START_TEST(test_empty)
{
	struct snapshot snapshot;

	memset(&snapshot, 0xff, sizeof(snapshot));
	snapshot_init(&snapshot);
	ck_assert_uint_eq(snapshot.row_count, 0);
	ck_assert_ptr_null(snapshot.rows);
	ck_assert_uint_eq(snapshot.ledger.seen, 0);
	snapshot_free(&snapshot);
	snapshot_free(&snapshot);
}
END_TEST

START_TEST(test_rows)
{
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	for (uint64_t i = 0; i < 1009; i++) {
		struct row *row = snapshot_add_row(&snapshot);

		ck_assert_ptr_nonnull(row);
		ck_assert_uint_eq(row->count, 0);
		ck_assert(!row->sender.known && !row->remainder);
		memset(row, 0xff, sizeof(*row));
		row->count = i;
	}
	ck_assert_uint_eq(snapshot.row_count, 1009);
	for (uint64_t i = 0; i < 1009; i++)
		ck_assert_uint_eq(snapshot.rows[i].count, i);
	snapshot_free(&snapshot);
	ck_assert_uint_eq(snapshot.row_count, 0);
	ck_assert_ptr_null(snapshot.rows);
}
END_TEST

/* Fold takes rows away; there is room for as many again from any number on. */
START_TEST(test_rows_after_cut)
{
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	for (size_t kept = 0; kept < 70; kept++) {
		while (snapshot.row_count < 131)
			ck_assert_ptr_nonnull(snapshot_add_row(&snapshot));
		snapshot.row_count = kept;
	}
	snapshot_free(&snapshot);
}
END_TEST

START_TEST(test_intern_shares)
{
	struct snapshot snapshot;
	const char *paths[101];
	char path[32];

	snapshot_init(&snapshot);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 101; i++) {
			const char *copy;

			/* Not in order. */
			(void)snprintf(path, sizeof(path), "/slice/%d", i * 37 % 101);
			copy = snapshot_intern(&snapshot, path);
			ck_assert_str_eq(copy, path);
			if (round)
				ck_assert_ptr_eq(copy, paths[i]);
			paths[i] = copy;
		}
	}
	ck_assert_uint_eq(snapshot.string_count, 101);
	snapshot_free(&snapshot);
	ck_assert_uint_eq(snapshot.string_count, 0);
}
END_TEST

START_TEST(test_intern_repairs)
{
	struct snapshot snapshot;
	char path[5000];

	snapshot_init(&snapshot);
	ck_assert_str_eq(snapshot_intern(&snapshot, "/a\xff"), "/a\xef\xbf\xbd");
	ck_assert_str_eq(snapshot_intern(&snapshot, ""), "");
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	ck_assert_str_eq(snapshot_intern(&snapshot, path), path);
	snapshot_free(&snapshot);
}
END_TEST

START_TEST(test_lost)
{
	/* Each its own power of two, so that a sum tells its terms. */
	const struct ledger ledger = {.seen = 1,
	                              .rows = 2,
	                              .remainder = 4,
	                              .failed = 8,
	                              .map_full = 16,
	                              .map_busy = 32,
	                              .no_memory = 64,
	                              .recursion = 128,
	                              .events = 256,
	                              .unnamed = 512};

	ck_assert_uint_eq(ledger_lost(&ledger), 128 + 256);
}
END_TEST

/*
 * Of n observations drawn with probability 1/4 the estimate has variance n * 3, which is what the
 * mean of its own estimates must come to: n/4 drawn, as a rule.
 */
START_TEST(test_sample_variance)
{
	ck_assert_double_eq(sample_variance(0, 64), 0);
	ck_assert_double_eq(sample_variance(1009, 1), 0);
	ck_assert_double_eq(sample_variance(1009, 4), 4 * 1009 * 3.0);
	ck_assert_double_eq(sample_variance(1, 1000000), 999999000000.0);
}
END_TEST

/* In any number, after which there is room for more, as the sanitizer sees. */
START_TEST(test_rows_kept)
{
	for (size_t kept = 0; kept <= 5; kept++) {
		struct snapshot snapshot;
		struct row *rows[5];

		snapshot_init(&snapshot);
		for (uint64_t i = 0; i < 5; i++)
			snapshot_add_row(&snapshot)->count = i;
		for (size_t i = 0; i < kept; i++)
			rows[i] = &snapshot.rows[4 - i];
		ck_assert_int_eq(snapshot_keep_rows(&snapshot, rows, kept), 0);
		for (uint64_t i = 0; i < 11; i++)
			snapshot_add_row(&snapshot)->count = 100 + i;
		ck_assert_uint_eq(snapshot.row_count, kept + 11);
		for (size_t i = 0; i < kept; i++)
			ck_assert_uint_eq(snapshot.rows[i].count, 4 - i);
		ck_assert_uint_eq(snapshot.rows[kept].count, 100);
		snapshot_free(&snapshot);
	}
}
END_TEST

Suite *suite_snapshot(void)
{
	TCase *cases;
	Suite *suite = suite_of("snapshot", &cases);

	tcase_add_test(cases, test_empty);
	tcase_add_test(cases, test_rows);
	tcase_add_test(cases, test_rows_after_cut);
	tcase_add_test(cases, test_rows_kept);
	tcase_add_test(cases, test_intern_shares);
	tcase_add_test(cases, test_intern_repairs);
	tcase_add_test(cases, test_lost);
	tcase_add_test(cases, test_sample_variance);
	return suite;
}
