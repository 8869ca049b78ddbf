// SPDX-License-Identifier: GPL-2.0
/* Group, sort and cut. Counts are primes, so that a sum tells what it is made of. */
#include "abi/signal.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "model/fold.h"

#define BIT(column) COLUMN_BIT(COLUMN_##column)

static struct row *add(struct snapshot *snapshot, int32_t sender, const char *comm, int signal,
                       uint64_t count)
{
	struct row *row = snapshot_add_row(snapshot);

	ck_assert_ptr_nonnull(row);
	row->sender.known = true;
	row->sender.identified = true;
	row->sender.pid = sender;
	row->sender.comm = name_from_bytes(comm, strlen(comm));
	row->signal = signal;
	row->count = count;
	snapshot->ledger.rows += count;
	snapshot->ledger.seen += count;
	snapshot->signals[signal_slot((uint32_t)signal)] += count;
	return row;
}

static void add_remainder(struct snapshot *snapshot, int signal, uint64_t count)
{
	struct row *row = snapshot_add_row(snapshot);

	ck_assert_ptr_nonnull(row);
	row->remainder = true;
	row->signal = signal;
	row->count = count;
	snapshot->ledger.remainder += count;
	snapshot->ledger.seen += count;
	snapshot->signals[signal_slot((uint32_t)signal)] += count;
}

static void begin(struct snapshot *snapshot)
{
	snapshot_init(snapshot);
	snapshot->interval = 2;
	add(snapshot, 10, "b", 15, 2);
	add(snapshot, 11, "a", 9, 3);
	add(snapshot, 10, "b", 9, 5);
	add_remainder(snapshot, 15, 7);
	add(snapshot, 12, "a", 15, 11);
	add(snapshot, 10, "b", 15, 13);
	add_remainder(snapshot, 9, 17);
}

/* seen = rows + remainder, in the ledger and in the rows themselves. */
static void check_invariant(const struct snapshot *snapshot)
{
	uint64_t keyed = snapshot->hidden_signals, remainder = 0, signals = 0;

	for (size_t i = 0; i < snapshot->row_count; i++)
		*(snapshot->rows[i].remainder ? &remainder : &keyed) += snapshot->rows[i].count;
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		signals += snapshot->signals[slot];
	ck_assert_uint_eq(keyed, snapshot->ledger.rows);
	ck_assert_uint_eq(remainder, snapshot->ledger.remainder);
	ck_assert_uint_eq(keyed + remainder, snapshot->ledger.seen);
	ck_assert_uint_eq(signals, snapshot->ledger.seen);
}

/* The counts of the rows, in their order, as "13 11 (7)"; the remainder's in parentheses. */
static const char *counts(const struct snapshot *snapshot)
{
	static char text[256];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < snapshot->row_count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		                         snapshot->rows[i].remainder ? "%s(%u)" : "%s%u",
		                         i ? " " : "", (unsigned int)snapshot->rows[i].count);
	return text;
}

static const struct {
	column_set columns;
	enum column sort;
	size_t rows;
	const char *counts;
	size_t hidden_rows;
	uint64_t hidden_signals;
} folds[] = {
	/* 2 and 13 are the only two with one key. */
	{BIT(SENDER_PID) | BIT(SIGNAL), COLUMN_COUNT, 0, "15 11 5 3 (17) (7)", 0, 0},
	{BIT(SENDER_PID), COLUMN_COUNT, 0, "20 11 3 (24)", 0, 0},
	{BIT(SENDER_COMM), COLUMN_COUNT, 0, "20 14 (24)", 0, 0},
	{BIT(SIGNAL), COLUMN_COUNT, 0, "26 8 (17) (7)", 0, 0},
	{0, COLUMN_COUNT, 0, "34 (24)", 0, 0},
	{BIT(COUNT) | BIT(RATE), COLUMN_COUNT, 0, "34 (24)", 0, 0},
	/* Never grouped by count, even if it is among the columns. */
	{BIT(SENDER_PID) | BIT(COUNT), COLUMN_COUNT, 0, "20 11 3 (24)", 0, 0},
	{BIT(SENDER_PID), COLUMN_SENDER_PID, 0, "11 3 20 (24)", 0, 0},
	{BIT(SENDER_PID), COLUMN_RATE, 0, "20 11 3 (24)", 0, 0},
	{BIT(SENDER_COMM), COLUMN_SENDER_COMM, 0, "14 20 (24)", 0, 0},
	{BIT(SIGNAL), COLUMN_SIGNAL, 0, "8 26 (17) (7)", 0, 0},
	/* Ties by the other columns: all of one outcome. */
	{BIT(SENDER_PID), COLUMN_OUTCOME, 0, "20 3 11 (24)", 0, 0},
	{BIT(SENDER_PID), COLUMN_COUNT, 1, "20 (24)", 2, 14},
	{BIT(SENDER_PID), COLUMN_COUNT, 2, "20 11 (24)", 1, 3},
	{BIT(SENDER_PID), COLUMN_COUNT, 3, "20 11 3 (24)", 0, 0},
	{BIT(SENDER_PID), COLUMN_COUNT, 4, "20 11 3 (24)", 0, 0},
};

