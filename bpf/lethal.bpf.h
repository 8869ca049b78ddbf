/* SPDX-License-Identifier: GPL-2.0 */
/* Which signals end processes. */
#ifndef SIGSNOOP_LETHAL_BPF_H
#define SIGSNOOP_LETHAL_BPF_H

#include "abi/key.h"
#include "kernel.bpf.h"
#include "signals.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Those that are there to end a process, and those by which its own faults do. */
#define GRAVE_SIGNALS                                                                              \
	(SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGQUIT) |    \
	 SIGNAL_BIT(SIGHUP) | SIGNAL_BIT(SIGABRT) | SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) |     \
	 SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | SIGNAL_BIT(SIGSYS))

static __always_inline bool was_queued(enum outcome outcome)
{
	return outcome == OUTCOME_QUEUED || outcome == OUTCOME_INFO_LOST;
}

/* sa_handler of the signal, 1 to 64, in the target. */
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
 * Does this signal, queued for this task, end its process or ask it to?
 *  - KILL, TERM, INT, QUIT and ABRT: always. A process that handles them is expected to clean up
 * and go.
 *  - those that do nothing or stop by default: never.
 *  - all others: if they are neither handled nor blocked, that is, if they are going to end it. (A
 *    handled HUP asks a daemon to reload, a handled SEGV is how a virtual machine works, USR1 means
 *    whatever a program wants it to mean.)
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
		return false; /* for its tracer, a debugger */
	return disposition(signal, task) == SIG_DFL && !(BPF_CORE_READ(task, blocked.sig[0]) & bit);
}

#endif
