/* SPDX-License-Identifier: GPL-2.0 */
/* Who is behind an observation. */
#ifndef SIGSNOOP_ABI_IDENTITY_H
#define SIGSNOOP_ABI_IDENTITY_H

#include <linux/types.h>

#define COMM_SIZE 16 /* TASK_COMM_LEN, the terminating NUL included */

/* Who a process is, taken in the kernel when a key is first seen: it may be gone a moment later. */
struct identity {
	__u64 cgroup; /* id of its cgroup in the unified hierarchy; 0 = unknown */
	__u32 uid;    /* real uid, initial user namespace */
	__u32 parent; /* tgid of the parent, initial pid namespace */
	char comm[COMM_SIZE];
	char parent_comm[COMM_SIZE];
};
_Static_assert(sizeof(struct identity) == 48, "no padding");

/* The identities of one key. One that is not known (the kernel, a refused target) is all zero. */
struct parties {
	struct identity sender;
	struct identity target;
};
_Static_assert(sizeof(struct parties) == 96, "no padding");

#endif
