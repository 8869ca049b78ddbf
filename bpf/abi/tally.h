/* SPDX-License-Identifier: GPL-2.0 */
/* What each CPU counts besides the rows. */
#ifndef SIGSNOOP_ABI_TALLY_H
#define SIGSNOOP_ABI_TALLY_H

#include <linux/types.h>

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"

/*
 * The two ways by which the programs see signals. Each has its own counters, so that only the
 * refused door needs atomic updates.
 */
enum door { DOOR_GENERATED, DOOR_REFUSED, DOORS };

/* Why an observation could not be entered under its key and went to the remainder. */
enum fold_cause {
	FOLD_MAP_FULL,  /* E2BIG: as many keys as the map holds */
	FOLD_MAP_BUSY,  /* EBUSY, EDEADLK, ETIMEDOUT: the bucket is locked */
	FOLD_NO_MEMORY, /* ENOMEM, and any other error */
	FOLD_CAUSES
};

/* Why an observation was not sent to the reader of events. */
enum event_cause {
	EVENT_SUPPRESSED,  /* over the --rate */
	EVENT_BUFFER_FULL, /* the reader was too slow */
	EVENT_NO_BUFFER,   /* this CPU came online later and has none, or the kernel was busy */
	EVENT_CAUSES
};

/*
 * How much a side holds. What is 0 need be neither read nor emptied. It has a cache line to itself.
 */
struct fill {
	__u32 keys;  /* entered in the rows */
	__u32 times; /* pairs of kind and signal in the histograms, or more */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct fill) == 64, "a cache line");

/*
 * First level of counting: a direct-mapped, per-CPU cache of keys that have a row. A hit costs no
 * map operation. A slot with a count of 0 is free. A count stops at CACHE_COUNT_MOST; what follows
 * is counted in the row.
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
 * Everything one CPU counts on one side besides the rows. Aligned, so that no two CPUs share a
 * cache line.
 */
struct cpu_tally {
	__u64 seen[DOORS][SIGNAL_SLOTS];      /* passed the filters */
	__u64 remainder[DOORS][SIGNAL_SLOTS]; /* of seen: counted under no key */
	__u64 failed[DOORS];                  /* of seen: refused or overflow */
	__u64 folded[DOORS][FOLD_CAUSES];     /* of the remainder, by cause */
	__u64 untimed[HIST_KINDS];            /* times that no histogram had room for */
	__u64 events[DOORS][EVENT_CAUSES];    /* of seen: not sent to the reader, by cause */
	__u64 left_out;                       /* of seen: not drawn for the sample */
	__u64 remainder_drawn[SIGNAL_SLOTS];  /* of the remainder: drawn for the sample */
	__u64 random; /* state of the generator for sampling; 0 = not seeded */
	struct cache_slot cache[CACHE_SLOTS]; /* used by the generated door alone */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct cpu_tally) % 64 == 0, "whole cache lines");

/* Index in the array `tally`. */
static inline __u32 tally_index(__u32 cpu, __u32 side)
{
	return cpu * 2 + side;
}

#endif
