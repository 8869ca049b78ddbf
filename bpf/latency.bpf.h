/* SPDX-License-Identifier: GPL-2.0 */
/* Clocks that signals start, and the histograms that take their times. */
#ifndef SIGSNOOP_LATENCY_BPF_H
#define SIGSNOOP_LATENCY_BPF_H

#include "abi/clock.h"
#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "lethal.bpf.h"
#include "tally.bpf.h"

/* Made and sized before loading, and only if histograms are wanted. */
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

/* How many run, at least: setting one anew counts again. */
volatile __u32 clocks_running = 0;

/* Has no sides: a clock may run through many intervals. User space takes out those of processes
 * that ended unseen. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct clock_key);
	__type(value, struct clock);
} clocks SEC(".maps");

/* When this CPU last saw the signal. */
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

/* The bucket's counter of this CPU, made if need be; NULL if there is no room. */
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
 * Take a time into its histogram: bucket, sum, and the slowest one by name. Each kind is recorded
 * by one program alone, so no two runs on a CPU meet in an element. `task` may be NULL.
 */
static __always_inline void record(enum hist_kind kind, u32 signal, u64 nanoseconds,
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

/* When the process of this task began, nanoseconds of the boot-time clock. */
static __always_inline u64 process_start(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	if (bpf_core_field_exists(leader->start_boottime))
		return BPF_CORE_READ(leader, start_boottime);
	return BPF_CORE_READ((struct task_struct___before_5_5 *)leader, real_start_time);
}

static __always_inline struct clock_key clock_key(struct task_struct *task, enum hist_kind kind,
                                                  u32 signal)
{
	struct clock_key key = {.kind = kind, .signal = signal};

	key.tgid = BPF_CORE_READ(task, tgid);
	key.start = process_start(task);
	return key;
}

static __always_inline void start_clock(const struct clock_key *key, u32 signal,
                                        struct task_struct *task, u64 flags)
{
	struct clock clock = {.since = bpf_ktime_get_ns(), .signal = signal};
	long error;

	BPF_CORE_READ_INTO(&clock.comm, task, group_leader, comm);
	error = bpf_map_update_elem(&clocks, key, &clock, flags);
	if (!error)
		__sync_fetch_and_add(&clocks_running, 1);
	else if (error != -EEXIST)
		count_untimed(epoch & 1, key->kind);
}

/* Whoever takes a clock away is the one who stops it. */
static __always_inline bool take_clock(const struct clock_key *key)
{
	if (bpf_map_delete_elem(&clocks, key))
		return false;
	__sync_fetch_and_sub(&clocks_running, 1);
	return true;
}

/* The first lethal signal of a process starts its one clock. */
static __always_inline void start_exit_clock(u32 signal, struct task_struct *task)
{
	struct clock_key key;

	key = clock_key(task, HIST_EXIT, 0);
	if (!bpf_map_lookup_elem(&clocks, &key))
		start_clock(&key, signal, task, BPF_NOEXIST);
}

/*
 * A standard signal that is queued was not pending: a clock that is left over, of a signal that was
 * taken by signalfd or sigwait, is set anew. A real-time signal may stand behind others, and the
 * oldest is timed.
 */
static __always_inline void start_handler_clock(u32 signal, struct task_struct *task, u32 thread)
{
	struct clock_key key;
	void *handler = disposition(signal, task);

	if (handler == SIG_DFL || handler == SIG_IGN)
		return;
	key = clock_key(task, HIST_HANDLER, signal);
	key.thread = thread;
	start_clock(&key, signal, task, signal < SIGRTMIN ? BPF_ANY : BPF_NOEXIST);
}

static __always_inline void record_gap(u32 signal)
{
	u32 slot = signal_slot(signal);
	u64 *last = bpf_map_lookup_elem(&last_seen, &slot);
	u64 now = bpf_ktime_get_ns();

	if (!last)
		return;
	if (*last)
		record(HIST_GAP, signal, now - *last, NULL);
	*last = now;
}

/*
 * What an observation of the generated door means for the clocks. `lethal`: it was queued, and
 * is_lethal(). `thread`: the one that it is for, 0 = any of the process.
 */
static __always_inline void time_signal(u32 signal, enum outcome outcome, bool lethal,
                                        struct task_struct *task, u32 thread)
{
	if (hist_wanted(HIST_GAP))
		record_gap(signal);
	if (!was_queued(outcome))
		return;
	if (hist_wanted(HIST_EXIT) && lethal)
		start_exit_clock(signal, task);
	if (hist_wanted(HIST_HANDLER))
		start_handler_clock(signal, task, thread);
}

#endif
