/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The refused door: a system call that sends signals returned an error and generated nothing, or
 * probed with signal 0. User space loads the programs of one method:
 *
 *   fexit         slows down only these calls (x86 from 5.5, arm64 from 6.4); skipped while another
 *                 task is preempted inside the same program (__bpf_prog_enter_recur())
 *   kprobe.multi  slows down only these calls, but more; not preempted (5.18). One program for all
 *   kretprobe     likewise, and slower still
 *   tracepoint    slows down every system call of the host; does not see 32-bit callers
 *
 * All of them read the arguments from the registers saved at entry, so no program at the entry and
 * no map is needed to carry them to the exit.
 */
#ifndef SIGSNOOP_REFUSED_BPF_H
#define SIGSNOOP_REFUSED_BPF_H

#include "abi/call.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "filter.bpf.h"
#include "pidfd.bpf.h"
#include "recorder.bpf.h"
#include "registers.bpf.h"
#include "send_event.bpf.h"
#include "tally.bpf.h"
#include <bpf/bpf_tracing.h>
#include <linux/errno.h>
#include <linux/ptrace.h>

/* What a call tried to do. */
struct attempt {
	s32 target;
	bool target_known;
	s32 thread; /* as the caller passed it; 0 = none */
	s32 signal;
	enum origin origin;
};

static __always_inline struct attempt attempt(enum signal_call call, const struct arguments *args,
                                              long error)
{
	struct attempt it = {
		.target = (s32)args->first,
		.target_known = true,
		.signal = (s32)args->second,
		.origin = ORIGIN_KILL,
	};

	switch (call) {
	case CALL_kill:
		break;
	case CALL_tgkill:
		it.thread = (s32)args->second;
		it.signal = (s32)args->third;
		it.origin = ORIGIN_TKILL;
		break;
	case CALL_tkill:
		it.thread = it.target;
		it.origin = ORIGIN_TKILL;
		break;
	case CALL_rt_tgsigqueueinfo:
		it.thread = (s32)args->second;
		it.signal = (s32)args->third;
		/* fall through */
	case CALL_rt_sigqueueinfo:
		it.origin = ORIGIN_SIGQUEUE;
		break;
	case CALL_pidfd_send_signal:
		if (args->third)
			it.origin = ORIGIN_SIGQUEUE;
		it.target = error == -EBADF ? 0 : pidfd_target((s32)args->first);
		it.target_known = it.target != 0;
		break;
	}
	return it;
}

static __always_inline int refused(void *ctx, enum signal_call call, const struct arguments *args,
                                   long ret)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct attempt it = attempt(call, args, ret);
	enum outcome outcome = ret ? OUTCOME_REFUSED : OUTCOME_PROBE;
	u32 signal = it.signal;
	struct key key;

	/* What was generated, EAGAIN (overflow) included, is seen by the generated door. */
	if ((ret >= 0 && signal != 0) || ret == -EAGAIN)
		return 0;
	if (signal > SIGNAL_MAX)
		signal = SIGNAL_INVALID;
	if (!signal_wanted(signal) || !kind_wanted(outcome, it.origin))
		return 0;
	key.sender = current->tgid;
	key.target = it.target;
	key.what = what_pack(signal, outcome, it.origin, ret < 0 ? -ret : 0);
	if (!it.target_known)
		key.what |= WHAT_TARGET_UNKNOWN;
	if (!sender_wanted(key.sender, current) || !target_wanted(it.target, it.target_known, NULL))
		return 0;
	if (events_wanted) {
		send_event(ctx, &key, current, NULL, it.thread, DOOR_REFUSED);
		return 0;
	}
	count(&key, SHARE_ITSELF, current, NULL, DOOR_REFUSED);
	record_refused(&key, current);
	return 0;
}

/*
 * The context of a program at the exit tracepoint of a system call: struct syscall_tp_t of
 * perf_call_bpf_exit(), kernel/trace/trace_syscalls.c. Its members have changed, but not this
 * offset. It is not struct trace_event_raw_sys_exit of the BTF, whose `ret` is 8 bytes further on
 * where PREEMPT_RT makes trace_entry larger (until 6.6).
 */
struct syscall_exit {
	u64 head[2];
	long ret;
};

#define PROGRAMS(name)                                                                             \
	SEC("fexit")                                                                               \
	int BPF_PROG(fexit_##name, const struct pt_regs *regs, long ret)                           \
	{                                                                                          \
		struct arguments args = arguments((const void *)regs);                             \
                                                                                                   \
		return refused(ctx, CALL_##name, &args, ret);                                      \
	}                                                                                          \
	SEC("fexit")                                                                               \
	int BPF_PROG(fexit32_##name, const struct pt_regs *regs, long ret)                         \
	{                                                                                          \
		struct arguments args = arguments32((const void *)regs);                           \
                                                                                                   \
		return refused(ctx, CALL_##name, &args, ret);                                      \
	}                                                                                          \
	SEC("kretprobe")                                                                           \
	int BPF_KRETPROBE(kprobe_##name, long ret)                                                 \
	{                                                                                          \
		struct arguments args = arguments(entry_registers());                              \
                                                                                                   \
		return refused(ctx, CALL_##name, &args, ret);                                      \
	}                                                                                          \
	SEC("kretprobe")                                                                           \
	int BPF_KRETPROBE(kprobe32_##name, long ret)                                               \
	{                                                                                          \
		struct arguments args = arguments32(entry_registers());                            \
                                                                                                   \
		return refused(ctx, CALL_##name, &args, ret);                                      \
	}                                                                                          \
	SEC("tp/syscalls/sys_exit_" #name)                                                         \
	int tracepoint_##name(struct syscall_exit *ctx)                                            \
	{                                                                                          \
		struct arguments args = arguments(entry_registers());                              \
                                                                                                   \
		return refused(ctx, CALL_##name, &args, ctx->ret);                                 \
	}

/* The cookie is an enum signal_call, with CALL_OF_32_BIT set for 32-bit callers. */
SEC("kretprobe.multi")
int BPF_KRETPROBE(multi_calls, long ret)
{
	u64 cookie = bpf_get_attach_cookie(ctx);
	const struct registers *registers = entry_registers();
	struct arguments args =
		cookie & CALL_OF_32_BIT ? arguments32(registers) : arguments(registers);

	return refused(ctx, (enum signal_call)(cookie & 7), &args, ret);
}

PROGRAMS(kill)
PROGRAMS(tkill)
PROGRAMS(tgkill)
PROGRAMS(rt_sigqueueinfo)
PROGRAMS(rt_tgsigqueueinfo)
PROGRAMS(pidfd_send_signal)

#endif
