/* SPDX-License-Identifier: GPL-2.0 */
/* The filters: which observations are counted. */
#ifndef SIGSNOOP_ABI_FILTER_H
#define SIGSNOOP_ABI_FILTER_H

#include <linux/types.h>

struct filter {
	__u64 signals[2]; /* bitmap by signal slot */
	__u32 origins;    /* bitmap by enum origin */
	__u32 outcomes;   /* bitmap by enum outcome */
	__u32 uid;        /* sender's real uid, if by_uid */
	__s32 sender;     /* if by_sender_pid */
	__s32 target;     /* if by_target_pid */
	__u8 by_uid;
	__u8 by_sender_pid;
	__u8 by_target_pid;
	__u8 by_sender_name;
	__u8 by_target_name;
	__u8 kernel_matches; /* the sender's name pattern matches the name shown for the kernel */
	__u8 pad[6];
};
_Static_assert(sizeof(struct filter) == 48, "no padding");

#endif
