/* SPDX-License-Identifier: GPL-2.0 */
/* Observations that are sent one by one. */
#ifndef SIGSNOOP_ABI_EVENT_H
#define SIGSNOOP_ABI_EVENT_H

#include <linux/types.h>

#include "abi/identity.h"
#include "abi/key.h"

/* One observation, as the event path sends it. */
struct raw_event {
	__u64 time; /* CLOCK_MONOTONIC, nanoseconds */
	struct key key;
	__u32 sender_tid; /* thread that ran; 0 = the kernel */
	__s32 target_tid; /* of a refused call as the caller passed it; 0 = unknown */
	__u32 pad;
	struct parties parties;
};
_Static_assert(sizeof(struct raw_event) == 128, "no padding");

/* A bucket of tokens for all CPUs; see send_event.bpf.h. */
struct token_bucket {
	__u64 full_at; /* when it will be full again: CLOCK_MONOTONIC, nanoseconds */
	__u64 dry_at;  /* the tick of the timer at which a token was last wanted in vain */
};
_Static_assert(sizeof(struct token_bucket) == 16, "no padding");

#endif
