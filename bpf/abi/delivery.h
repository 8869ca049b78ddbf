/* SPDX-License-Identifier: GPL-2.0 */
/* Which snapshots count as delivered. */
#ifndef SIGSNOOP_ABI_DELIVERY_H
#define SIGSNOOP_ABI_DELIVERY_H

#include <linux/types.h>

#define DELIVERED_NONE ((__u32)-1)

/*
 * Whether what a snapshot reported counts as delivered: the kernel sees how its process ends (see
 * witness.bpf.h, and cli/commands/EXACTLY_ONCE.md for why).
 */
struct delivery {
	__u64 run;       /* names the run: the state file in user space belongs to the same one */
	__u32 tgid;      /* process that claims to deliver `claimed`; 0 = none */
	__u32 claimed;   /* fills (values of the epoch), counted from the start ... */
	__u32 delivered; /* ... and how many of them have been delivered, or DELIVERED_NONE */
	__u32 pad;
};
_Static_assert(sizeof(struct delivery) == 24, "no padding");

#endif
