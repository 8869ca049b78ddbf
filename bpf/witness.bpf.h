/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The witness of a delivery: a process that has claimed one delivers it by ending with exit code 0,
 * and in no other way. So a report never counts as delivered while its process can still fail, and
 * always counts once its process has succeeded.
 *
 * do_exit() sets task->exit_code before this tracepoint (4.18 to 6.18). It closes the files after
 * it, and only then does the next process get the lock that it waits for. If a fatal signal came
 * first, exit_group() uses its code, so the code is the one that wait(2) reports.
 */
#ifndef SIGSNOOP_WITNESS_BPF_H
#define SIGSNOOP_WITNESS_BPF_H

#include "abi/delivery.h"
#include "iterator.bpf.h"
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Pinned; written by the process that claims. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct delivery);
} delivery SEC(".maps");

/* The process that claims has one thread, so pid is enough. */
static __always_inline void witness_exit(struct task_struct *task)
{
	const u32 zero = 0;
	struct delivery *claim = bpf_map_lookup_elem(&delivery, &zero);

	if (!claim || !claim->tgid || claim->tgid != (u32)BPF_CORE_READ(task, pid))
		return;
	if (!BPF_CORE_READ(task, exit_code))
		claim->delivered = claim->claimed;
	claim->tgid = 0;
}

SEC("tp_btf/sched_process_exit")
int delivery_btf(u64 *ctx)
{
	witness_exit((void *)ctx[0]);
	return 0;
}

SEC("raw_tp/sched_process_exit")
int delivery_raw(u64 *ctx)
{
	witness_exit((void *)ctx[0]);
	return 0;
}

SEC("kprobe.multi")
int delivery_multi(struct pt_regs *ctx)
{
	witness_exit((void *)PT_REGS_PARM2(ctx));
	return 0;
}

ITERATED(delivery, sched_process_exit)

#endif
