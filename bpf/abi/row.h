/* SPDX-License-Identifier: GPL-2.0 */
/* The rows: one for each key. */
#ifndef SIGSNOOP_ABI_ROW_H
#define SIGSNOOP_ABI_ROW_H

#include <linux/types.h>

#include "abi/identity.h"
#include "abi/key.h"

/*
 * One key of a side, the processes behind it, and what was counted beyond the cache (tally.h). Rows
 * stand in the order of entry. If two CPUs enter the same key at once, one of them leaves a row
 * with a count of 0, or one that is all zero, which is no key.
 */
struct kernel_row {
	struct key key;
	__u32 pad;
	__u64 count;
	struct parties parties;
};
_Static_assert(sizeof(struct kernel_row) == 24 + sizeof(struct parties), "no padding");

/* Rows that one run of the program `clear_rows` removes from the hash, from `first` on. */
#define CLEAR_ROWS 256

struct clear_args {
	__u32 side;
	__u32 first;
};

#endif
