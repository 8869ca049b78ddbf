// SPDX-License-Identifier: GPL-2.0
/* Every way to hook into this kernel. */
#include "kernel/trials.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/calls.h"
#include "kernel/hook.h"
#include "kernel/host.h"
#include "kernel/mounts.h"
#include "kernel/plan.h"
#include "kernel/probe.h"

#ifndef ENOTSUPP
#define ENOTSUPP 524 /* the kernel's own, include/linux/errno.h */
#endif

enum way { TP_BTF, RAW_TP, ITERATOR, FEXIT, KPROBE_MULTI, KPROBE, TRACEPOINT, PERF_BUFFER };

static const struct trial {
	const char *name, *use;
	enum way way;
	const char *tracepoint;
} trials[] = {
	{"tp_btf/signal_generate", "every signal that the kernel generates", TP_BTF,
         "signal_generate"},
	{"raw_tp/signal_generate", "the same, in its place", RAW_TP, "signal_generate"},
	{"kprobe.multi/signal_generate", "the same, where the others are preempted", ITERATOR,
         "signal_generate"},
	{"tp_btf/sched_process_exit", "exit times, flight recorder", TP_BTF, "sched_process_exit"},
	{"tp_btf/signal_deliver", "handler times", TP_BTF, "signal_deliver"},
	{"fexit", "refused calls", FEXIT, NULL},
	{"kprobe.multi", "the same, in its place", KPROBE_MULTI, NULL},
	{"kprobe", "the same, in its place", KPROBE, NULL},
	{"tracepoint", "the same, where there is nothing better", TRACEPOINT, NULL},
	{"perf buffer", "events", PERF_BUFFER, NULL},
};

/* What the less telling errors mean; what is not here is told in the kernel's words. */
static const struct {
	enum way way;
	int error;
	const char *why;
} reasons[] = {
	{TP_BTF, ENOENT, "this kernel has no such tracepoint"},
	{RAW_TP, ENOENT, "this kernel has no such tracepoint"},
	{FEXIT, ENOENT, "this kernel has no such function"},
	{FEXIT, EPERM, "this kernel forbids such programs"},
	{FEXIT, ENOTSUPP, "not on this architecture (arm64: kernel 6.4)"},
	{KPROBE, ENOENT, "this kernel has no kprobes"},
	{KPROBE, EACCES, "kernel.perf_event_paranoid is above 2: that takes CAP_SYS_ADMIN"},
	{ITERATOR, EINVAL, "kernel 5.18 or newer, with CONFIG_FPROBE"},
	{ITERATOR, EOPNOTSUPP, "this kernel was built without CONFIG_FPROBE"},
	{ITERATOR, ENOSYS, "it sees no signals on this architecture"},
	{KPROBE_MULTI, EINVAL, "kernel 5.18 or newer, with CONFIG_FPROBE"},
	{KPROBE_MULTI, EOPNOTSUPP, "this kernel was built without CONFIG_FPROBE"},
	{TRACEPOINT, ENOENT, "no tracefs, or no CONFIG_FTRACE_SYSCALLS"},
	{TRACEPOINT, EACCES,
         "takes CAP_DAC_READ_SEARCH, and CAP_SYS_ADMIN if kernel.perf_event_paranoid is above 2"},
	{PERF_BUFFER, EACCES, "kernel.perf_event_paranoid is above 2: that takes CAP_SYS_ADMIN"},
};

/* The errno of an attempt that failed. */
static int failure(void)
{
	return errno ? errno : EIO;
}

/* Close what an attempt opened. 0, or its errno. */
static int result(int fd)
{
	if (fd < 0)
		return failure();
	close(fd);
	return 0;
}

/* Load and attach; the link lives on without the program. */
static int try_traced(enum bpf_prog_type type, enum bpf_attach_type attach, int id,
                      const char *tracepoint)
{
	int program = id < 0 ? -1 : probe_program(type, attach, id);
	int error;

	if (program < 0)
		return failure();
	error = result(bpf_raw_tracepoint_open(tracepoint, program));
	close(program);
	return error;
}

