// SPDX-License-Identifier: GPL-2.0
/* What the flight recorder holds. */
#include "model/record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abi/identity.h"
#include "clock.h"
#include "model/decode.h"

bool entry_settle(struct recorder_entry *copy, uint64_t before, uint64_t after)
{
	copy->id = before;
	return before == after && before != ENTRY_BUSY;
}

static struct timespec wall_clock(uint64_t boottime, const struct recorder_view *view)
{
	return time_of((int64_t)boottime + view->offset);
}

static void fill_sender(struct record *record, const struct recorder_entry *entry)
{
	struct party *sender = &record->sender;

	/* That much is known of an end by the out-of-memory killer. */
	sender->known = record->caused || record->oom;
	sender->pid = (int32_t)entry->key.sender;
	if (sender->pid)
		party_decode(sender, &entry->parties.sender);
	else if (sender->known)
		sender->comm = name_from_bytes("kernel", COMM_SIZE);
}

static void fill(struct record *record, const struct recorder_entry *entry,
                 const struct recorder_view *view)
{
	uint32_t what = entry->key.what;

	*record = (struct record){
		.time = wall_clock(entry->time, view),
		.last = wall_clock(entry->last, view),
		.count = entry->count,
		.signal = (int)what_signal(what),
		.caused = !(entry->flags & ENTRY_END_ONLY),
		.origin = what_origin(what),
		.outcome = what_outcome(what),
		.error = (int)what_error(what),
		.oom = entry->flags & ENTRY_OOM,
		.ended = entry->ended != 0,
		.target = {.known = !(what & WHAT_TARGET_UNKNOWN), .pid = entry->key.target},
	};
	if (entry->ended > entry->last)
		record->ended_after = (double)(entry->ended - entry->last) / (double)NANOSECONDS;
	fill_sender(record, entry);
	if (entry->start)
		party_decode(&record->target, &entry->parties.target);
}

static bool is_wanted(const struct recorder_entry *entry, const struct record_query *query)
{
	bool known = !(entry->key.what & WHAT_TARGET_UNKNOWN);

	if (entry->time < query->from || entry->time >= query->until)
		return false;
	if (query->by_pid && !(known && entry->key.target == query->pid))
		return false;
	return !query->by_name ||
	       (entry->start && glob_matches(&query->glob, entry->parties.target.comm));
}

static int by_time(const void *a, const void *b)
{
	const struct recorder_entry *left = a, *right = b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return left->id < right->id ? -1 : left->id > right->id;
}

static void note_read(struct records *records, const struct recorder_entry *entry)
{
	uint64_t *next = &records->next[entry_ring(entry->id)];

	if (*next <= entry_sequence(entry->id))
		*next = entry_sequence(entry->id) + 1;
}

/* The entries that are wanted, the oldest first, into `taken`; returns how many. */
static size_t take(struct recorder_entry *taken, const struct recorder_view *view,
                   const struct record_query *query, struct records *records)
{
	size_t count = 0;

	for (uint32_t i = 0; i < view->count; i++) {
		const struct recorder_entry *entry = &view->entries[i];

		if (entry->id == ENTRY_BUSY)
			records->lost++;
		if (entry->id == ENTRY_BUSY || entry->id == ENTRY_NONE)
			continue;
		if (entry->time < query->until)
			note_read(records, entry);
		else
			records->more = true;
		if (is_wanted(entry, query))
			taken[count++] = *entry;
	}
	qsort(taken, count, sizeof(*taken), by_time);
	return count;
}

/* Sequences begin with 1. */
static uint64_t overwritten(const struct recorder_view *view, const struct record_query *query)
{
	uint64_t sum = 0;

	for (uint64_t ring = 0; ring < RINGS; ring++) {
		uint64_t head = view->state->head[ring];
		uint64_t gone = head - ring_size(view->count, ring);
		uint64_t read = query->next[ring] ? query->next[ring] - 1 : 0;

		if (head > ring_size(view->count, ring) && gone > read)
			sum += gone - read;
	}
	return sum;
}

int records_read(struct records *records, const struct recorder_view *view,
                 const struct record_query *query)
{
	struct recorder_entry *taken = calloc(view->count, sizeof(*taken));
	size_t count, first = 0;

	*records = (struct records){.overwritten = overwritten(view, query),
	                            .lost = view->state->busy};
	memcpy(records->next, query->next, sizeof(records->next));
	if (!taken)
		return -1;
	count = take(taken, view, query, records);
	if (query->newest && count > query->newest)
		first = count - query->newest;
	records->items = calloc(count - first + 1, sizeof(*records->items));
	if (records->items) {
		records->count = count - first;
		for (size_t i = first; i < count; i++)
			fill(&records->items[i - first], &taken[i], view);
	}
	free(taken);
	return records->items ? 0 : -1;
}

void records_free(struct records *records)
{
	free(records->items);
	*records = (struct records){0};
}
