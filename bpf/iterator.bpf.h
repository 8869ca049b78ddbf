/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A way around tracepoints whose programs can be preempted.
 *
 * From 7.0 on the probes of a tracepoint run with preemption enabled (guard(srcu_fast_notrace) in
 * include/linux/tracepoint.h), unless the caller has disabled it. If a task is preempted inside a
 * program, the program stays active on this CPU, and __bpf_trace_run() skips it for all other
 * tasks there.
 *
 * A kprobe.multi program is not preempted. It is attached to __traceiter_NAME(), the function that
 * calls the probes of a tracepoint one after another; its first parameter is a pointer, followed by
 * the arguments of the tracepoint. The kernel calls it only where there are two probes or more
 * (tracepoint_update_call() in kernel/tracepoint.c), so two programs that do nothing are attached
 * to the tracepoint.
 */
#ifndef SIGSNOOP_ITERATOR_BPF_H
#define SIGSNOOP_ITERATOR_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <linux/ptrace.h>

static __always_inline u64 sixth_parameter(const struct pt_regs *registers)
{
#if defined(__TARGET_ARCH_x86)
	return registers->r9;
#elif defined(__TARGET_ARCH_arm64)
	return ((const struct user_pt_regs *)registers)->regs[5];
#endif
}

#define NOTHING(name, tracepoint)                                                                  \
	SEC("raw_tp/" #tracepoint)                                                                 \
	int name(void *ctx)                                                                        \
	{                                                                                          \
		return 0;                                                                          \
	}

/* The two empty programs that HOOK_multi needs. */
#define ITERATED(hook, tracepoint)                                                                 \
	NOTHING(hook##_first, tracepoint)                                                          \
	NOTHING(hook##_second, tracepoint)

#endif
