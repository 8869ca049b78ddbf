/* SPDX-License-Identifier: GPL-2.0 */
/* Signal numbers, and where their counters are. */
#ifndef SIGSNOOP_ABI_SIGNAL_H
#define SIGSNOOP_ABI_SIGNAL_H

#include <linux/types.h>

/*
 * Signals 0 (the probe) to 64, and one more for every number that is no signal: counters by signal
 * are arrays of SIGNAL_SLOTS, and SIGNAL_INVALID is the number shown for the last of them.
 */
#define SIGNAL_MAX          64
#define SIGNAL_SLOT_INVALID (SIGNAL_MAX + 1)
#define SIGNAL_SLOTS        (SIGNAL_MAX + 2)
#define SIGNAL_INVALID      255

/* Index of a signal in the arrays of SIGNAL_SLOTS. */
static inline __u32 signal_slot(__u32 signal)
{
	return signal <= SIGNAL_MAX ? signal : SIGNAL_SLOT_INVALID;
}

#endif
