/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generated door: the kernel queued, coalesced or dropped a signal for one target.
 *
 * signal_generate(int sig, struct kernel_siginfo *info, struct task_struct *task, int group,
 * int result) has had these arguments from 4.18 on. It is called under the target's siglock.
 */
#ifndef SIGSNOOP_GENERATED_BPF_H
#define SIGSNOOP_GENERATED_BPF_H

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/tally.h"
#include "clock.bpf.h"
#include "filter.bpf.h"
#include "iterator.bpf.h"
#include "lethal.bpf.h"
#include "origin.bpf.h"
#include "recorder.bpf.h"
#include "sample.bpf.h"
#include "send_event.bpf.h"
#include "tally.bpf.h"
#include <bpf/bpf_tracing.h>

/*
 * With bpf_rdonly_cast() a number can be dereferenced by a plain load, which is about 25 ns cheaper
 * than bpf_probe_read_kernel(). Kernels have it from 6.2 on, for programs of tp_btf. libbpf
 * declares it, and bpf_core_cast(), from 1.4 on.
 */
#ifdef NO_RDONLY_CAST
#define MAY_CAST                        false
#define bpf_rdonly_cast(object, btf_id) (object)
#else
#define MAY_CAST true
#ifndef bpf_core_cast
void *bpf_rdonly_cast(const void *object, u32 btf_id) __ksym;
#endif
#endif

/* `result` of the tracepoint: TRACE_SIGNAL_DELIVERED .. TRACE_SIGNAL_LOSE_INFO, 0 to 4. */
static __always_inline enum outcome outcome_of(int result)
{
	return (enum outcome)result & 7;
}

/*
 * SEND_SIG_NOINFO is a null pointer. A verifier that takes `info` for a pointer to a siginfo trusts
 * it not to be null, and would remove the branch of a comparison with 0. It keeps a comparison with
 * a register (is_branch_taken() in kernel/bpf/verifier.c), so the constant is hidden from the
 * compiler.
 */
static __always_inline bool has_no_siginfo(unsigned long info)
{
	unsigned long first = SEND_SIG_PRIV;

	asm volatile("" : "+r"(first));
	return info < first;
}

/*
 * `ctx` is the context of the program, `info_argument` the place of `info` in it. `group`: the
 * signal is for the whole process, not only for the thread `tid`.
 */
static __always_inline void generated(void *ctx, const u64 *info_argument, int signal,
                                      unsigned long info, int code, struct task_struct *task,
                                      s32 target, u32 tid, int group, int result)
{
	struct task_struct *current;
	enum outcome outcome = outcome_of(result);
	u32 thread = group ? 0 : tid;
	enum origin origin;
	bool lethal = false;
	enum share share;
	struct key key;

	if (!signal_wanted(signal))
		return;
	share = share_of(signal, outcome, task);
	if (share == SHARE_NONE && !filter_takes_key()) {
		/* What is left out is never lethal. */
		leave_out(signal, outcome);
		time_signal(signal, outcome, false, task, thread);
		return;
	}
	current = bpf_get_current_task_btf();
	if (has_no_siginfo(info))
		origin = origin_without_siginfo(current);
	else if (info == SEND_SIG_PRIV)
		origin = ORIGIN_KERNEL;
	else
		origin = origin_by_code(signal, info_argument, code, current);
	key.sender = sent_by_kernel(origin) ? 0 : current->tgid;
	key.target = target;
	key.what = what_pack(signal, outcome, origin, 0);
	if (!kind_wanted(outcome, origin) || !sender_wanted(key.sender, current) ||
	    !target_wanted(target, true, task))
		return;
	if (events_wanted) {
		send_event(ctx, &key, current, task, tid, DOOR_GENERATED);
		return;
	}
	count(&key, share, current, task, DOOR_GENERATED);
	if (hist_wanted(HIST_EXIT) || recorder_entries)
		lethal = was_queued(outcome) && is_lethal(signal, task);
	time_signal(signal, outcome, lethal, task, thread);
	record_generated(&key, lethal, current, task);
}

/* 6.12 stable takes `info` for a number, because it may be 1, and rejects a plain load from it. */
static __always_inline int read_code(unsigned long info, bool may_cast)
{
	struct kernel_siginfo *siginfo = (void *)info;

	if (info <= SEND_SIG_PRIV)
		return 0;
	if (may_cast) {
		siginfo = bpf_rdonly_cast(siginfo, bpf_core_type_id_kernel(struct kernel_siginfo));
		return siginfo->si_code;
	}
	return BPF_CORE_READ(siginfo, si_code);
}

SEC("tp_btf/signal_generate")
int BPF_PROG(generated_btf, int signal, unsigned long info, struct task_struct *task, int group,
             int result)
{
	generated(ctx, &ctx[1], signal, info, read_code(info, MAY_CAST), task, task->tgid,
	          task->pid, group, result);
	return 0;
}

SEC("raw_tp/signal_generate")
int BPF_PROG(generated_raw, int signal, unsigned long info, struct task_struct *task, int group,
             int result)
{
	generated(ctx, &ctx[1], signal, info, read_code(info, false), task,
	          BPF_CORE_READ(task, tgid), BPF_CORE_READ(task, pid), group, result);
	return 0;
}

/* Attached to __traceiter_signal_generate(); see iterator.bpf.h. */
SEC("kprobe.multi")
int generated_multi(struct pt_regs *ctx)
{
	u64 info = PT_REGS_PARM3(ctx);
	struct task_struct *task = (void *)PT_REGS_PARM4(ctx);

	generated(ctx, &info, (int)PT_REGS_PARM2(ctx), info, read_code(info, false), task,
	          BPF_CORE_READ(task, tgid), BPF_CORE_READ(task, pid), (int)PT_REGS_PARM5(ctx),
	          (int)sixth_parameter(ctx));
	return 0;
}

ITERATED(generated, signal_generate)

#endif
