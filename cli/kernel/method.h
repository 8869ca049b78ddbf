/* SPDX-License-Identifier: GPL-2.0 */
/* The ways to watch the refused door, and what each is worth on this kernel. */
#ifndef SIGSNOOP_KERNEL_METHOD_H
#define SIGSNOOP_KERNEL_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/sensor.h"

struct btf;

struct method {
	const char *name;
	const char *programs; /* how the names of its programs begin */
	const char *missing;  /* why it is not available, if it is not */
	enum failures mode;
	bool perf_event;     /* attached by perf_event_open(2), see host_check_perf_events() */
	bool everybody_pays; /* every system call of every process takes longer */
};

/* All of them, the cheapest first. They are static. */
extern const struct method methods[];
extern const size_t method_count;

/* The one of this mode; NULL for auto and off. */
const struct method *method_find(enum failures mode);

/* Whether this kernel takes it: found out by trying. */
bool method_works(const struct method *method, const struct btf *vmlinux);

/* What a method may miss on the running kernel. */
enum loss {
	LOSS_NONE,
	LOSS_CROWD,     /* calls beyond some that are under way at once; the ledger has them */
	LOSS_UNCOUNTED, /* likewise, and the kernel does not tell */
	LOSS_PREEMPTED  /* calls that come while a task is preempted inside a program */
};

/*
 * What this method may miss on this kernel. Where tasks are not preempted in the kernel, nothing.
 *
 *  - fexit: __bpf_prog_enter_recur() in kernel/bpf/trampoline.c skips a program that is active on
 *    this CPU. A task that is preempted inside one leaves it active.
 *  - kprobe.multi, kprobe: run with preemption disabled (ftrace_test_recursion_trylock(),
 *    rethook_trampoline_handler()). Until 6.14 each call takes a place in a pool from its entry to
 *    its return: fprobe_init_rethook(), for kprobe max(10, twice the CPUs) in
 *    register_kretprobe(). kprobe.multi by fgraph has none.
 *  - tracepoint: run with preemption disabled too, until they became faultable:
 *    trace_call_bpf_faultable() in kernel/trace/bpf_trace.c, 7.2.
 */
enum loss method_loss(const struct method *method, const struct btf *vmlinux);

#endif
