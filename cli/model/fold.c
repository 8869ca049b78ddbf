// SPDX-License-Identifier: GPL-2.0
/* Group, sort and cut the rows of a snapshot. */
#include "model/fold.h"

#include <stdlib.h>
#include <string.h>

/* What a comparison of two rows needs beside them. */
struct order {
	const struct snapshot *snapshot;
	column_set group;
	enum column sort;
};

static int column_compare(enum column column, const struct row *a, const struct row *b,
                          const struct snapshot *snapshot)
{
	struct value left, right;

	column_value(column, a, snapshot, &left);
	column_value(column, b, snapshot, &right);
	return value_compare(&left, &right);
}

/* Keyed rows first, then by all columns of the group: 0 if the two are one row. */
static int group_compare(const void *left, const void *right, void *context)
{
	const struct order *order = context;
	const struct row *a = left, *b = right;

	if (a->remainder != b->remainder)
		return a->remainder ? 1 : -1;
	for (column_set rest = order->group; rest; rest &= rest - 1) {
		int result =
			column_compare((enum column)__builtin_ctz(rest), a, b, order->snapshot);

		if (result)
			return result;
	}
	return 0;
}

static bool sorts_downwards(enum column column)
{
	static const column_set texts =
		COLUMN_BIT(COLUMN_SENDER_COMM) | COLUMN_BIT(COLUMN_SENDER_PARENT_COMM) |
		COLUMN_BIT(COLUMN_SENDER_CGROUP) | COLUMN_BIT(COLUMN_TARGET_COMM) |
		COLUMN_BIT(COLUMN_TARGET_PARENT_COMM) | COLUMN_BIT(COLUMN_TARGET_CGROUP) |
		COLUMN_BIT(COLUMN_SIGNAL) | COLUMN_BIT(COLUMN_ORIGIN) | COLUMN_BIT(COLUMN_OUTCOME) |
		COLUMN_BIT(COLUMN_ERRNO);

	return !(texts & COLUMN_BIT(column));
}

/* Keyed rows first, then as asked for, ties by the group so that the order is always the same. */
static int sort_compare(const void *left, const void *right, void *context)
{
	const struct order *order = context;
	const struct row *a = left, *b = right;
	int result;

	if (a->remainder != b->remainder)
		return a->remainder ? 1 : -1;
	result = column_compare(order->sort, a, b, order->snapshot);
	if (!result)
		return group_compare(left, right, context);
	return sorts_downwards(order->sort) ? -result : result;
}

static void sort_rows(struct snapshot *snapshot, struct order *order,
                      int (*compare)(const void *, const void *, void *))
{
	if (snapshot->row_count > 1)
		qsort_r(snapshot->rows, snapshot->row_count, sizeof(struct row), compare, order);
}

/* No two rows are one, and they are in order. */
static bool is_grouped(const struct snapshot *snapshot, struct order *order)
{
	for (size_t i = 1; i < snapshot->row_count; i++)
		if (group_compare(&snapshot->rows[i - 1], &snapshot->rows[i], order) >= 0)
			return false;
	return true;
}

/* Bring rows that are one together and add them up. */
static void group_rows(struct snapshot *snapshot, struct order *order)
{
	struct row *rows = snapshot->rows;
	size_t kept = 0;

	if (is_grouped(snapshot, order))
		return;
	sort_rows(snapshot, order, group_compare);
	for (size_t i = 0; i < snapshot->row_count; i++) {
		if (!kept || group_compare(&rows[kept - 1], &rows[i], order) != 0) {
			rows[kept++] = rows[i];
			continue;
		}
		rows[kept - 1].count += rows[i].count;
		rows[kept - 1].variance += rows[i].variance;
		if (rows[i].since < rows[kept - 1].since)
			rows[kept - 1].since = rows[i].since;
	}
	snapshot->row_count = kept;
}

static size_t keyed_rows(const struct snapshot *snapshot)
{
	size_t count = snapshot->row_count;

	while (count && snapshot->rows[count - 1].remainder)
		count--;
	return count;
}

/* Take out the keyed rows from `most` on; those of the remainder close the gap. */
static void cut_rows(struct snapshot *snapshot, size_t most)
{
	size_t keyed = keyed_rows(snapshot);
	struct row *rows = snapshot->rows;

	snapshot->hidden_rows = 0;
	snapshot->hidden_signals = 0;
	if (!most || keyed <= most)
		return;
	for (size_t i = most; i < keyed; i++)
		snapshot->hidden_signals += rows[i].count;
	snapshot->hidden_rows = keyed - most;
	memmove(&rows[most], &rows[keyed], (snapshot->row_count - keyed) * sizeof(*rows));
	snapshot->row_count -= snapshot->hidden_rows;
}

void fold_group(struct snapshot *snapshot, column_set columns)
{
	struct order order = {snapshot, columns & ~COLUMNS_MEASURED, COLUMN_COUNT};

	snapshot->columns = columns | COLUMNS_COUNTED;
	group_rows(snapshot, &order);
}

void fold_apply(struct snapshot *snapshot, const struct fold *fold)
{
	struct order order = {snapshot, fold->columns & ~COLUMNS_MEASURED, fold->sort};

	snapshot->columns = fold->columns | COLUMNS_COUNTED;
	if (snapshot->sample > 1)
		snapshot->columns |= COLUMN_BIT(COLUMN_STANDARD_ERROR);
	group_rows(snapshot, &order);
	sort_rows(snapshot, &order, sort_compare);
	cut_rows(snapshot, fold->rows);
}

