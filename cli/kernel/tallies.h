/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What each CPU counts on each side beside the rows maps: the array `tally` of bpf/tally.bpf.h,
 * mapped, so that reading and clearing it takes no system call and copies nothing.
 */
#ifndef SIGSNOOP_KERNEL_TALLIES_H
#define SIGSNOOP_KERNEL_TALLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/tally.h"

struct tallies {
	struct cpu_tally *all; /* NULL: not open */
	size_t size;           /* of all of them, in bytes */
	uint32_t cpus;         /* numbers of CPUs that can be: from 0 on */
};

/*
 * How many numbers CPUs can have on this host, the largest and one. (Not all of them need be
 * possible: there can be gaps.) -1 with errno if the kernel does not tell.
 */
int tallies_cpus(void);

/*
 * Open the tallies of a map, to be closed. One that may only be read cannot be mapped: what it
 * holds now is copied. 0, or -1 with errno.
 */
int tallies_open(struct tallies *tallies, int map, bool writable);
void tallies_close(struct tallies *tallies);

/* Of one CPU and side, 0 or 1. */
struct cpu_tally *tallies_of(const struct tallies *tallies, uint32_t cpu, uint32_t side);

#endif
