/* SPDX-License-Identifier: GPL-2.0 */
/* The flight recorder. */
#ifndef SIGSNOOP_ABI_RECORDER_H
#define SIGSNOOP_ABI_RECORDER_H

#include <linux/types.h>

#include "abi/identity.h"
#include "abi/key.h"

/*
 * An array of entries holds both rings: the first three quarters are RING_DEADLY, the rest is
 * RING_OTHER. No other signal can push what ended a process out of the first.
 */
enum recorder_ring {
	RING_DEADLY, /* queued, and neither handled nor blocked; or the end of a process */
	RING_OTHER,  /* lethal signals that were handled, blocked, ignored, coalesced or refused */
	RINGS
};

#define HINTS_PER_ENTRY        4 /* see recorder.bpf.h */
#define RECORDER_ENTRIES_LEAST 16
#define RECORDER_ENTRIES_MOST  (1 << 20)

/* Entries of one ring, `entries` being those of both. */
static inline __u32 ring_size(__u32 entries, __u64 ring)
{
	return ring == RING_DEADLY ? entries - entries / 4 : entries / 4;
}

/*
 * An entry's id: its ring and its 1-based sequence number there. A writer sets it to ENTRY_BUSY
 * first and writes it last, so a reader who finds the same id before and after copying has a
 * consistent entry.
 */
#define ENTRY_NONE 0 /* never written */
#define ENTRY_BUSY 1 /* being written */

static inline __u64 entry_id(__u64 ring, __u64 sequence)
{
	return sequence << 1 | ring;
}

static inline __u64 entry_ring(__u64 id)
{
	return id & 1;
}

static inline __u64 entry_sequence(__u64 id)
{
	return id >> 1;
}

/* Index in the array of the entry with this id. */
static inline __u32 entry_index(__u64 id, __u32 entries)
{
	__u64 ring = entry_ring(id);
	__u32 first = ring == RING_DEADLY ? 0 : ring_size(entries, RING_DEADLY);

	return first + entry_sequence(id) % ring_size(entries, ring);
}

#define ENTRY_OOM      (1u << 0) /* by the out-of-memory killer */
#define ENTRY_END_ONLY (1u << 1) /* only the end was seen; sender, origin, outcome unknown */

/* Times are CLOCK_BOOTTIME in nanoseconds. Repeats: see recorder.bpf.h. */
struct recorder_entry {
	__u64 id;
	__u64 time;  /* of the first signal */
	__u64 last;  /* of its last repeat */
	__u64 ended; /* when the signal ended the target; 0 = it has not */
	__u64 start; /* of the target; 0 = unknown */
	struct key key;
	__u32 flags;
	__u32 count;
	__u32 pad;
	struct parties parties;
};
_Static_assert(sizeof(struct recorder_entry) == 64 + sizeof(struct parties), "no padding");

struct recorder_state {
	__u64 head[RINGS]; /* entries begun */
	__u64 busy;        /* not recorded: the next entry was still being written */
};
_Static_assert(sizeof(struct recorder_state) == 24, "no padding");

#endif
