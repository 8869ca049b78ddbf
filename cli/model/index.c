// SPDX-License-Identifier: GPL-2.0
/* Find the row of a group by a hash of its columns: open addressing, linear probing. */
#include "model/index.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

/* The hash spares most comparisons of rows that are not one, and the cache what they would load. */
struct index_slot {
	uint32_t hash;
	uint32_t number; /* of the row, from 1; 0 = the slot is empty */
};

/*
 * Who chooses names could choose such as have the same hash, if it were known how it begins. The
 * kernel gives each process 16 random bytes: see getauxval(3).
 */
static uint64_t random_seed(void)
{
	/* An address comes as a number. NOLINTNEXTLINE(performance-no-int-to-ptr) */
	const void *bytes = (const void *)getauxval(AT_RANDOM);
	uint64_t seed = 0;

	if (bytes)
		memcpy(&seed, bytes, sizeof(seed));
	return seed;
}

int index_init(struct index *index, column_set group, size_t most)
{
	size_t slots = 2;

	/* At least half of them stay empty. */
	while (slots < 2 * most)
		slots *= 2;
	*index = (struct index){.group = group, .seed = random_seed(), .mask = slots - 1};
	index->slots = calloc(slots, sizeof(*index->slots));
	return index->slots ? 0 : -1;
}

void index_free(struct index *index)
{
	free(index->slots);
	index->slots = NULL;
}

size_t index_place(struct index *index, const struct row *rows, const struct row *row, size_t next)
{
	uint64_t whole = columns_hash(index->group, row, index->seed);
	uint32_t hash = (uint32_t)(whole >> 32);
	struct index_slot *slot;

	for (size_t at = (size_t)whole;; at++) {
		slot = &index->slots[at & index->mask];
		if (!slot->number)
			break;
		if (slot->hash == hash &&
		    columns_compare(index->group, &rows[slot->number - 1], row) == 0)
			return slot->number - 1;
	}
	*slot = (struct index_slot){hash, (uint32_t)next + 1};
	return next;
}
