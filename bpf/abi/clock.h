/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks that signals start. */
#ifndef SIGSNOOP_ABI_CLOCK_H
#define SIGSNOOP_ABI_CLOCK_H

#include <linux/types.h>

#include "abi/identity.h"

/*
 * A running clock: of a process that got a lethal signal (signal 0 in the key, one per process), or
 * of a signal on its way to a handler. The start time tells the process from a later one with the
 * same pid, which must not stop its clock.
 */
struct clock_key {
	__u64 start; /* of the process, nanoseconds of the boot-time clock */
	__u32 tgid;
	__u32 thread; /* the signal is for this thread; 0 = for the process */
	__u8 kind;
	__u8 signal;
	__u16 pad[3];
};
_Static_assert(sizeof(struct clock_key) == 24, "no padding");

struct clock {
	__u64 since; /* CLOCK_MONOTONIC, nanoseconds; 0 = not timed, see deliver.bpf.h */
	__u32 signal;
	__u32 pad;
	char comm[COMM_SIZE];
};
_Static_assert(sizeof(struct clock) == 32, "no padding");

#define CLOCK_ENTRIES 8192

#endif
