/* SPDX-License-Identifier: GPL-2.0 */
/* Signal numbers, and the arrays that count by signal. */
#ifndef SIGSNOOP_ABI_SIGNAL_H
#define SIGSNOOP_ABI_SIGNAL_H

#include <linux/types.h>

/*
 * Counters by signal are arrays of SIGNAL_SLOTS: signal 0 (the probe) to 64, and a last slot for
 * every other number, which is shown as SIGNAL_INVALID.
 */
#define SIGNAL_MAX          64
#define SIGNAL_SLOT_INVALID (SIGNAL_MAX + 1)
#define SIGNAL_SLOTS        (SIGNAL_MAX + 2)
#define SIGNAL_INVALID      255

/* Index of a signal in an array of SIGNAL_SLOTS. */
static inline __u32 signal_slot(__u32 signal)
{
	return signal <= SIGNAL_MAX ? signal : SIGNAL_SLOT_INVALID;
}

#endif
