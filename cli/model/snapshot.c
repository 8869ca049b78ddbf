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
	for (size_t i = 0; i < snapshot->cgroup_count; i++)
		free(snapshot->cgroups[i]);
	free(snapshot->cgroups);
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

/* Index of the path in the sorted cgroups, or of the first that is larger. */
static size_t cgroup_place(const struct snapshot *snapshot, const char *path)
{
	size_t low = 0, high = snapshot->cgroup_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(snapshot->cgroups[middle], path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Put the path, which becomes the snapshot's, in its place. -1 with errno ENOMEM. */
static int cgroup_insert(struct snapshot *snapshot, size_t place, char *path)
{
	size_t count = snapshot->cgroup_count;
	char **cgroups = array_grown(snapshot->cgroups, count, sizeof(*cgroups));

	if (!cgroups)
		return -1;
	memmove(&cgroups[place + 1], &cgroups[place], (count - place) * sizeof(*cgroups));
	cgroups[place] = path;
	snapshot->cgroups = cgroups;
	snapshot->cgroup_count++;
	return 0;
}

static const char *cgroup_find(const struct snapshot *snapshot, const char *path, size_t *place)
{
	*place = cgroup_place(snapshot, path);
	if (*place < snapshot->cgroup_count && strcmp(snapshot->cgroups[*place], path) == 0)
		return snapshot->cgroups[*place];
	return NULL;
}

const char *snapshot_intern(struct snapshot *snapshot, const char *path)
{
	size_t length = strlen(path), place;
	const char *found = cgroup_find(snapshot, path, &place);
	char *copy;

	/* Nearly all paths are valid and there: they need no copy. */
	if (found)
		return found;
	copy = malloc(UTF8_SIZE(length));
	if (!copy)
		return NULL;
	utf8_copy(copy, path, length);
	found = cgroup_find(snapshot, copy, &place);
	if (found) {
		free(copy);
		return found;
	}
	if (cgroup_insert(snapshot, place, copy) != 0) {
		free(copy);
		return NULL;
	}
	return copy;
}
