/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counts by key, brought together from wherever the kernel holds them: a hash with open addressing.
 */
#ifndef SIGSNOOP_MODEL_COUNTS_H
#define SIGSNOOP_MODEL_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/identity.h"
#include "abi/key.h"

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

/* All zero: no keys. Free what is owned; it is that then. */
void counts_free(struct counts *counts);

/* Count `count` for a key as its WHAT_SAMPLED tells. 0, or -1 with errno ENOMEM. */
int counts_add(struct counts *counts, const struct key *key, uint64_t count);

/*
 * The entry of a key, WHAT_SAMPLED passed over, or NULL if there is none. It is valid until
 * something is added.
 */
struct counted *counts_find(const struct counts *counts, const struct key *key);

#endif