/* The total's own copy of the path, if it shows cgroups at all. -1 with errno ENOMEM. */
static int carry_cgroup(struct snapshot *total, enum column column, const char **cgroup)
{
	if (!(total->columns & COLUMN_BIT(column)))
		*cgroup = NULL;
	if (!*cgroup)
		return 0;
	*cgroup = snapshot_intern(total, *cgroup);
	return *cgroup ? 0 : -1;
}

static int append_row(struct snapshot *total, const struct row *row, uint32_t since)
{
	struct row *copy = snapshot_add_row(total);

	if (!copy)
		return -1;
	*copy = *row;
	copy->since = since;
	if (carry_cgroup(total, COLUMN_SENDER_CGROUP, &copy->sender.cgroup) != 0)
		return -1;
	return carry_cgroup(total, COLUMN_TARGET_CGROUP, &copy->target.cgroup);
}

static int append_rows(struct snapshot *total, const struct snapshot *interval)
{
	size_t before = total->row_count;
	uint32_t since = 1;

	for (size_t i = 0; i < before; i++)
		if (total->rows[i].since >= since)
			since = total->rows[i].since + 1;
	for (size_t i = 0; i < interval->row_count; i++) {
		if (append_row(total, &interval->rows[i], since) != 0) {
			total->row_count = before;
			return -1;
		}
	}
	return 0;
}

static void ledger_add(struct ledger *total, const struct ledger *interval)
{
	total->seen += interval->seen;
	total->rows += interval->rows;
	total->remainder += interval->remainder;
	total->failed += interval->failed;
	total->map_full += interval->map_full;
	total->map_busy += interval->map_busy;
	total->no_memory += interval->no_memory;
	total->recursion += interval->recursion;
	total->events += interval->events;
	total->unnamed += interval->unnamed;
}

static int histograms_add(struct snapshot *total, const struct snapshot *interval)
{
	for (size_t i = 0; i < interval->histogram_count; i++) {
		const struct histogram *from = &interval->histograms[i];
		struct histogram *to = snapshot_histogram(total, from->kind, from->signal);

		if (!to)
			return -1;
		histogram_add(to, from);
	}
	for (int kind = 0; kind < HIST_KINDS; kind++)
		total->untimed[kind] += interval->untimed[kind];
	return 0;
}

/* Who is still alive now; those of the last interval are no more. */
static int alive_take(struct snapshot *total, const struct snapshot *interval)
{
	total->alive_count = 0;
	for (size_t i = 0; i < interval->alive_count; i++) {
		struct alive *alive = snapshot_alive(total, interval->alive[i].signal);

		if (!alive)
			return -1;
		*alive = interval->alive[i];
	}
	return 0;
}

/* Whether one of the first `count` rows, which are grouped, is one with this. */
static bool has_row(const struct snapshot *total, size_t count, const struct row *row,
                    struct order *order)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;
		int result = group_compare(&total->rows[middle], row, order);

		if (!result)
			return true;
		if (result < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return false;
}

/* Likewise group the rows from `before` on, for themselves. */
static void group_new_rows(struct snapshot *total, struct order *order, size_t before)
{
	struct snapshot part = {.rows = total->rows + before,
	                        .row_count = total->row_count - before};

	group_rows(&part, order);
	total->row_count = before + part.row_count;
}

/* Of the rows from `before` on, those that are new beyond `most` become a part of the remainder. */
static void bound_rows(struct snapshot *total, struct order *order, size_t before, size_t most)
{
	size_t keyed = before;
	uint64_t moved = 0;

	group_new_rows(total, order, before);
	while (keyed && total->rows[keyed - 1].remainder)
		keyed--;
	for (size_t i = before; i < total->row_count; i++) {
		struct row *row = &total->rows[i];

		if (row->remainder || has_row(total, before, row, order))
			continue;
		if (keyed < most) {
			keyed++;
			continue;
		}
		moved += row->count;
		*row = (struct row){.remainder = true,
		                    .signal = row->signal,
		                    .count = row->count,
		                    .variance = row->variance};
	}
	/* Estimates may be more than there was. */
	if (moved > total->ledger.rows)
		moved = total->ledger.rows;
	total->ledger.rows -= moved;
	total->ledger.remainder += moved;
	total->ledger.map_full += moved;
}

int fold_accumulate_bounded(struct snapshot *total, const struct snapshot *interval, size_t most)
{
	struct order order = {total, total->columns & ~COLUMNS_MEASURED, COLUMN_COUNT};
	size_t before;

	group_rows(total, &order);
	before = total->row_count;
	if (alive_take(total, interval) != 0 || histograms_add(total, interval) != 0 ||
	    append_rows(total, interval) != 0)
		return -1;
	ledger_add(&total->ledger, &interval->ledger);
	if (most)
		bound_rows(total, &order, before, most);
	group_rows(total, &order);
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		total->signals[slot] += interval->signals[slot];
	total->interval += interval->interval;
	total->sample = interval->sample;
	total->left_out += interval->left_out;
	total->time = interval->time;
	total->hooks = interval->hooks;
	total->map_capacity = interval->map_capacity;
	total->map_entries = interval->map_entries;
	memcpy(total->hostname, interval->hostname, sizeof(total->hostname));
	return 0;
}

int fold_accumulate(struct snapshot *total, const struct snapshot *interval)
{
	return fold_accumulate_bounded(total, interval, 0);
}
