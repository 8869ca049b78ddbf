/* SPDX-License-Identifier: GPL-2.0 */
/* Observations one by one, as the event path has them. */
#ifndef SIGSNOOP_MODEL_EVENT_H
#define SIGSNOOP_MODEL_EVENT_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "abi/event.h"
#include "model/snapshot.h"

struct event {
	struct timespec time; /* CLOCK_REALTIME, to the microsecond at least */
	struct row row;       /* of which the count is 1 */
	int32_t sender_tid;   /* thread that sent it; 0 = the kernel */
	int32_t target_tid; /* thread that the kernel addressed, of a signal for a whole process */
			    /* the leader as a rule; of a refused call as it was passed, 0 = */
			    /* unknown */
};

/* Some of them, in order of time, as they came from the kernel. */
struct events {
	const struct raw_event *items;
	size_t count;
	int64_t offset; /* what CLOCK_REALTIME is ahead of CLOCK_MONOTONIC, nanoseconds */
};

/* What the nth says. */
void event_decode(struct event *event, const struct events *events, size_t nth);

/* Where every observation went: seen = printed + cut + suppressed + buffer_full + no_buffer. */
struct event_ledger {
	uint64_t seen;        /* passed the filters */
	uint64_t printed;     /* written out */
	uint64_t cut;         /* came after the last that was wanted */
	uint64_t suppressed;  /* above the rate */
	uint64_t buffer_full; /* lost: the reader was too slow */
	uint64_t no_buffer;   /* lost: their CPU had no buffer */
	uint64_t recursion;   /* not seen: the kernel skipped a program */
};

#endif
