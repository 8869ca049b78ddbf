/* SPDX-License-Identifier: GPL-2.0 */
/* The clocks that signals start. */
#ifndef SIGSNOOP_CLOCK_BPF_H
#define SIGSNOOP_CLOCK_BPF_H

#include "abi/clock.h"
#include "abi/histogram.h"
#include "abi/key.h"
#include "histogram.bpf.h"
#include "lethal.bpf.h"
#include "process.bpf.h"
#include "signals.bpf.h"
#include <linux/errno.h>

/* Running clocks, or more: a clock that is restarted is counted again. */
volatile __u32 clocks_running = 0;

/*
 * Has no sides, because a clock may run through many intervals. User space removes those of
 * processes whose end was not seen.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct clock_key);
	__type(value, struct clock);
} clocks SEC(".maps");

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

/* True for the one caller who removes the clock, and so may stop it. */
static __always_inline bool take_clock(const struct clock_key *key)
{
	if (bpf_map_delete_elem(&clocks, key))
		return false;
	__sync_fetch_and_sub(&clocks_running, 1);
	return true;
}

/* A process has one clock, started by its first lethal signal. */
static __always_inline void start_exit_clock(u32 signal, struct task_struct *task)
{
	struct clock_key key;

	key = clock_key(task, HIST_EXIT, 0);
	if (!bpf_map_lookup_elem(&clocks, &key))
		start_clock(&key, signal, task, BPF_NOEXIST);
}

/*
 * A standard signal that is queued was not pending, so a clock that still runs is left over from a
 * signal taken by signalfd or sigwait, and is restarted. A real-time signal may queue behind others
 * of its number, of which the oldest is timed.
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

/*
 * Start the clocks for an observation of the generated door. `lethal`: it was queued, and
 * is_lethal(). `thread`: the thread that it is for, 0 = any of the process.
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
