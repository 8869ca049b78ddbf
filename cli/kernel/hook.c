// SPDX-License-Identifier: GPL-2.0
/* The ways to watch a tracepoint. */
#include "kernel/hook.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/preemption.h"
#include "kernel/probe.h"

const char *hook_name(enum hook hook)
{
	static const char *const names[] = {"tp_btf", "raw_tp", "kprobe.multi"};

	return names[hook];
}

const char *hook_iterator(const char *tracepoint, char function[ITERATOR_SIZE])
{
	(void)snprintf(function, ITERATOR_SIZE, "__traceiter_%s", tracepoint);
	return function;
}

bool hook_multi_works(const char *tracepoint)
{
	char function[ITERATOR_SIZE];

#if defined(__aarch64__)
	/* Attached there on 7.3, it was called for no signal; ends of processes it sees. */
	if (!strcmp(tracepoint, "signal_generate")) {
		errno = ENOSYS;
		return false;
	}
#endif
	return probe_kprobe_multi(hook_iterator(tracepoint, function), false);
}

/*
 * As long as tracepoints disabled preemption, their probes were freed after a grace period of RCU
 * and one of SRCU, by two functions (kernel/tracepoint.c). Those who are protected by SRCU alone
 * need only the first.
 */
static bool probes_are_preempted(const struct btf *vmlinux)
{
	return probe_function(vmlinux, "rcu_free_old_probes") &&
	       !probe_function(vmlinux, "srcu_free_old_probes");
}

bool hook_is_preempted(const struct btf *vmlinux, bool locked)
{
	enum preemption preemption = preemption_of_kernel();

	return (locked ? preemption == PREEMPTION_RT : preemption_possible(preemption)) &&
	       probes_are_preempted(vmlinux);
}

enum hook hook_choose(const struct btf *vmlinux, const char *tracepoint, bool locked)
{
	if (hook_is_preempted(vmlinux, locked) && hook_multi_works(tracepoint))
		return HOOK_MULTI;
	return probe_tp_btf(vmlinux) ? HOOK_BTF : HOOK_RAW;
}
