// SPDX-License-Identifier: GPL-2.0
/* Random rows, folded, against what the definition of a fold says of them, row by row. */
#include "abi/key.h"
#include "unit.h"

#include <string.h>

#include "model/fold.h"

#define ROUNDS 300
#define ROWS   160 /* of few different ones, so that many are one */

static uint64_t state;

static void random_party(struct party *party)
{
	static const char *const names[] = {
		"",     "a",     "ab", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmno",
		"\xff", "kernel"};
	static const char *const paths[] = {NULL, "/", "/a", "/a/b"};
	const char *name = names[random_below(&state, COUNT_OF(names))];

	party->known = random_below(&state, 8) != 0;
	party->identified = party->known && random_below(&state, 8) != 0;
	party->pid = (int32_t)random_below(&state, 4) - 1;
	party->uid = random_below(&state, 2) ? 0 : UINT32_MAX;
	party->parent = (int32_t)random_below(&state, 2);
	party->comm = name_from_bytes(name, strlen(name));
	party->parent_comm = name_from_bytes(name, strlen(name) / 2);
	party->cgroup = paths[random_below(&state, COUNT_OF(paths))];
}

static void random_rows(struct snapshot *snapshot)
{
	size_t count = random_below(&state, ROWS);

	snapshot_init(snapshot);
	snapshot->interval = random_below(&state, 2) ? 1.5 : 0;
	snapshot->sample = 1 + random_below(&state, 2);
	while (count--) {
		struct row *row = snapshot_add_row(snapshot);

		ck_assert_ptr_nonnull(row);
		random_party(&row->sender);
		random_party(&row->target);
		row->signal = (int)random_below(&state, 3);
		row->outcome = (enum outcome)random_below(&state, 2);
		row->origin = (enum origin)random_below(&state, 2);
		row->error = (int)random_below(&state, 2) * 4095;
		row->remainder = random_below(&state, 9) == 0;
		row->since = random_below(&state, 5);
		row->count = 1 + random_below(&state, 5);
		row->variance = random_below(&state, 5);
		*(row->remainder ? &snapshot->ledger.remainder : &snapshot->ledger.rows) +=
			row->count;
	}
}

static void copy_rows(struct snapshot *to, const struct snapshot *from)
{
	snapshot_init(to);
	to->interval = from->interval;
	to->sample = from->sample;
	to->columns = from->columns;
	to->ledger = from->ledger;
	for (size_t i = 0; i < from->row_count; i++)
		*snapshot_add_row(to) = from->rows[i];
}

static int compare(enum column column, const struct row *a, const struct row *b,
                   const struct snapshot *snapshot)
{
	struct value left, right;

	column_value(column, a, snapshot, &left);
	column_value(column, b, snapshot, &right);
	return value_compare(&left, &right);
}

static int compare_group(column_set group, const struct row *a, const struct row *b,
                         const struct snapshot *snapshot)
{
	int result = a->remainder - b->remainder;

	for (int column = 0; column < COLUMNS && !result; column++)
		if (group & ~COLUMNS_MEASURED & COLUMN_BIT(column))
			result = compare((enum column)column, a, b, snapshot);
	return result;
}

/* By definition: each with each. */
static void reference_group(struct snapshot *snapshot, column_set group)
{
	for (size_t i = 0; i < snapshot->row_count; i++) {
		struct row *row = &snapshot->rows[i];

		for (size_t j = snapshot->row_count - 1; j > i; j--) {
			struct row *other = &snapshot->rows[j];

			if (compare_group(group, row, other, snapshot) != 0)
				continue;
			row->count += other->count;
			row->variance += other->variance;
			row->since = row->since < other->since ? row->since : other->since;
			memmove(other, other + 1, (--snapshot->row_count - j) * sizeof(*other));
		}
	}
}

#define BIT(column) COLUMN_BIT(COLUMN_##column)

/* These go up, numbers down. */
static const column_set texts = BIT(SENDER_COMM) | BIT(SENDER_PARENT_COMM) | BIT(SENDER_CGROUP) |
                                BIT(TARGET_COMM) | BIT(TARGET_PARENT_COMM) | BIT(TARGET_CGROUP) |
                                BIT(SIGNAL) | BIT(ORIGIN) | BIT(OUTCOME) | BIT(ERRNO);

static int compare_sort(enum column sort, column_set group, const struct row *a,
                        const struct row *b, const struct snapshot *snapshot)
{
	int result = a->remainder - b->remainder;

	if (!result && sort != COLUMNS) {
		result = compare(sort, a, b, snapshot);
		if (!(texts & COLUMN_BIT(sort)))
			result = -result;
	}
	return result ? result : compare_group(group, a, b, snapshot);
}

static void reference_sort(struct snapshot *snapshot, enum column sort, column_set group)
{
	for (size_t i = 1; i < snapshot->row_count; i++) {
		for (size_t j = i; j > 0; j--) {
			struct row *row = &snapshot->rows[j], swapped = *row;

			if (compare_sort(sort, group, row - 1, row, snapshot) <= 0)
				break;
			*row = row[-1];
			row[-1] = swapped;
		}
	}
}

static void reference_cut(struct snapshot *snapshot, size_t most)
{
	for (size_t i = 0; most && i < snapshot->row_count && !snapshot->rows[i].remainder;) {
		if (i < most) {
			i++;
			continue;
		}
		snapshot->hidden_rows++;
		snapshot->hidden_signals += snapshot->rows[i].count;
		memmove(&snapshot->rows[i], &snapshot->rows[i + 1],
		        (--snapshot->row_count - i) * sizeof(struct row));
	}
}

