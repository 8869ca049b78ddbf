/* SPDX-License-Identifier: GPL-2.0 */
/* Which signals end processes. */
#ifndef SIGSNOOP_LETHAL_BPF_H
#define SIGSNOOP_LETHAL_BPF_H

#include "abi/key.h"
#include "kernel.bpf.h"
#include "signals.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Signals meant to end a process, and those that its own faults raise. */
#define GRAVE_SIGNALS                                                                              \
	(SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGQUIT) |    \
	 SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGABRT) | SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) |     \
	 SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGSYS))

static __always_inline bool was_queued(enum outcome outcome)
{
	return outcome == OUTCOME_QUEUED || outcome == OUTCOME_INFO_LOST;
}

/* sa_handler of the target for this signal, 1 to 64. */
static __always_inline void *disposition(u32 signal, struct task_struct *task)
{
	char *action = (char *)BPF_CORE_READ(task, sighand);
	void *handler = SIG_DFL;

	action += bpf_core_field_offset(struct sighand_struct, action);
	action += (signal - 1 & 63) * bpf_core_type_size(struct k_sigaction);
	action += bpf_core_field_offset(struct k_sigaction, sa.sa_handler);
	bpf_probe_read_kernel(&handler, sizeof(handler), action);
	return handler;
}

/*
 * Whether this signal, queued for this task, ends its process or asks it to end.
 *
 *  - KILL, TERM, INT, QUIT, ABRT: always. A process that handles them should clean up and exit.
 *
 *  - Signals that by default do nothing, or stop or continue the process: never.
 *
 *  - All others: if neither handled nor blocked, so that they end the process. If handled they mean
 *    something else: HUP reloads a daemon, SEGV serves a garbage collector or an emulator.
 */
static __always_inline bool is_lethal(u32 signal, struct task_struct *task)
{
	const u64 ask = SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT) |
	                SIGNAL_BIT(SIGQUIT) | SIGNAL_BIT(SIGABRT);
	const u64 harmless = SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGURG) |
	                     SIGNAL_BIT(SIGWINCH) | SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) |
	                     SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU);
	u64 bit = SIGNAL_BIT(signal);

	if (bit & (ask | harmless))
		return bit & ask;
	if (signal == SIGTRAP && BPF_CORE_READ(task, ptrace))
		return false; /* a breakpoint: goes to the debugger */
	return disposition(signal, task) == SIG_DFL && !(BPF_CORE_READ(task, blocked.sig[0]) & bit);
}

#endif
