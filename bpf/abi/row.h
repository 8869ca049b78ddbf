/* SPDX-License-Identifier: GPL-2.0 */
/* The rows: one for each key. */
#ifndef SIGSNOOP_ABI_ROW_H
#define SIGSNOOP_ABI_ROW_H

#include <linux/types.h>

#include "abi/identity.h"
#include "abi/key.h"

/*
 * One key of a side: what was counted of it past the first level, and who is behind it. In the
 * order in which they were entered. Where two CPUs enter one key at the same time it is there
 * twice, once with a count of 0; all zero is no key.
 */
struct kernel_row {
	struct key key;
	__u32 pad;
	__u64 count;
	struct parties parties;
};
_Static_assert(sizeof(struct kernel_row) == 120, "no padding");

/* Rows that one run of the program `clear_rows` takes out of the hash, from the nth on. */
#define CLEAR_ROWS 256

struct clear_args {
	__u32 side;
	__u32 first;
};

#endif
