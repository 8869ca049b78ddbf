// SPDX-License-Identifier: GPL-2.0
/* The ways to watch the refused door, and what each is worth on this kernel. */
#include "kernel/method.h"

#include "kernel/calls.h"
#include "kernel/missed.h"
#include "kernel/preemption.h"
#include "kernel/probe.h"

const struct method methods[] = {
	{"fexit", "fexit", "this kernel does not allow fexit programs", FAILURES_FEXIT, false,
         false},
	{"kprobe.multi", "multi", "this kernel has no kprobe.multi links", FAILURES_KPROBE_MULTI,
         false, false},
	{"kprobe", "kprobe", "this kernel has no return kprobes", FAILURES_KPROBE, true, false},
	{"tracepoint", "tracepoint", "this kernel has no system call tracepoints",
         FAILURES_TRACEPOINT, true, true},
};

const size_t method_count = sizeof(methods) / sizeof(methods[0]);

const struct method *method_find(enum failures mode)
{
	for (size_t i = 0; i < method_count; i++)
		if (methods[i].mode == mode)
			return &methods[i];
	return NULL;
}

bool method_works(const struct method *method, const struct btf *vmlinux)
{
	char function[CALL_FUNCTION_SIZE];

	call_function("kill", function);
	switch (method->mode) {
	case FAILURES_FEXIT:
		return probe_fexit(vmlinux, function);
	case FAILURES_KPROBE_MULTI:
		return probe_kprobe_multi(function, true);
	case FAILURES_KPROBE:
		return probe_kretprobe(function);
	default:
		return true;
	}
}

static enum loss crowd(const struct btf *vmlinux)
{
	return missed_is_counted(vmlinux) ? LOSS_CROWD : LOSS_UNCOUNTED;
}

enum loss method_loss(const struct method *method, const struct btf *vmlinux)
{
	if (!preemption_possible(preemption_of_kernel()))
		return LOSS_NONE;
	switch (method->mode) {
	case FAILURES_FEXIT:
		return LOSS_PREEMPTED;
	case FAILURES_KPROBE_MULTI:
		return probe_function(vmlinux, "fprobe_return") ? LOSS_NONE : crowd(vmlinux);
	case FAILURES_KPROBE:
		return crowd(vmlinux);
	default:
		return probe_function(vmlinux, "trace_call_bpf_faultable") ? LOSS_PREEMPTED
		                                                           : LOSS_NONE;
	}
}
