/* SPDX-License-Identifier: GPL-2.0 */
/* Which snapshots count as delivered: see witness.bpf.h, and cli/pinned/EXACTLY_ONCE.md. */
#ifndef SIGSNOOP_ABI_DELIVERY_H
#define SIGSNOOP_ABI_DELIVERY_H

#include <linux/types.h>

#define DELIVERED_NONE ((__u32)-1)

/*
 * A fill is what was counted between two changes of the epoch. Fills are numbered by the value of
 * the epoch.
 */
struct delivery {
	__u64 run;       /* names this start of the programs; the state file names it too */
	__u32 tgid;      /* process that claims to deliver up to `claimed`; 0 = none */
	__u32 claimed;   /* fills claimed, counted from the start */
	__u32 delivered; /* of these: delivered, or DELIVERED_NONE */
	__u32 pad;
};
_Static_assert(sizeof(struct delivery) == 24, "no padding");

#endif
