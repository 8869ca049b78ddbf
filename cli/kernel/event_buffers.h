/* SPDX-License-Identifier: GPL-2.0 */
/* The perf buffers that bpf/send_event.bpf.h fills, one a CPU. */
#ifndef SIGSNOOP_KERNEL_EVENT_BUFFERS_H
#define SIGSNOOP_KERNEL_EVENT_BUFFERS_H

#include <stdint.h>

#include "fault.h"
#include "model/event.h"

struct event_buffers;

/*
 * Put a buffer of `kib` KiB, rounded up to a power of two of pages, on each CPU that is online.
 * `map` is the map of them. To be done before the programs run, and to be closed. 0, or -1 with a
 * fault.
 */
int event_buffers_open(struct event_buffers **buffers, int map, uint32_t kib, struct fault *fault);
void event_buffers_close(struct event_buffers *buffers);

/*
 * A descriptor that poll(2) finds readable when a buffer is half full. Below that nobody is woken,
 * so that a flood costs one wake-up for many events: whoever waits should look by himself now and
 * then.
 */
int event_buffers_descriptor(const struct event_buffers *buffers);

/*
 * Take everything out of the buffers. 0, or -1 with a fault (out of memory); then what was taken is
 * lost.
 */
int event_buffers_read(struct event_buffers *buffers, struct fault *fault);

/*
 * Of what was taken, that which was made before `until` (CLOCK_MONOTONIC, nanoseconds), in order of
 * time. It belongs to the buffers, until event_buffers_done() says that it is not needed any more.
 */
struct events event_buffers_before(struct event_buffers *buffers, uint64_t until);
void event_buffers_done(struct event_buffers *buffers, const struct events *events);

/* CLOCK_MONOTONIC, nanoseconds. */
uint64_t event_now(void);

#endif
