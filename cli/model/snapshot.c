// SPDX-License-Identifier: GPL-2.0
/* What was counted in one interval. */
#include "model/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "model/utf8.h"

uint64_t ledger_lost(const struct ledger *ledger)
{
	return ledger->recursion + ledger->events;
}

double sample_variance(uint64_t drawn, uint32_t sample)
{
	return (double)drawn * sample * (sample - 1.0);
}

void snapshot_init(struct snapshot *snapshot)
{
	memset(snapshot, 0, sizeof(*snapshot));
}

void snapshot_free(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->string_count; i++)
		free(snapshot->strings[i]);
	free(snapshot->strings);
	free(snapshot->rows);
	free(snapshot->histograms);
	free(snapshot->alive);
	snapshot_init(snapshot);
}

/*
 * Room for one more element: the array itself or a larger one, NULL if there is no memory. It has
 * room up to the next power of two, so it has to grow only where the count is one; taking elements
 * away keeps that true.
 */
static void *array_grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

struct row *snapshot_add_row(struct snapshot *snapshot)
{
	struct row *rows = array_grown(snapshot->rows, snapshot->row_count, sizeof(*rows));
	struct row *row;

	if (!rows)
		return NULL;
	snapshot->rows = rows;
	row = &rows[snapshot->row_count++];
	memset(row, 0, sizeof(*row));
	return row;
}

int snapshot_keep_rows(struct snapshot *snapshot, struct row *const kept[], size_t count)
{
	size_t room = 1;
	struct row *rows;

	/* As array_grown() expects it. */
	while (room < count)
		room *= 2;
	rows = reallocarray(NULL, room, sizeof(*rows));
	if (!rows)
		return -1;
	for (size_t i = 0; i < count; i++)
		rows[i] = *kept[i];
	free(snapshot->rows);
	snapshot->rows = rows;
	snapshot->row_count = count;
	return 0;
}

struct histogram *snapshot_histogram(struct snapshot *snapshot, enum hist_kind kind, int signal)
{
	size_t count = snapshot->histogram_count, place = 0;
	struct histogram *all = snapshot->histograms;

	while (place < count &&
	       (all[place].kind < kind || (all[place].kind == kind && all[place].signal < signal)))
		place++;
	if (place < count && all[place].kind == kind && all[place].signal == signal)
		return &all[place];
	all = array_grown(all, count, sizeof(*all));
	if (!all)
		return NULL;
	snapshot->histograms = all;
	memmove(&all[place + 1], &all[place], (count - place) * sizeof(*all));
	all[place] = (struct histogram){.kind = kind, .signal = signal};
	snapshot->histogram_count++;
	return &all[place];
}

struct alive *snapshot_alive(struct snapshot *snapshot, int signal)
{
	size_t count = snapshot->alive_count, place = 0;
	struct alive *all = snapshot->alive;

	while (place < count && all[place].signal < signal)
		place++;
	if (place < count && all[place].signal == signal)
		return &all[place];
	all = array_grown(all, count, sizeof(*all));
	if (!all)
		return NULL;
	snapshot->alive = all;
	memmove(&all[place + 1], &all[place], (count - place) * sizeof(*all));
	all[place] = (struct alive){.signal = signal};
	snapshot->alive_count++;
	return &all[place];
}

/* Index of the string in the sorted strings, or of the first that is larger. */
static size_t string_place(const struct snapshot *snapshot, const char *string)
{
	size_t low = 0, high = snapshot->string_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(snapshot->strings[middle], string) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Put the string, which becomes the snapshot's, in its place. -1 with errno ENOMEM. */
static int string_insert(struct snapshot *snapshot, size_t place, char *string)
{
	size_t count = snapshot->string_count;
	char **strings = array_grown(snapshot->strings, count, sizeof(*strings));

	if (!strings)
		return -1;
	memmove(&strings[place + 1], &strings[place], (count - place) * sizeof(*strings));
	strings[place] = string;
	snapshot->strings = strings;
	snapshot->string_count++;
	return 0;
}

static const char *string_find(const struct snapshot *snapshot, const char *string, size_t *place)
{
	*place = string_place(snapshot, string);
	if (*place < snapshot->string_count && strcmp(snapshot->strings[*place], string) == 0)
		return snapshot->strings[*place];
	return NULL;
}

const char *snapshot_intern(struct snapshot *snapshot, const char *string)
{
	size_t length = strlen(string), place;
	const char *found = string_find(snapshot, string, &place);
	char *copy;

	/* Nearly all are valid and there: they need no copy. */
	if (found)
		return found;
	copy = malloc(UTF8_SIZE(length));
	if (!copy)
		return NULL;
	utf8_copy(copy, string, length);
	found = string_find(snapshot, copy, &place);
	if (found) {
		free(copy);
		return found;
	}
	if (string_insert(snapshot, place, copy) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}
