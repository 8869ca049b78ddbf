// SPDX-License-Identifier: GPL-2.0
/* Counts by key. */
#include "model/counts.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 256

void counts_free(struct counts *counts)
{
	free(counts->slots);
	*counts = (struct counts){0};
}

static struct key plain(const struct key *key)
{
	return (struct key){key->sender, key->target, key->what & ~WHAT_SAMPLED};
}

static bool same(const struct key *a, const struct key *b)
{
	return a->sender == b->sender && a->target == b->target && a->what == b->what;
}

/* The finalizer of MurmurHash3, over each word: pids come in rows, and must not in slots. */
static uint32_t mix(uint32_t hash, uint32_t word)
{
	hash ^= word;
	hash = (hash ^ hash >> 16) * 0x85ebca6bU;
	hash = (hash ^ hash >> 13) * 0xc2b2ae35U;
	return hash ^ hash >> 16;
}

/* Its slot, or the free one where it would be. There is always a free one. */
static struct counted *slot_of(const struct counts *counts, const struct key *key)
{
	size_t mask = counts->room - 1;
	size_t place = mix(mix(mix(0, key->sender), (uint32_t)key->target), key->what) & mask;

	while (counts->slots[place].used && !same(&counts->slots[place].key, key))
		place = (place + 1) & mask;
	return &counts->slots[place];
}

/* Twice the room. At most half of it is ever used. 0, or -1 with errno ENOMEM. */
static int grow(struct counts *counts)
{
	struct counts larger = {.room = counts->room ? 2 * counts->room : ROOM_LEAST,
	                        .used = counts->used};

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -1;
	for (size_t i = 0; i < counts->room; i++)
		if (counts->slots[i].used)
			*slot_of(&larger, &counts->slots[i].key) = counts->slots[i];
	free(counts->slots);
	*counts = larger;
	return 0;
}

/* The entry of a key, made if need be; NULL with errno ENOMEM. */
static struct counted *counts_of(struct counts *counts, const struct key *key)
{
	const struct key wanted = plain(key);
	struct counted *slot;

	if (2 * (counts->used + 1) > counts->room && grow(counts))
		return NULL;
	slot = slot_of(counts, &wanted);
	if (!slot->used) {
		*slot = (struct counted){.key = wanted, .used = true};
		counts->used++;
	}
	return slot;
}

int counts_add(struct counts *counts, const struct key *key, uint64_t count)
{
	struct counted *counted = counts_of(counts, key);

	if (!counted)
		return -1;
	if (key->what & WHAT_SAMPLED)
		counted->drawn += count;
	else
		counted->count += count;
	return 0;
}

struct counted *counts_find(const struct counts *counts, const struct key *key)
{
	const struct key wanted = plain(key);
	struct counted *slot = counts->room ? slot_of(counts, &wanted) : NULL;

	return slot && slot->used ? slot : NULL;
}
