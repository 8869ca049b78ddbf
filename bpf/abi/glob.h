/* SPDX-License-Identifier: GPL-2.0 */
/* Name patterns with * and ?, compiled by user space (cli/model/glob.c). */
#ifndef SIGSNOOP_ABI_GLOB_H
#define SIGSNOOP_ABI_GLOB_H

#include <linux/types.h>

#include "abi/identity.h"

/*
 * A bit-parallel automaton. Bit i of its state: the name so far matches the first i elements of the
 * pattern. Bit i of accepts[byte]: element i accepts this byte. Bit i of `loops`: a '*' stands
 * before element i.
 */
#define GLOB_ELEMENTS 63 /* at most, '*' not counted */

struct glob {
	__u64 accepts[256];
	__u64 loops;
	__u64 final; /* state bit of a match */
};

/* `name` is NUL-terminated or COMM_SIZE bytes long. */
static inline int glob_matches(const volatile struct glob *glob, const char *name)
{
	__u64 state = 1;

	for (int i = 0; i < COMM_SIZE && name[i]; i++) {
		__u8 byte = (__u8)name[i];

		state = (state & glob->accepts[byte]) << 1 | (state & glob->loops);
	}
	return (state & glob->final) != 0;
}

#endif
