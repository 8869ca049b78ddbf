// SPDX-License-Identifier: GPL-2.0
/* Group, sort and cut the rows of a snapshot. */
#include "model/fold.h"

#include <stdlib.h>
#include <string.h>

#include "abi/histogram.h"
#include "abi/signal.h"
#include "model/index.h"

#define NO_COLUMN COLUMNS

/* What a comparison of two rows needs beside them. */
struct order {
	const struct snapshot *snapshot;
	column_set group;
	enum column sort; /* NO_COLUMN: by those of the group alone */
};

/* As asked for, ties by the group so that the order is always the same. */
static int sort_compare(const void *left, const void *right, void *context)
{
	const struct order *order = context;
	const struct row *const *a = left, *const *b = right;
	struct value values[2];
	int result = 0;

	if (order->sort != NO_COLUMN) {
		column_value(order->sort, *a, order->snapshot, &values[0]);
		column_value(order->sort, *b, order->snapshot, &values[1]);
		result = value_compare(&values[0], &values[1]);
	}
	if (!result)
		return columns_compare(order->group, *a, *b);
	return column_is_number(order->sort) ? -result : result;
}

static void sort_rows(struct row **rows, size_t count, struct order *order)
{
	qsort_r(rows, count, sizeof(struct row *), sort_compare, order);
}

/* Sort those that come first, at most `most` (0 = all); the rest is no more. Returns how many. */
static size_t sort_first(struct row **rows, size_t count, size_t most, struct order *order)
{
	size_t taken = 0, seen = 0;

	if (!most || count <= most) {
		sort_rows(rows, count, order);
		return count;
	}
	/* Of twice as many, the second half goes; from then on the last of the first is a bar. */
	for (; seen < count; seen++) {
		if (seen >= 2 * most && sort_compare(&rows[seen], &rows[most - 1], order) > 0)
			continue;
		rows[taken++] = rows[seen];
		if (taken == 2 * most) {
			sort_rows(rows, taken, order);
			taken = most;
		}
	}
	sort_rows(rows, taken, order);
	return taken < most ? taken : most;
}

/* Pointers to the keyed rows, or to those of the remainder. Returns how many. */
static size_t list_rows(struct row *rows, size_t count, bool remainder, struct row **list)
{
	size_t listed = 0;

	for (size_t i = 0; i < count; i++)
		if (rows[i].remainder == remainder)
			list[listed++] = &rows[i];
	return listed;
}

static uint64_t count_signals(struct row *const rows[], size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += rows[i]->count;
	return sum;
}

/* Put rows in order and cut the keyed ones from `most` on (0 = none). -1 with errno ENOMEM. */
static int order_rows(struct snapshot *snapshot, struct order *order, size_t most)
{
	size_t count = snapshot->row_count, keyed, shown;
	struct row **rows = calloc(count + 1, sizeof(struct row *));
	int error;

	if (!rows)
		return -1;
	keyed = list_rows(snapshot->rows, count, false, rows);
	(void)list_rows(snapshot->rows, count, true, rows + keyed);
	snapshot->hidden_signals = count_signals(rows, keyed);
	shown = sort_first(rows, keyed, most, order);
	snapshot->hidden_signals -= count_signals(rows, shown);
	snapshot->hidden_rows = keyed - shown;
	sort_rows(rows + keyed, count - keyed, order);
	memmove(rows + shown, rows + keyed, (count - keyed) * sizeof(struct row *));
	error = snapshot_keep_rows(snapshot, rows, count - snapshot->hidden_rows);
	free(rows);
	return error;
}

static void row_add(struct row *to, const struct row *from)
{
	to->count += from->count;
	to->variance += from->variance;
}

/* Add up rows that are one, in the place of the first. The index is empty, and knows them then. */
static void merge_rows(struct snapshot *snapshot, struct index *index)
{
	struct row *rows = snapshot->rows;
	size_t kept = 0;

	for (size_t i = 0; i < snapshot->row_count; i++) {
		size_t place = index_place(index, rows, &rows[i], kept);

		if (place == kept) {
			if (kept++ < i)
				rows[place] = rows[i];
			continue;
		}
		row_add(&rows[place], &rows[i]);
		if (rows[i].since < rows[place].since)
			rows[place].since = rows[i].since;
	}
	snapshot->row_count = kept;
}

static int group_rows(struct snapshot *snapshot, column_set group)
{
	struct index index;

	if (index_init(&index, group, snapshot->row_count))
		return -1;
	merge_rows(snapshot, &index);
	index_free(&index);
	return 0;
}

static bool in_order(const struct snapshot *snapshot, column_set group)
{
	for (size_t i = 1; i < snapshot->row_count; i++)
		if (columns_compare(group, &snapshot->rows[i - 1], &snapshot->rows[i]) >= 0)
			return false;
	return true;
}

/* Put rows, no two of which are one, in the order of their columns. */
static int order_by_group(struct snapshot *snapshot, column_set group)
{
	struct order order = {snapshot, group, NO_COLUMN};

	return in_order(snapshot, group) ? 0 : order_rows(snapshot, &order, 0);
}

int fold_group(struct snapshot *snapshot, column_set columns)
{
	column_set group = columns & ~COLUMNS_MEASURED;

	snapshot->columns = columns | COLUMNS_COUNTED;
	/* No two rows that are in order are one. */
	if (in_order(snapshot, group))
		return 0;
	return group_rows(snapshot, group) || order_by_group(snapshot, group) ? -1 : 0;
}

