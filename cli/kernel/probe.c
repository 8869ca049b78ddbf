// SPDX-License-Identifier: GPL-2.0
/* What this kernel can do: each question is asked with a program of two instructions. */
#include "kernel/probe.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct bpf_insn return_zero[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
	{.code = BPF_JMP | BPF_EXIT},
};

int probe_program(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = attach,
	            .attach_btf_id = (__u32)btf_id);

	return bpf_prog_load(type, "sigsnoop_probe", "GPL", return_zero,
	                     sizeof(return_zero) / sizeof(return_zero[0]), &opts);
}

bool probe_tp_btf(const struct btf *vmlinux)
{
	int id = btf__find_by_name_kind(vmlinux, "btf_trace_signal_generate", BTF_KIND_TYPEDEF);
	int program = id > 0 ? probe_program(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP, id) : -1;

	if (program < 0)
		return false;
	close(program);
	return true;
}

bool probe_fexit(const struct btf *vmlinux, const char *function)
{
	int id = btf__find_by_name_kind(vmlinux, function, BTF_KIND_FUNC);
	int program = id > 0 ? probe_program(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT, id) : -1;
	int link;

	if (program < 0)
		return false;
	link = bpf_raw_tracepoint_open(NULL, program);
	close(program);
	if (link < 0)
		return false;
	close(link);
	return true;
}

bool probe_kprobe_multi(const char *function, bool at_return)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .kprobe_multi.cnt = 1,
	            .kprobe_multi.syms = &function,
	            .kprobe_multi.flags = at_return ? BPF_F_KPROBE_MULTI_RETURN : 0);
	int program = probe_program(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI, 0);
	int link;

	if (program < 0)
		return false;
	link = bpf_link_create(program, 0, BPF_TRACE_KPROBE_MULTI, &opts);
	close(program);
	if (link < 0)
		return false;
	close(link);
	return true;
}

/* The perf event type of kprobes, which differs from boot to boot; negative if there are none. */
static int kprobe_event_type(void)
{
	FILE *file = fopen("/sys/bus/event_source/devices/kprobe/type", "re");
	int type;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &type) != 1)
		type = -1;
	(void)fclose(file);
	return type;
}

bool probe_kretprobe(const char *function)
{
	int type = kprobe_event_type();
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = (__u32)type,
		.config = 1, /* format/retprobe: config:0 */
		.kprobe_func = (uint64_t)(uintptr_t)function,
	};
	long event;

	if (type < 0)
		return false;
	event = syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
	if (event < 0)
		return false;
	close((int)event);
	return true;
}

bool probe_function(const struct btf *vmlinux, const char *function)
{
	return btf__find_by_name_kind(vmlinux, function, BTF_KIND_FUNC) > 0;
}

/* The kernel describes a tracepoint as typedef void (*btf_trace_NAME)(void *, arguments ...). */
int probe_tracepoint_arguments(const struct btf *vmlinux, const char *tracepoint)
{
	const struct btf_type *type;
	char name[64];
	int id;

	(void)snprintf(name, sizeof(name), "btf_trace_%s", tracepoint);
	id = btf__find_by_name_kind(vmlinux, name, BTF_KIND_TYPEDEF);
	if (id < 0)
		return -1;
	type = btf__type_by_id(vmlinux, btf__type_by_id(vmlinux, (__u32)id)->type);
	if (btf_is_ptr(type))
		type = btf__type_by_id(vmlinux, type->type);
	return btf_is_func_proto(type) ? (int)btf_vlen(type) - 1 : -1;
}
