/* SPDX-License-Identifier: GPL-2.0 */
/* What is counted beside the rows. */
#ifndef SIGSNOOP_ABI_TALLY_H
#define SIGSNOOP_ABI_TALLY_H

#include <linux/types.h>

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"

/* The two ways in. Each has counters of its own, so that only one of them needs atomic updates. */
enum door { DOOR_GENERATED, DOOR_REFUSED, DOORS };

/* Why an observation could not be entered under its key; it is in the remainder then. */
enum fold_cause {
	FOLD_MAP_FULL,  /* E2BIG: as many keys as the map holds */
	FOLD_MAP_BUSY,  /* EBUSY, EDEADLK, ETIMEDOUT: the bucket is locked */
	FOLD_NO_MEMORY, /* ENOMEM and whatever else a kernel may say */
	FOLD_CAUSES
};

/* Why an observation went to no reader of events. */
enum event_cause {
	EVENT_SUPPRESSED,  /* above the rate that was asked for */
	EVENT_BUFFER_FULL, /* the reader was too slow */
	EVENT_NO_BUFFER,   /* no buffer here: this CPU came online later; or the kernel was busy */
	EVENT_CAUSES
};

/* How much a side holds: what is 0 need be neither read nor emptied. Alone in its cache line. */
struct fill {
	__u32 keys;  /* entered in the rows */
	__u32 times; /* kinds and signals in the histograms; at least so many */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct fill) == 64, "a cache line");

/*
 * First level of counting: a direct-mapped hash of keys that are in the rows map, per CPU. A hit
 * costs no map operation. A count of 0 says that the slot is free; one at its most stays there, and
 * what comes then is counted in the row.
 */
#define CACHE_BITS       13
#define CACHE_SLOTS      (1 << CACHE_BITS)
#define CACHE_COUNT_MOST 0xffffffffu

struct cache_slot {
	struct key key;
	__u32 count;
};
_Static_assert(sizeof(struct cache_slot) == 16, "no padding");

/*
 * Everything one CPU counts on one side of the epoch beside the rows map. Aligned so that no two
 * CPUs share a cache line.
 */
struct cpu_tally {
	__u64 seen[DOORS][SIGNAL_SLOTS];      /* passed the filters */
	__u64 remainder[DOORS][SIGNAL_SLOTS]; /* of these: counted under no key */
	__u64 failed[DOORS];                  /* of these: refused or overflow */
	__u64 folded[DOORS][FOLD_CAUSES];     /* why they are in the remainder */
	__u64 untimed[HIST_KINDS];            /* times that no histogram could take */
	__u64 events[DOORS][EVENT_CAUSES];    /* of those seen: sent to no reader, and why */
	__u64 left_out;                       /* of those seen: a sample that passed them over */
	__u64 remainder_drawn[SIGNAL_SLOTS];  /* of the remainder: drawn for a sample */
	__u64 random;                         /* state of the generator that draws; 0 = no seed */
	struct cache_slot cache[CACHE_SLOTS]; /* of the generated door */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct cpu_tally) % 64 == 0, "lines of a cache");

/* Where in the array that of a CPU and side is. */
static inline __u32 tally_index(__u32 cpu, __u32 side)
{
	return cpu * 2 + side;
}

#endif
