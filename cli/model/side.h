/* SPDX-License-Identifier: GPL-2.0 */
/* One side of the epoch pair as the kernel's programs left it, made a snapshot. */
#ifndef SIGSNOOP_MODEL_SIDE_H
#define SIGSNOOP_MODEL_SIDE_H

#include <stdint.h>

#include "abi/row.h"
#include "abi/tally.h"
#include "model/snapshot.h"

/* The arrays of bpf/tally.bpf.h, which belong to the caller; the side must be quiet. */
struct side {
	uint32_t number;               /* 0 or 1 */
	const struct kernel_row *rows; /* those of this side */
	uint32_t row_count;
	const struct cpu_tally *tallies; /* of both sides: see tally_index() */
	uint32_t cpus;
	uint32_t sample; /* one in so many was entered in the rows; 1 = every one */
};

/* Tells the path of a cgroup by its id; the path is valid until the next call. */
struct cgroup_namer {
	const char *(*path_of)(void *context, uint64_t id);
	void *context;
};

/*
 * Add what the side holds to an empty snapshot: rows, remainder, signals, ledger, times that are in
 * no histogram, sample, map_entries. `namer`: NULL if no cgroup is wanted. 0, or -1 with errno
 * ENOMEM.
 */
int side_decode(const struct side *side, const struct cgroup_namer *namer,
                struct snapshot *snapshot);

#endif
