// SPDX-License-Identifier: GPL-2.0
/*
 * Answers whether the thread that runs it is flagged for tracepoints of system calls: the first one
 * that is enabled, by whomever and for whichever call, flags all threads of the host, and the last
 * one takes the flags away (syscall_regfunc() in kernel/tracepoint.c). What tracefs calls enabled
 * is something else: it knows nothing of programs that are attached by perf events.
 */
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "slow_path.h"

char LICENSE[] SEC("license") = "GPL";

/* Of task_struct, as x86 has it from 5.11 on. */
enum syscall_work_bit___here {
	SYSCALL_WORK_BIT_SYSCALL_TRACEPOINT = 1,
};

struct thread_info___work {
	unsigned long syscall_work;
} __attribute__((preserve_access_index));

struct task_struct___work {
	struct thread_info___work thread_info;
} __attribute__((preserve_access_index));

/* Elsewhere: include/asm/thread_info.h of arm64. */
#define TIF_SYSCALL_TRACEPOINT 10

struct thread_info___flags {
	unsigned long flags;
} __attribute__((preserve_access_index));

struct task_struct___flags {
	struct thread_info___flags thread_info;
} __attribute__((preserve_access_index));

enum slow_path slow_path = SLOW_PATH_UNKNOWN;

SEC("syscall")
int answer(void *ctx)
{
	void *current = (void *)bpf_get_current_task();
	const struct task_struct___work *work = current;
	const struct task_struct___flags *flags = current;
	unsigned long bits;

	if (bpf_core_field_exists(work->thread_info.syscall_work))
		bits = BPF_CORE_READ(work, thread_info.syscall_work) >>
		       bpf_core_enum_value(enum syscall_work_bit___here,
		                           SYSCALL_WORK_BIT_SYSCALL_TRACEPOINT);
	else
		bits = BPF_CORE_READ(flags, thread_info.flags) >> TIF_SYSCALL_TRACEPOINT;
	slow_path = bits & 1 ? SLOW_PATH_YES : SLOW_PATH_NO;
	return 0;
}
