/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts by key, brought together from wherever the kernel holds them: a hash with open addressing.
 */
#ifndef SIGSNOOP_MODEL_COUNTS_H
#define SIGSNOOP_MODEL_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi.h"

struct counted {
	struct key key;                /* without WHAT_SAMPLED */
	bool used;                     /* of the slot */
	uint64_t count;                /* those that stand for themselves */
	uint64_t drawn;                /* those that stand for the others of a sample, too */
	const struct parties *parties; /* who is behind it; NULL: not known */
};

struct counts {
	struct counted *slots; /* owned; `room` of them, in no order */
	size_t room;           /* a power of two, or 0 */
	size_t used;
};

/* No keys; to be freed with counts_free(). */
void counts_init(struct counts *counts);
void counts_free(struct counts *counts);

/*
 * The entry of a key, made with no counts if there is none; NULL with errno ENOMEM. WHAT_SAMPLED of
 * the key is passed over. It is valid until the next call.
 */
struct counted *counts_of(struct counts *counts, const struct key *key);

/* Count `count` for a key as its WHAT_SAMPLED tells. 0, or -1 with errno ENOMEM. */
int counts_add(struct counts *counts, const struct key *key, uint64_t count);

/* Likewise, but NULL if there is none. */
struct counted *counts_find(const struct counts *counts, const struct key *key);

#endif
