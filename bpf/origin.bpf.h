/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where a signal comes from, by the raw siginfo pointer and si_code. si_pid is never used, because
 * the sender can forge it. (kernel/signal.c, include/uapi/asm-generic/siginfo.h)
 */
#ifndef SIGSNOOP_ORIGIN_BPF_H
#define SIGSNOOP_ORIGIN_BPF_H

#include "abi/key.h"
#include "registers.bpf.h"
#include "signals.bpf.h"

#define SEND_SIG_NOINFO 0ul
#define SEND_SIG_PRIV   1ul

#define SI_USER    0
#define SI_TIMER   -2
#define SI_MESGQ   -3
#define SI_ASYNCIO -4
#define SI_SIGIO   -5
#define SI_TKILL   -6
#define SI_KERNEL  0x80

#define X32_SYSCALL_BIT 0x40000000

/* Size of a kernel stack on x86-64, and on arm64 unless pages have 64 KiB. */
#define STACK_SIZE (16 * 1024)

/* The three calls that take a siginfo from user space, 32-bit numbers included. */
static __always_inline bool carries_siginfo(int number)
{
	switch (number) {
#if defined(__TARGET_ARCH_x86)
	case 129: /* rt_sigqueueinfo */
	case 297: /* rt_tgsigqueueinfo */
	case 178: /* i386: rt_sigqueueinfo */
	case 335: /* i386: rt_tgsigqueueinfo */
#elif defined(__TARGET_ARCH_arm64)
	case 138: /* rt_sigqueueinfo */
	case 240: /* rt_tgsigqueueinfo */
	case 178: /* arm: rt_sigqueueinfo */
	case 363: /* arm: rt_tgsigqueueinfo */
#endif
	case 424: /* pidfd_send_signal, everywhere */
		return true;
	default:
		return false;
	}
}

/* kill(2), which passes no siginfo from 7.3 on (sys_kill() in kernel/signal.c). */
static __always_inline bool is_kill_number(int number)
{
	switch (number) {
#if defined(__TARGET_ARCH_x86)
	case 62:
	case 62 | X32_SYSCALL_BIT:
#elif defined(__TARGET_ARCH_arm64)
	case 129:
#endif
	case 37: /* i386, arm; for 64-bit callers alarm() and linkat(), which send no signal */
		return true;
	default:
		return false;
	}
}

/*
 * What a process sends while it dies does not come from its system call, even if that was a kill(2)
 * of itself: parent-death signals, or SIGPIPE of a core dump into a pipe.
 */
#define PF_EXITING  0x00000004
#define PF_DUMPCORE 0x00000200
#define PF_KTHREAD  0x00200000

static __always_inline bool is_in_kill(struct task_struct *current)
{
	const u32 elsewhere = PF_EXITING | PF_DUMPCORE | PF_KTHREAD;

	return have_entry_registers() && !(BPF_CORE_READ(current, flags) & elsewhere) &&
	       is_kill_number(call_number(entry_registers()));
}

/*
 * Whether the address is on current's kernel stack, below the registers saved at entry. Where those
 * are not available and the stack is larger than STACK_SIZE, a forged SI_TIMER goes unnoticed.
 */
static __always_inline bool on_kernel_stack(u64 address, struct task_struct *current)
{
	u64 stack = (u64)BPF_CORE_READ(current, stack);

	if (address < stack)
		return false;
	return have_entry_registers() ? address < (u64)entry_registers()
	                              : address - stack < STACK_SIZE;
}

/*
 * Whether current passed this siginfo to a system call. Such a siginfo is on the caller's kernel
 * stack; that of a timer is in its own allocation, whichever task the timer interrupts. The kernel
 * builds other siginfos on the stack too (faults, SIGCHLD), but not within these calls.
 */
static __always_inline bool from_siginfo_call(const u64 *info_argument, struct task_struct *current)
{
	u64 info;

	/* Read as a number: 6.1's verifier allows no arithmetic on the typed pointer. */
	if (bpf_probe_read_kernel(&info, sizeof(info), info_argument) ||
	    !on_kernel_stack(info, current))
		return false;
	return !have_entry_registers() || carries_siginfo(call_number(entry_registers()));
}

static __always_inline bool is_fault_signal(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL ||
	       signal == SIGTRAP || signal == SIGSYS;
}

/* Origin of a signal without siginfo (SEND_SIG_NOINFO). */
static __always_inline enum origin origin_without_siginfo(struct task_struct *current)
{
	return is_in_kill(current) ? ORIGIN_KILL : ORIGIN_INDIRECT;
}

/* Origin of a signal with a siginfo, by its si_code. */
static __always_inline enum origin origin_by_code(int signal, const u64 *info_argument, int code,
                                                  struct task_struct *current)
{
	if (code == SI_USER)
		return ORIGIN_KILL;
	if (code == SI_TKILL)
		return ORIGIN_TKILL;
	if (from_siginfo_call(info_argument, current))
		return ORIGIN_SIGQUEUE;
	switch (code) {
	case SI_TIMER:
		return ORIGIN_TIMER;
	case SI_SIGIO:
	case SI_ASYNCIO:
		return ORIGIN_IO;
	case SI_MESGQ: /* mq_notify: current is whoever sent the message */
		return ORIGIN_INDIRECT;
	}
	if (code < 0)
		return ORIGIN_SIGQUEUE;
	if (is_fault_signal(signal))
		return ORIGIN_FAULT;
	if (code == SI_KERNEL)
		return ORIGIN_KERNEL;
	return signal == SIGCHLD ? ORIGIN_CHILD : ORIGIN_IO;
}

static __always_inline bool sent_by_kernel(enum origin origin)
{
	return origin == ORIGIN_TIMER || origin == ORIGIN_IO || origin == ORIGIN_KERNEL;
}

#endif
