/* SPDX-License-Identifier: GPL-2.0 */
/* Name patterns. */
#ifndef SIGSNOOP_ABI_GLOB_H
#define SIGSNOOP_ABI_GLOB_H

#include <linux/types.h>

#include "abi/identity.h"

/*
 * A name pattern, compiled to a bit-parallel automaton. State bit i: the name so far matches the
 * first i elements of the pattern. `accepts[byte]` has bit i set where element i takes this byte,
 * `loops` bit i where a '*' stands before element i.
 */
#define GLOB_ELEMENTS 63 /* '*' not counted */

struct glob {
	__u64 accepts[256];
	__u64 loops;
	__u64 final; /* the state of a match */
};

/* True if the name, NUL-terminated or COMM_SIZE bytes long, matches. */
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
