// SPDX-License-Identifier: GPL-2.0
/* Histograms and running clocks. */
#include "kernel/latency.h"

#include <bpf/bpf.h>
#include <time.h>
#include <unistd.h>

#include "abi/clock.h"
#include "abi/histogram.h"
#include "clock.h"
#include "kernel/host.h"
#include "kernel/map.h"
#include "kernel/process.h"
#include "model/times.h"

struct reading {
	const struct latency_maps *maps;
	struct snapshot *snapshot;
};

static struct map_shape hist_shape(const struct latency_maps *maps, uint32_t side)
{
	return (struct map_shape){maps->hist[side], sizeof(struct hist_key),
	                          sizeof(uint64_t) * (size_t)maps->cpus};
}

static struct map_shape sums_shape(const struct latency_maps *maps, uint32_t side)
{
	return (struct map_shape){maps->sums[side], sizeof(struct hist_key),
	                          sizeof(struct hist_sum) * (size_t)maps->cpus};
}

static struct map_shape clocks_shape(const struct latency_maps *maps)
{
	return (struct map_shape){maps->clocks, sizeof(struct clock_key), sizeof(struct clock)};
}

static int take_bucket(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;

	return times_add_bucket(reading->snapshot, element, value, reading->maps->cpus);
}

static int take_sum(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;

	return times_add_sum(reading->snapshot, element, value, reading->maps->cpus);
}

int latency_read(const struct latency_maps *maps, uint32_t side, struct snapshot *snapshot)
{
	struct reading reading = {maps, snapshot};
	struct map_shape buckets = hist_shape(maps, side);
	struct map_shape sums = sums_shape(maps, side);

	if (!maps->kinds)
		return 0;
	return map_for_each(&sums, take_sum, &reading) ||
	                       map_for_each(&buckets, take_bucket, &reading)
	               ? -1
	               : 0;
}

int latency_clear(const struct latency_maps *maps, uint32_t side)
{
	struct map_shape buckets = hist_shape(maps, side);
	struct map_shape sums = sums_shape(maps, side);

	if (!maps->kinds)
		return 0;
	return map_empty(&sums) || map_empty(&buckets) ? -1 : 0;
}

static int take_clock(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;
	const struct clock_key *key = element;

	if (!process_lives(key->tgid, key->start) ||
	    (key->thread && !thread_lives(key->tgid, key->thread))) {
		/* Or it just ended. */
		if (!bpf_map_delete_elem(reading->maps->clocks, key))
			(void)__atomic_sub_fetch(reading->maps->clocks_running, 1,
			                         __ATOMIC_RELAXED);
		return 0;
	}
	/* Ctrl-C on a terminal is for this process too, which is about to end. */
	if (key->kind != HIST_EXIT || key->tgid == (uint32_t)getpid())
		return 0;
	return times_add_alive(reading->snapshot, key, value, clock_seconds(CLOCK_MONOTONIC));
}

int latency_read_alive(const struct latency_maps *maps, struct snapshot *snapshot)
{
	struct reading reading = {maps, snapshot};
	struct map_shape clocks = clocks_shape(maps);

	/* Elsewhere these pids are none of ours, and none of them would seem to live. */
	if (!maps->kinds || !*maps->clocks_running || !host_sees_all_pids())
		return 0;
	return map_for_each(&clocks, take_clock, &reading);
}
