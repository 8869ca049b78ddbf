/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a process: its clock stops, and the flight recorder notes it. */
#ifndef SIGSNOOP_EXIT_BPF_H
#define SIGSNOOP_EXIT_BPF_H

#include "abi/clock.h"
#include "abi/histogram.h"
#include "clock.bpf.h"
#include "histogram.bpf.h"
#include "iterator.bpf.h"
#include "record_end.bpf.h"

/* If two threads are both the last one, the one that removes the clock records the time. */
static __always_inline void stop_exit_clock(struct task_struct *task)
{
	struct clock_key key;
	struct clock *clock;
	u64 since;
	u32 signal;

	key = clock_key(task, HIST_EXIT, 0);
	clock = bpf_map_lookup_elem(&clocks, &key);
	if (!clock)
		return;
	since = clock->since;
	signal = clock->signal;
	if (take_clock(&key))
		record_time(HIST_EXIT, signal, bpf_ktime_get_ns() - since, task);
}

/* Called for each thread that exits. `group_dead`: the whole process ends. */
static __always_inline void thread_exits(struct task_struct *task, bool group_dead)
{
	if (!group_dead)
		return;
	if (hist_wanted(HIST_EXIT))
		stop_exit_clock(task);
	record_end(task);
}

static __always_inline bool is_last_thread(struct task_struct *task)
{
	return BPF_CORE_READ(task, signal, live.counter) == 0;
}

/* sched_process_exit(struct task_struct *task), and from 6.16 on bool group_dead. */
SEC("tp_btf/sched_process_exit")
int exit_btf(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];

	thread_exits(task, have_group_dead ? (bool)ctx[1] : is_last_thread(task));
	return 0;
}

SEC("raw_tp/sched_process_exit")
int exit_raw(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];

	thread_exits(task, have_group_dead ? (bool)ctx[1] : is_last_thread(task));
	return 0;
}

SEC("kprobe.multi")
int exit_multi(struct pt_regs *ctx)
{
	struct task_struct *task = (void *)PT_REGS_PARM2(ctx);

	thread_exits(task, have_group_dead ? (bool)PT_REGS_PARM3(ctx) : is_last_thread(task));
	return 0;
}

ITERATED(exit, sched_process_exit)

#endif