START_TEST(test_fold)
{
	struct fold fold = {folds[_i].columns, folds[_i].sort, folds[_i].rows};
	struct snapshot snapshot;
	struct ledger before;

	begin(&snapshot);
	before = snapshot.ledger;
	ck_assert_int_eq(fold_apply(&snapshot, &fold), 0);
	ck_assert_str_eq(counts(&snapshot), folds[_i].counts);
	ck_assert_uint_eq(snapshot.hidden_rows, folds[_i].hidden_rows);
	ck_assert_uint_eq(snapshot.hidden_signals, folds[_i].hidden_signals);
	ck_assert_uint_eq(snapshot.columns, folds[_i].columns | BIT(COUNT) | BIT(RATE));
	ck_assert_mem_eq(&snapshot.ledger, &before, sizeof(before));
	check_invariant(&snapshot);
	snapshot_free(&snapshot);
}
END_TEST

START_TEST(test_fold_nothing)
{
	struct fold fold = {BIT(SENDER_PID), COLUMN_COUNT, 5};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	ck_assert_int_eq(fold_apply(&snapshot, &fold), 0);
	ck_assert_uint_eq(snapshot.row_count, 0);
	snapshot_free(&snapshot);
}
END_TEST

/* A cut takes no row of the remainder, even if there is nothing else. */
START_TEST(test_cut_remainder_only)
{
	struct fold fold = {BIT(SIGNAL), COLUMN_COUNT, 1};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	add_remainder(&snapshot, 1, 2);
	add_remainder(&snapshot, 2, 3);
	add_remainder(&snapshot, 1, 5);
	ck_assert_int_eq(fold_apply(&snapshot, &fold), 0);
	ck_assert_str_eq(counts(&snapshot), "(7) (3)");
	ck_assert_uint_eq(snapshot.hidden_rows, 0);
	snapshot_free(&snapshot);
}
END_TEST

/* Nulls group with nulls, and with nothing else. */
START_TEST(test_group_nulls)
{
	struct fold fold = {BIT(SENDER_PID) | BIT(ERRNO), COLUMN_COUNT, 0};
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	add(&snapshot, 0, "kernel", 1, 2)->sender.known = false;
	add(&snapshot, 5, "x", 1, 3)->sender.known = false;
	add(&snapshot, 0, "kernel", 1, 5);
	add(&snapshot, 0, "kernel", 1, 7)->error = 1;
	ck_assert_int_eq(fold_apply(&snapshot, &fold), 0);
	ck_assert_str_eq(counts(&snapshot), "7 5 5");
	check_invariant(&snapshot);
	snapshot_free(&snapshot);
}
END_TEST

/* The order of the rows that come in does not matter. */
START_TEST(test_random_order)
{
	struct fold fold = {BIT(SENDER_PID) | BIT(SENDER_COMM) | BIT(SIGNAL), COLUMN_COUNT, 7};
	uint64_t state = 7919;
	char expected[256] = "";

	for (int round = 0; round < 50; round++) {
		struct snapshot snapshot;

		begin(&snapshot);
		for (size_t i = snapshot.row_count; i > 1; i--) {
			size_t other = random_below(&state, (uint32_t)i);
			struct row swapped = snapshot.rows[i - 1];

			snapshot.rows[i - 1] = snapshot.rows[other];
			snapshot.rows[other] = swapped;
		}
		ck_assert_int_eq(fold_apply(&snapshot, &fold), 0);
		if (!round)
			(void)snprintf(expected, sizeof(expected), "%s", counts(&snapshot));
		ck_assert_str_eq(counts(&snapshot), expected);
		snapshot_free(&snapshot);
	}
}
END_TEST

static void check_sums(const struct snapshot *snapshot, uint64_t times)
{
	/* By sender: a = 3 + 11, b = 2 + 5 + 13; the remainder 7 + 17. */
	ck_assert_uint_eq(snapshot->row_count, 3);
	ck_assert_uint_eq(snapshot->rows[0].count, 14 * times);
	ck_assert_uint_eq(snapshot->rows[1].count, 20 * times);
	ck_assert_uint_eq(snapshot->rows[2].count, 24 * times);
	ck_assert_uint_eq(snapshot->ledger.seen, 58 * times);
	ck_assert_double_eq(snapshot->interval, 2 * (double)times);
	check_invariant(snapshot);
}