int fold_apply(struct snapshot *snapshot, const struct fold *fold)
{
	struct order order = {snapshot, fold->columns & ~COLUMNS_MEASURED, fold->sort};

	snapshot->columns = fold->columns | COLUMNS_COUNTED;
	if (snapshot->sample > 1)
		snapshot->columns |= COLUMN_BIT(COLUMN_STANDARD_ERROR);
	if (group_rows(snapshot, order.group))
		return -1;
	return order_rows(snapshot, &order, fold->rows);
}

/* Where a row has the string of a column. */
static const char **string_of(struct row *row, const struct column_descriptor *column)
{
	static const size_t holders[] = {
		[HOLDER_ROW] = 0,
		[HOLDER_SENDER] = offsetof(struct row, sender),
		[HOLDER_TARGET] = offsetof(struct row, target),
	};

	return (const char **)((char *)row + holders[column->holder] + column->member.offset);
}

static column_set all_strings(void)
{
	column_set set = 0;

	for (int column = 0; column < COLUMNS; column++)
		if (column_describe((enum column)column)->member.type == MEMBER_STRING)
			set |= COLUMN_BIT(column);
	return set;
}

/* The total's own copies of the strings that it shows; of others none. -1 with errno ENOMEM. */
static int carry_strings(struct snapshot *total, struct row *row, column_set strings)
{
	for (; strings; strings &= strings - 1) {
		enum column column = COLUMN_FIRST(strings);
		const char **string = string_of(row, column_describe(column));

		if (!(total->columns & COLUMN_BIT(column)))
			*string = NULL;
		if (!*string)
			continue;
		*string = snapshot_intern(total, *string);
		if (!*string)
			return -1;
	}
	return 0;
}

static int append_row(struct snapshot *total, const struct row *row, uint32_t since,
                      column_set strings)
{
	struct row *copy = snapshot_add_row(total);

	if (!copy)
		return -1;
	*copy = *row;
	copy->since = since;
	return carry_strings(total, copy, strings);
}

static uint32_t next_since(const struct snapshot *total)
{
	uint32_t since = 1;

	for (size_t i = 0; i < total->row_count; i++)
		if (total->rows[i].since >= since)
			since = total->rows[i].since + 1;
	return since;
}

/* Rows that are one with one of the total's are added to it, the others appended. */
static int add_rows(struct snapshot *total, const struct snapshot *interval, struct index *index)
{
	const column_set strings = all_strings();
	uint32_t since = next_since(total);

	for (size_t i = 0; i < interval->row_count; i++) {
		const struct row *row = &interval->rows[i];
		size_t place = index_place(index, total->rows, row, total->row_count);

		if (place < total->row_count)
			row_add(&total->rows[place], row);
		else if (append_row(total, row, since, strings))
			return -1;
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

/* Make a keyed row one of the remainder's. */
static void move_row(struct row *row)
{
	*row = (struct row){.remainder = true,
	                    .signal = row->signal,
	                    .count = row->count,
	                    .variance = row->variance};
}

static void ledger_move(struct ledger *ledger, uint64_t moved)
{
	/* Estimates may be more than there was. */
	if (moved > ledger->rows)
		moved = ledger->rows;
	ledger->rows -= moved;
	ledger->remainder += moved;
	ledger->map_full += moved;
}

/* Of the rows from `before` on, which are new, those beyond `most` become a part of the remainder.
 */
static int bound_rows(struct snapshot *total, column_set group, size_t before, size_t most)
{
	struct order order = {total, group, NO_COLUMN};
	struct row **rows = calloc(total->row_count + 1, sizeof(struct row *));
	size_t kept, added, room;
	int error = 0;

	if (!rows)
		return -1;
	kept = list_rows(total->rows, before, false, rows);
	added = list_rows(total->rows + before, total->row_count - before, false, rows);
	room = kept < most ? most - kept : 0;
	if (added > room) {
		sort_rows(rows, added, &order);
		ledger_move(&total->ledger, count_signals(rows + room, added - room));
		for (size_t i = room; i < added; i++)
			move_row(rows[i]);
		error = group_rows(total, group);
	}
	free(rows);
	return error;
}

/* The rows of both, grouped, in the order of the group. */
static int rows_add(struct snapshot *total, const struct snapshot *interval, size_t most)
{
	column_set group = total->columns & ~COLUMNS_MEASURED;
	struct index index;
	size_t before;
	int error;

	if (index_init(&index, group, total->row_count + interval->row_count))
		return -1;
	merge_rows(total, &index);
	before = total->row_count;
	error = add_rows(total, interval, &index);
	index_free(&index);
	if (!error && most)
		error = bound_rows(total, group, before, most);
	return error ? -1 : order_by_group(total, group);
}

int fold_accumulate_bounded(struct snapshot *total, const struct snapshot *interval, size_t most)
{
	if (alive_take(total, interval) != 0 || histograms_add(total, interval) != 0)
		return -1;
	ledger_add(&total->ledger, &interval->ledger);
	if (rows_add(total, interval, most) != 0)
		return -1;
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		total->signals[slot] += interval->signals[slot];
	total->interval += interval->interval;
	/* What was estimated stays so. */
	if (total->sample < interval->sample)
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
