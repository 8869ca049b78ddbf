/* SPDX-License-Identifier: GPL-2.0 */
/* The processes behind an observation. */
#ifndef SIGSNOOP_ABI_IDENTITY_H
#define SIGSNOOP_ABI_IDENTITY_H

#include <linux/types.h>

#define COMM_SIZE 16 /* TASK_COMM_LEN, the terminating NUL included */

/* Taken in the kernel when a key is first seen, since the process may be gone a moment later. */
struct identity {
	__u64 cgroup; /* id of its cgroup in the unified hierarchy; 0 = unknown */
	__u32 uid;    /* real uid, initial user namespace */
	__u32 parent; /* tgid of the parent, initial pid namespace */
	char comm[COMM_SIZE];
	char parent_comm[COMM_SIZE];
};
_Static_assert(sizeof(struct identity) == 48, "no padding");

/* An unknown identity (the kernel, a refused target) is all zero. */
struct parties {
	struct identity sender;
	struct identity target;
};
_Static_assert(sizeof(struct parties) == 2 * sizeof(struct identity), "no padding");

#endif