static void check_same(const struct snapshot *a, const struct snapshot *b, column_set group)
{
	ck_assert_uint_eq(a->row_count, b->row_count);
	ck_assert_uint_eq(a->hidden_rows, b->hidden_rows);
	ck_assert_uint_eq(a->hidden_signals, b->hidden_signals);
	ck_assert_mem_eq(&a->ledger, &b->ledger, sizeof(a->ledger));
	for (size_t i = 0; i < a->row_count; i++) {
		const struct row *left = &a->rows[i], *right = &b->rows[i];

		ck_assert_int_eq(compare_group(group, left, right, a), 0);
		ck_assert_uint_eq(left->count, right->count);
		ck_assert_double_eq(left->variance, right->variance);
		ck_assert_uint_eq(left->since, right->since);
	}
}

/* Few columns and many. */
static column_set random_group(void)
{
	column_set all = COLUMN_BIT(COLUMNS) - 1;
	column_set group = random_below(&state, all + 1);

	for (uint32_t times = random_below(&state, 4); times; times--)
		group &= random_below(&state, all + 1);
	return group;
}

START_TEST(test_apply)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct fold fold = {random_group(), (enum column)random_below(&state, COLUMNS),
		                    random_below(&state, 2) ? random_below(&state, 40) : 0};
		struct snapshot folded, expected;

		random_rows(&folded);
		copy_rows(&expected, &folded);
		ck_assert_int_eq(fold_apply(&folded, &fold), 0);
		reference_group(&expected, fold.columns);
		reference_sort(&expected, fold.sort, fold.columns);
		reference_cut(&expected, fold.rows);
		check_same(&folded, &expected, fold.columns);
		snapshot_free(&expected);
		snapshot_free(&folded);
	}
}
END_TEST

START_TEST(test_group)
{
	for (int round = 0; round < ROUNDS; round++) {
		column_set group = random_group();
		struct snapshot folded, expected;

		random_rows(&folded);
		copy_rows(&expected, &folded);
		ck_assert_int_eq(fold_group(&folded, group), 0);
		reference_group(&expected, group);
		reference_sort(&expected, COLUMNS, group);
		check_same(&folded, &expected, group);
		snapshot_free(&expected);
		snapshot_free(&folded);
	}
}
END_TEST

static size_t count_keyed(const struct snapshot *snapshot)
{
	size_t count = 0;

	for (size_t i = 0; i < snapshot->row_count; i++)
		count += !snapshot->rows[i].remainder;
	return count;
}

static bool has_row(const struct snapshot *snapshot, const struct row *row, column_set group)
{
	for (size_t i = 0; i < snapshot->row_count; i++)
		if (compare_group(group, &snapshot->rows[i], row, snapshot) == 0)
			return true;
	return false;
}

/* The fill is grouped and sorted; what is new in it comes in until the total has `most`. */
static void reference_bound(const struct snapshot *total, struct snapshot *fill, size_t most)
{
	size_t keyed = count_keyed(total);
	struct ledger *ledger = &fill->ledger;

	for (size_t i = 0; most && i < fill->row_count; i++) {
		struct row *row = &fill->rows[i];

		if (row->remainder || has_row(total, row, total->columns) || keyed++ < most)
			continue;
		ledger->rows -= row->count;
		ledger->remainder += row->count;
		ledger->map_full += row->count;
		*row = (struct row){.remainder = true,
		                    .signal = row->signal,
		                    .count = row->count,
		                    .variance = row->variance};
	}
}

static void reference_add(struct snapshot *total, struct snapshot *fill, size_t most)
{
	uint32_t since = 1;

	for (size_t i = 0; i < total->row_count; i++)
		if (total->rows[i].since >= since)
			since = total->rows[i].since + 1;
	for (size_t i = 0; i < fill->row_count; i++)
		fill->rows[i].since = since;
	reference_group(fill, total->columns);
	reference_sort(fill, COLUMNS, total->columns);
	reference_bound(total, fill, most);
	for (size_t i = 0; i < fill->row_count; i++)
		*snapshot_add_row(total) = fill->rows[i];
	reference_group(total, total->columns);
	reference_sort(total, COLUMNS, total->columns);
	total->ledger.rows += fill->ledger.rows;
	total->ledger.remainder += fill->ledger.remainder;
	total->ledger.map_full += fill->ledger.map_full;
}

START_TEST(test_accumulate_bounded)
{
	for (int round = 0; round < ROUNDS / 3; round++) {
		size_t most = random_below(&state, 4) ? 1 + random_below(&state, 100) : 0;
		struct snapshot total, expected, fill, copy;

		snapshot_init(&total);
		snapshot_init(&expected);
		total.columns = expected.columns = random_group();
		for (int times = 0; times < 5; times++) {
			random_rows(&fill);
			copy_rows(&copy, &fill);
			ck_assert_int_eq(fold_accumulate_bounded(&total, &fill, most), 0);
			reference_add(&expected, &copy, most);
			check_same(&total, &expected, total.columns);
			snapshot_free(&copy);
			snapshot_free(&fill);
		}
		snapshot_free(&expected);
		snapshot_free(&total);
	}
}
END_TEST

static void begin(void)
{
	state = 104729;
}

Suite *suite_fold_random(void)
{
	TCase *cases;
	Suite *suite = suite_of("fold, random", &cases);

	tcase_add_checked_fixture(cases, begin, NULL);
	tcase_add_test(cases, test_apply);
	tcase_add_test(cases, test_group);
	tcase_add_test(cases, test_accumulate_bounded);
	return suite;
}
