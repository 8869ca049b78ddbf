/* SPDX-License-Identifier: GPL-2.0 */
/* The delivery of a signal to a handler: its clock stops. */
#ifndef SIGSNOOP_DELIVER_BPF_H
#define SIGSNOOP_DELIVER_BPF_H

#include "abi/clock.h"
#include "abi/histogram.h"
#include "clock.bpf.h"
#include "epoch.bpf.h"
#include "histogram.bpf.h"
#include "iterator.bpf.h"
#include "signals.bpf.h"
#include <bpf/bpf_tracing.h>

/*
 * signal_deliver(int sig, struct kernel_siginfo *info, struct k_sigaction *ka), in the context of
 * the receiving task. Of several pending real-time signals with one number only the oldest has a
 * clock; those behind it are counted as untimed.
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
		record_time(HIST_HANDLER, signal, bpf_ktime_get_ns() - clock->since, task);
	else
		count_untimed(epoch & 1, HIST_HANDLER);
	if (pending & SIGNAL_BIT(signal)) /* more of this number are pending */
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

#endif
