/* SPDX-License-Identifier: GPL-2.0 */
/* Find the row of a group by a hash of its columns. */
#ifndef SIGSNOOP_MODEL_INDEX_H
#define SIGSNOOP_MODEL_INDEX_H

#include "model/snapshot.h"

struct index_slot;

struct index {
	column_set group; /* rows that agree in all of these columns are one */
	uint64_t seed;
	size_t mask;
	struct index_slot *slots;
};

/* An empty index for at most so many rows, to be freed. 0, or -1 with errno ENOMEM. */
int index_init(struct index *index, column_set group, size_t most);

void index_free(struct index *index);

/*
 * The number in `rows` of the row that is one with `row`. If there is none yet it is `next`, where
 * the caller now puts the row. Rows that were placed are to stay where they are in `rows`.
 */
size_t index_place(struct index *index, const struct row *rows, const struct row *row, size_t next);

#endif
