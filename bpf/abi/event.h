/* SPDX-License-Identifier: GPL-2.0 */
/* Observations sent one by one to the reader of events. */
#ifndef SIGSNOOP_ABI_EVENT_H
#define SIGSNOOP_ABI_EVENT_H

#include <linux/types.h>

#include "abi/identity.h"
#include "abi/key.h"

struct raw_event {
	__u64 time; /* CLOCK_MONOTONIC, nanoseconds */
	struct key key;
	__u32 sender_tid; /* the thread that was running; 0 = the kernel */
	__s32 target_tid; /* of a refused call: as the caller passed it; 0 = unknown */
	__u32 pad;
	struct parties parties;
};
_Static_assert(sizeof(struct raw_event) == 32 + sizeof(struct parties), "no padding");

/* A token bucket for all CPUs; see send_event.bpf.h. It has a cache line to itself. */
struct token_bucket {
	__u64 full_at; /* when it will be full again: CLOCK_MONOTONIC, nanoseconds */
	__u64 dry_at;  /* jiffy in which it last had no token */
	__u64 pad[6];
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct token_bucket) == 64, "a cache line");

#endif
