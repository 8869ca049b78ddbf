// SPDX-License-Identifier: GPL-2.0
/* The perf buffers. */
#include "kernel/event_buffers.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "abi/event.h"
#include "clock.h"
#include "kernel/host.h"

struct event_buffers {
	struct perf_buffer *perf;
	struct raw_event *taken;
	size_t count, room;
	size_t sorted; /* how many of them, from the first on, are in order */
	bool no_memory;
};

/* What PERF_SAMPLE_RAW makes of a record (perf_event_open(2)). */
struct sample {
	struct perf_event_header header;
	uint32_t size;
	char data[];
};

static int reserve(struct event_buffers *buffers)
{
	size_t room = buffers->room ? buffers->room * 2 : 1024;
	struct raw_event *taken;

	if (buffers->count < buffers->room)
		return 0;
	taken = reallocarray(buffers->taken, room, sizeof(*taken));
	if (!taken)
		return -1;
	buffers->taken = taken;
	buffers->room = room;
	return 0;
}

/* What the kernel could not put into a buffer it says here too, but the programs have counted it.
 */
static enum bpf_perf_event_ret take(void *context, int cpu, struct perf_event_header *header)
{
	struct event_buffers *buffers = context;
	const struct sample *sample = (const void *)header;

	(void)cpu;
	if (header->type != PERF_RECORD_SAMPLE)
		return LIBBPF_PERF_EVENT_CONT;
	if (reserve(buffers)) {
		buffers->no_memory = true;
		return LIBBPF_PERF_EVENT_ERROR;
	}
	memcpy(&buffers->taken[buffers->count++], sample->data, sizeof(*buffers->taken));
	return LIBBPF_PERF_EVENT_CONT;
}

static size_t pages_of(uint32_t kib)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), pages = 1;

	while (pages * page < (size_t)kib * 1024)
		pages *= 2;
	return pages;
}

int event_buffers_open(struct event_buffers **out, int map, uint32_t kib, struct fault *fault)
{
	size_t pages = pages_of(kib);
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_BPF_OUTPUT,
		.sample_type = PERF_SAMPLE_RAW,
		.sample_period = 1,
		.watermark = 1,
		.wakeup_watermark = (uint32_t)(pages * (size_t)sysconf(_SC_PAGESIZE) / 2),
	};
	struct event_buffers *buffers;

	if (host_check_perf_events(fault))
		return -1;
	buffers = calloc(1, sizeof(*buffers));
	if (!buffers)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	buffers->perf = perf_buffer__new_raw(map, pages, &attr, take, buffers, NULL);
	if (!buffers->perf) {
		free(buffers);
		return fault_set(fault, EXIT_FAILED,
		                 "cannot make perf buffers of %u KiB on each CPU: %s: lower "
		                 "--buffer-kib",
		                 kib, strerror(errno));
	}
	*out = buffers;
	return 0;
}

void event_buffers_close(struct event_buffers *buffers)
{
	if (!buffers)
		return;
	perf_buffer__free(buffers->perf);
	free(buffers->taken);
	free(buffers);
}

int event_buffers_descriptor(const struct event_buffers *buffers)
{
	return perf_buffer__epoll_fd(buffers->perf);
}

int event_buffers_read(struct event_buffers *buffers, struct fault *fault)
{
	int error = perf_buffer__consume(buffers->perf);

	if (!error)
		return 0;
	return fault_set(fault, EXIT_FAILED, "cannot read the perf buffers: %s",
	                 buffers->no_memory ? "out of memory" : strerror(-error));
}

static int by_time(const void *a, const void *b)
{
	uint64_t left = ((const struct raw_event *)a)->time;
	uint64_t right = ((const struct raw_event *)b)->time;

	return (left > right) - (left < right);
}

uint64_t event_now(void)
{
	return (uint64_t)clock_nanoseconds(CLOCK_MONOTONIC);
}

struct events event_buffers_before(struct event_buffers *buffers, uint64_t until)
{
	struct events events = {
		.items = buffers->taken,
		.offset = clock_nanoseconds(CLOCK_REALTIME) - clock_nanoseconds(CLOCK_MONOTONIC),
	};

	if (buffers->sorted < buffers->count)
		qsort(buffers->taken, buffers->count, sizeof(*buffers->taken), by_time);
	buffers->sorted = buffers->count;
	while (events.count < buffers->count && buffers->taken[events.count].time < until)
		events.count++;
	return events;
}

void event_buffers_done(struct event_buffers *buffers, const struct events *events)
{
	buffers->count -= events->count;
	buffers->sorted = buffers->count;
	if (buffers->count)
		memmove(buffers->taken, buffers->taken + events->count,
		        buffers->count * sizeof(*buffers->taken));
}
