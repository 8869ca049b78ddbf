/* SPDX-License-Identifier: GPL-2.0 */
/* The histograms of times. */
#ifndef SIGSNOOP_HISTOGRAM_BPF_H
#define SIGSNOOP_HISTOGRAM_BPF_H

#include "abi/histogram.h"
#include "abi/signal.h"
#include "epoch.bpf.h"
#include "tally.bpf.h"

/* Created only if histograms are wanted; sized before loading. */
struct hist_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1);
	__type(key, struct hist_key);
	__type(value, u64);
};
struct hist_map hist_0 SEC(".maps");
struct hist_map hist_1 SEC(".maps");

struct hist_sums_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, 1);
	__type(key, struct hist_key);
	__type(value, struct hist_sum);
};
struct hist_sums_map hist_sums_0 SEC(".maps");
struct hist_sums_map hist_sums_1 SEC(".maps");

/* When this CPU last saw each signal: CLOCK_MONOTONIC, nanoseconds. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SIGNAL_SLOTS);
	__type(key, u32);
	__type(value, u64);
} last_seen SEC(".maps");

static __always_inline void count_untimed(u32 side, enum hist_kind kind)
{
	struct cpu_tally *cpu = this_tally(side);

	if (cpu)
		__sync_fetch_and_add(&cpu->untimed[kind], 1);
}

static __always_inline u64 *find_bucket(u32 side, const struct hist_key *key)
{
	return side ? bpf_map_lookup_elem(&hist_1, key) : bpf_map_lookup_elem(&hist_0, key);
}

static __always_inline struct hist_sum *find_sum(u32 side, const struct hist_key *key)
{
	return side ? bpf_map_lookup_elem(&hist_sums_1, key)
	            : bpf_map_lookup_elem(&hist_sums_0, key);
}

/* This CPU's counter of the bucket, created if missing; NULL if there is no room. */
static __always_inline u64 *make_bucket(u32 side, const struct hist_key *key)
{
	u64 *count = find_bucket(side, key);
	const u64 zero = 0;

	if (count)
		return count;
	if (side)
		bpf_map_update_elem(&hist_1, key, &zero, BPF_NOEXIST);
	else
		bpf_map_update_elem(&hist_0, key, &zero, BPF_NOEXIST);
	return find_bucket(side, key);
}

static __always_inline struct hist_sum *make_sum(u32 side, const struct hist_key *key)
{
	struct hist_sum *sum = find_sum(side, key);
	const struct hist_sum zero = {};

	if (sum)
		return sum;
	__sync_fetch_and_add(&filled[side].times, 1);
	if (side)
		bpf_map_update_elem(&hist_sums_1, key, &zero, BPF_NOEXIST);
	else
		bpf_map_update_elem(&hist_sums_0, key, &zero, BPF_NOEXIST);
	return find_sum(side, key);
}

/*
 * Add a time to its histogram: bucket, sum, and the name of the slowest process. Only one program
 * records each kind, so an element of a CPU has one writer at a time. `task` may be NULL.
 */
static __always_inline void record_time(enum hist_kind kind, u32 signal, u64 nanoseconds,
                                        struct task_struct *task)
{
	u64 us = nanoseconds / 1000;
	u32 side = epoch & 1;
	struct hist_key key = {.kind = kind, .signal = signal};
	struct hist_sum *sum = make_sum(side, &key);
	u64 *count;

	key.bucket = hist_bucket(us);
	count = sum ? make_bucket(side, &key) : NULL;
	if (!count) {
		count_untimed(side, kind);
		return;
	}
	*count += 1;
	sum->sum += us;
	if (us < sum->max)
		return;
	sum->max = us;
	if (task) {
		sum->pid = BPF_CORE_READ(task, tgid);
		BPF_CORE_READ_INTO(&sum->comm, task, group_leader, comm);
	}
}

static __always_inline void record_gap(u32 signal)
{
	u32 slot = signal_slot(signal);
	u64 *last = bpf_map_lookup_elem(&last_seen, &slot);
	u64 now = bpf_ktime_get_ns();

	if (!last)
		return;
	if (*last)
		record_time(HIST_GAP, signal, now - *last, NULL);
	*last = now;
}

#endif
