// SPDX-License-Identifier: GPL-2.0
/*
 * Where the clocks of latency.h stop: at the end of a process, and at the delivery to a handler.
 * The end of a process also goes to the flight recorder.
 */
#include "iterator.h"
#include "latency.h"
#include "recorder.h"
#include <bpf/bpf_tracing.h>

/* Of two threads that are both the last one, that which can take the clock away records it. */
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
		record(HIST_EXIT, signal, bpf_ktime_get_ns() - since, task);
}

/*
 * Called for each thread that exits. Without `group_dead`, the last thread of a process finds no
 * live one; two last threads may both find none.
 */
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

/* Arguments: task, and from 6.16 on group_dead. */
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

/*
 * signal_deliver(int sig, struct kernel_siginfo *info, struct k_sigaction *ka), in the context of
 * the receiving task. Of several real-time signals with one number only the oldest has a clock:
 * those behind it run untimed, and are counted so.
 */
static __always_inline void delivered(u32 signal, const struct k_sigaction *action)
{
	struct task_struct *task = bpf_get_current_task_btf();
	void *handler = BPF_CORE_READ(action, sa.sa_handler);
	struct clock_key key;
	struct clock *clock;
	u64 pending;

	if (handler == SIG_DFL || handler == SIG_IGN)
		return;
	/* A thread takes its own signals before those of its process (dequeue_signal()). */
	key = clock_key(task, HIST_HANDLER, signal);
	key.thread = BPF_CORE_READ(task, pid);
	pending = BPF_CORE_READ(task, pending.signal.sig[0]);
	clock = bpf_map_lookup_elem(&clocks, &key);
	if (!clock) {
		key.thread = 0;
		pending = BPF_CORE_READ(task, signal, shared_pending.signal.sig[0]);
		clock = bpf_map_lookup_elem(&clocks, &key);
	}
	if (!clock)
		return;
	if (clock->since)
		record(HIST_HANDLER, signal, bpf_ktime_get_ns() - clock->since, task);
	else
		count_untimed(epoch & 1, HIST_HANDLER);
	if (pending & SIGNAL_BIT(signal)) /* more of them wait there */
		clock->since = 0;
	else
		(void)take_clock(&key);
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(deliver_btf, int signal, void *info, const struct k_sigaction *action)
{
	delivered(signal, action);
	return 0;
}

SEC("raw_tp/signal_deliver")
int BPF_PROG(deliver_raw, int signal, void *info, const struct k_sigaction *action)
{
	delivered(signal, action);
	return 0;
}

SEC("kprobe.multi")
int deliver_multi(struct pt_regs *ctx)
{
	delivered((u32)PT_REGS_PARM2(ctx), (const struct k_sigaction *)PT_REGS_PARM4(ctx));
	return 0;
}

ITERATED(deliver, signal_deliver)
