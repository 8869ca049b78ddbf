// SPDX-License-Identifier: GPL-2.0
/* Histograms and running clocks. */
#include "kernel/latency.h"

#include <bpf/bpf.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "abi/clock.h"
#include "abi/histogram.h"
#include "abi/identity.h"
#include "kernel/host.h"
#include "kernel/map.h"
#include "kernel/process.h"

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

static struct histogram *histogram_of(const struct reading *reading, const struct hist_key *key)
{
	return snapshot_histogram(reading->snapshot, (enum hist_kind)key->kind, key->signal);
}

static int take_bucket(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;
	const struct hist_key *key = element;
	const uint64_t *per_cpu = value;
	struct histogram *histogram = histogram_of(reading, key);

	if (!histogram)
		return -1;
	for (int cpu = 0; cpu < reading->maps->cpus; cpu++) {
		histogram->buckets[key->bucket] += per_cpu[cpu];
		histogram->count += per_cpu[cpu];
	}
	return 0;
}

static int take_sum(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;
	const struct hist_sum *per_cpu = value;
	struct histogram *histogram = histogram_of(reading, element);

	if (!histogram)
		return -1;
	for (int cpu = 0; cpu < reading->maps->cpus; cpu++) {
		const struct hist_sum *sum = &per_cpu[cpu];

		histogram->sum += sum->sum;
		if (sum->max < histogram->max || (!sum->max && !sum->pid))
			continue;
		histogram->max = sum->max;
		histogram->pid = (int32_t)sum->pid;
		histogram->comm = name_from_bytes(sum->comm, COMM_SIZE);
	}
	return 0;
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

static double seconds_since(uint64_t nanoseconds)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9 - (double)nanoseconds / 1e9;
}

static int take_clock(void *context, const void *element, const void *value)
{
	const struct reading *reading = context;
	const struct clock_key *key = element;
	const struct clock *clock = value;
	struct alive *alive;
	double age;

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
	alive = snapshot_alive(reading->snapshot, (int)clock->signal);
	if (!alive)
		return -1;
	age = seconds_since(clock->since);
	if (alive->count++ && age <= alive->oldest)
		return 0;
	alive->oldest = age;
	alive->pid = (int32_t)key->tgid;
	alive->comm = name_from_bytes(clock->comm, COMM_SIZE);
	return 0;
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