static int try_tp_btf(const struct btf *vmlinux, const char *tracepoint)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "btf_trace_%s", tracepoint);
	return try_traced(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP,
	                  btf__find_by_name_kind(vmlinux, name, BTF_KIND_TYPEDEF), NULL);
}

static int open_event(uint32_t type, uint64_t config)
{
	struct perf_event_attr attr = {.size = sizeof(attr), .type = type, .config = config};
	int event = (int)syscall(SYS_perf_event_open, &attr, -1, sched_getcpu(), -1,
	                         PERF_FLAG_FD_CLOEXEC);

	return result(event);
}

/* Its number in tracefs, which need not be mounted for that; negative with errno. */
static int tracepoint_number(void)
{
	int file = mount_open("tracefs", "/sys/kernel/tracing", "events/syscalls/sys_exit_kill/id");
	char text[16] = "";

	if (file < 0)
		return -1;
	if (read(file, text, sizeof(text) - 1) <= 0)
		errno = EIO;
	close(file);
	return *text ? (int)strtol(text, NULL, 10) : -1;
}

static int try_tracepoint(void)
{
	int number = tracepoint_number();

	return number < 0 ? failure() : open_event(PERF_TYPE_TRACEPOINT, (uint64_t)number);
}

/* 0, or an errno. */
static int try_one(const struct trial *trial, const struct btf *vmlinux)
{
	char function[CALL_FUNCTION_SIZE];

	call_function("kill", function);
	errno = 0;
	switch (trial->way) {
	case TP_BTF:
		return try_tp_btf(vmlinux, trial->tracepoint);
	case RAW_TP:
		return try_traced(BPF_PROG_TYPE_RAW_TRACEPOINT, 0, 0, trial->tracepoint);
	case FEXIT:
		return try_traced(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT,
		                  btf__find_by_name_kind(vmlinux, function, BTF_KIND_FUNC), NULL);
	case KPROBE:
		return probe_kretprobe(function) ? 0 : failure();
	case KPROBE_MULTI:
		return probe_kprobe_multi(function, true) ? 0 : failure();
	case ITERATOR:
		return hook_multi_works(trial->tracepoint) ? 0 : failure();
	case TRACEPOINT:
		return try_tracepoint();
	default:
		return open_event(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_BPF_OUTPUT);
	}
}

static void explain(struct check_hook *it, enum way way, int error)
{
	char text[CHECK_WHY];

	(void)snprintf(text, sizeof(text), "the kernel refuses it: %s", strerror(error));
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].way == way && reasons[i].error == error)
			(void)snprintf(text, sizeof(text), "%s", reasons[i].why);
	utf8_copy(it->why, text, sizeof(text));
}

/* What all hooks wait for; NULL = nothing. */
static const char *obstacle(const struct check_host *host)
{
	if (!host_may_load())
		return "takes CAP_BPF and CAP_PERFMON, or root";
	if (!host->type_information)
		return "takes a kernel built with CONFIG_DEBUG_INFO_BTF";
	return NULL;
}

static void add_hook(struct check *check, const struct trial *trial, const struct btf *vmlinux,
                     const char *why_not)
{
	struct check_hook *it = &check->hooks[check->hook_count++];
	int error;

	*it = (struct check_hook){.name = trial->name, .use = trial->use};
	if (!vmlinux) {
		utf8_copy(it->why, why_not, CHECK_WHY);
		return;
	}
	error = try_one(trial, vmlinux);
	it->usable = error ? USABLE_NO : USABLE_YES;
	if (error)
		explain(it, trial->way, error);
}

static void take_plan(struct check *check, const struct plan *plan)
{
	check->taken = plan->hooks;
	check->risk = plan->risk;
}

void trials_make(struct check *check, const struct sensor_config *config)
{
	const char *why_not = obstacle(&check->host);
	struct btf *vmlinux = why_not ? NULL : btf__load_vmlinux_btf();
	struct fault fault;
	struct plan plan = {0};

	if (!why_not && !vmlinux)
		why_not = "the kernel's type information cannot be read";
	for (size_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++)
		add_hook(check, &trials[i], vmlinux, why_not);
	if (vmlinux && !plan_make(&plan, config, vmlinux, &fault))
		take_plan(check, &plan);
	btf__free(vmlinux);
}
