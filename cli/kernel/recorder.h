/* SPDX-License-Identifier: GPL-2.0 */
/* The flight recorder of what was started, read where it is pinned. */
#ifndef SIGSNOOP_KERNEL_RECORDER_H
#define SIGSNOOP_KERNEL_RECORDER_H

#include "abi/recorder.h"
#include "fault.h"
#include "model/record.h"

struct recorder {
	int entries; /* descriptors of the two maps */
	int state;
	uint32_t count;              /* of entries */
	struct recorder_entry *copy; /* what was read of them */
	uint64_t *ids;               /* and what their ids were before */
	struct recorder_state heads; /* when they were read */
};

/*
 * Open the pinned recorder, to be closed. 0, or -1 with a fault: EXIT_CANNOT_OBSERVE if nothing is
 * started, or without a recorder, or if we may not read it.
 */
int recorder_open(struct recorder *recorder, struct fault *fault);
void recorder_close(struct recorder *recorder);

/*
 * Read it all. The view belongs to the recorder and is good until the next reading. Entries that
 * are being written all the time have the id ENTRY_BUSY in it. 0, or -1 with a fault.
 */
int recorder_read(struct recorder *recorder, struct recorder_view *view, struct fault *fault);

/* Whether entries have been added since then. */
bool recorder_moved(const struct recorder *recorder);

/* Now on the boot-time clock, nanoseconds. */
uint64_t recorder_now(void);

#endif
