/* SPDX-License-Identifier: GPL-2.0 */
/* The ways to watch a tracepoint; programs are named NAME_btf, NAME_raw and NAME_multi. */
#ifndef SIGSNOOP_KERNEL_HOOK_H
#define SIGSNOOP_KERNEL_HOOK_H

#include <stdbool.h>

struct btf;

enum hook {
	HOOK_BTF,   /* typed arguments: the cheapest */
	HOOK_RAW,   /* where those are refused */
	HOOK_MULTI, /* not preempted, where the others are: see bpf/iterator.bpf.h */
};

/* "tp_btf", "raw_tp", "kprobe.multi"; static. */
const char *hook_name(enum hook hook);

/*
 * The way that loses nothing on this kernel, the cheapest first. `tracepoint`: e.g.
 * "signal_generate". `locked`: it is called with a spinlock held, and so can be preempted only
 * where that sleeps, on PREEMPT_RT.
 */
enum hook hook_choose(const struct btf *vmlinux, const char *tracepoint, bool locked);

/*
 * Whether kprobe.multi can go to the function that calls the probes of this tracepoint. If not,
 * errno says why: ENOSYS = it was seen not to work on this architecture.
 */
bool hook_multi_works(const char *tracepoint);

#define ITERATOR_SIZE 64

/* "__traceiter_NAME" in `function`, which is returned. */
const char *hook_iterator(const char *tracepoint, char function[ITERATOR_SIZE]);

/* Whether programs of tp_btf and raw_tp can be preempted there, and then be skipped. */
bool hook_is_preempted(const struct btf *vmlinux, bool locked);

#endif