START_TEST(test_accumulate)
{
	struct snapshot total, interval;

	snapshot_init(&total);
	total.columns = BIT(SENDER_COMM) | BIT(COUNT) | BIT(RATE);
	for (uint64_t times = 1; times <= 23; times++) {
		begin(&interval);
		interval.time.tv_sec = 1000 + (time_t)times;
		interval.map_entries = 5;
		interval.map_capacity = 100;
		interval.hooks.generated = "tp_btf";
		(void)snprintf(interval.hostname, sizeof(interval.hostname), "web-1");
		ck_assert_int_eq(fold_accumulate(&total, &interval), 0);
		snapshot_free(&interval);
		check_sums(&total, times);
	}
	ck_assert_int_eq(total.time.tv_sec, 1023);
	ck_assert_uint_eq(total.map_entries, 5);
	ck_assert_uint_eq(total.map_capacity, 100);
	ck_assert_str_eq(total.hooks.generated, "tp_btf");
	ck_assert_str_eq(total.hostname, "web-1");
	snapshot_free(&total);
}
END_TEST

START_TEST(test_accumulate_ledger)
{
	struct snapshot total, interval;

	snapshot_init(&total);
	snapshot_init(&interval);
	interval.ledger = (struct ledger){2, 3, 5, 7, 11, 13, 17, 19, 23, 29};
	for (int i = 0; i < 31; i++)
		ck_assert_int_eq(fold_accumulate(&total, &interval), 0);
	ck_assert_uint_eq(total.ledger.seen, 31UL * 2);
	ck_assert_uint_eq(total.ledger.rows, 31UL * 3);
	ck_assert_uint_eq(total.ledger.remainder, 31UL * 5);
	ck_assert_uint_eq(total.ledger.failed, 31UL * 7);
	ck_assert_uint_eq(total.ledger.map_full, 31UL * 11);
	ck_assert_uint_eq(total.ledger.map_busy, 31UL * 13);
	ck_assert_uint_eq(total.ledger.no_memory, 31UL * 17);
	ck_assert_uint_eq(total.ledger.recursion, 31UL * 19);
	ck_assert_uint_eq(total.ledger.events, 31UL * 23);
	ck_assert_uint_eq(total.ledger.unnamed, 31UL * 29);
	snapshot_free(&total);
	snapshot_free(&interval);
}
END_TEST

/* The paths belong to the interval, which is freed; the sanitizer sees a use of them. */
START_TEST(test_accumulate_cgroups)
{
	struct snapshot total, interval;
	char path[16];

	snapshot_init(&total);
	total.columns = BIT(TARGET_CGROUP);
	for (int i = 0; i < 29; i++) {
		struct row *row;

		snapshot_init(&interval);
		row = add(&interval, i, "x", 15, 7);
		(void)snprintf(path, sizeof(path), "/%d", i % 3);
		row->target.known = true;
		row->target.cgroup = snapshot_intern(&interval, path);
		row->sender.cgroup = snapshot_intern(&interval, "/not/asked/for");
		ck_assert_int_eq(fold_accumulate(&total, &interval), 0);
		snapshot_free(&interval);
	}
	ck_assert_uint_eq(total.row_count, 3);
	ck_assert_str_eq(total.rows[0].target.cgroup, "/0");
	ck_assert_uint_eq(total.rows[0].count, 70);
	ck_assert_str_eq(total.rows[2].target.cgroup, "/2");
	ck_assert_uint_eq(total.rows[2].count, 63);
	/* What no column shows is not kept: it would grow for as long as the program runs. */
	ck_assert_uint_eq(total.string_count, 3);
	ck_assert_ptr_null(total.rows[0].sender.cgroup);
	snapshot_free(&total);
}
END_TEST

Suite *suite_fold(void)
{
	TCase *cases;
	Suite *suite = suite_of("fold", &cases);

	tcase_add_loop_test(cases, test_fold, 0, (int)COUNT_OF(folds));
	tcase_add_test(cases, test_fold_nothing);
	tcase_add_test(cases, test_cut_remainder_only);
	tcase_add_test(cases, test_group_nulls);
	tcase_add_test(cases, test_random_order);
	tcase_add_test(cases, test_accumulate);
	tcase_add_test(cases, test_accumulate_ledger);
	tcase_add_test(cases, test_accumulate_cgroups);
	return suite;
}
