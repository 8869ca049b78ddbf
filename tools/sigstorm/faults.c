// SPDX-License-Identifier: GPL-2.0
/* Faults: the process that runs into one is the sender of its own signal. */
#include "process.h"
#include "workload.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf before_fault;

static void escape(int signal)
{
	siglongjmp(before_fault, signal);
}

static void survive(int signal)
{
	struct sigaction action = {.sa_handler = escape};

	die_if(sigaction(signal, &action, NULL) < 0, "sigaction");
}

static char *volatile no_memory = (char *)0x10;
static char *page_of_nothing; /* beyond the end of its file */

static void access_no_memory(void)
{
	*(volatile char *)no_memory = 1;
}

static void access_no_file(void)
{
	*(volatile char *)page_of_nothing = 1;
}

#if defined(__x86_64__)
static void illegal_instruction(void)
{
	__asm__ volatile("ud2");
}

static void breakpoint(void)
{
	__asm__ volatile("int3");
}

static void divide_by_zero(void)
{
	__asm__ volatile("xorl %%edx, %%edx; xorl %%ecx, %%ecx; divl %%ecx" ::
	                         : "eax", "ecx", "edx");
}

static void single_step(void)
{
	__asm__ volatile("subq $128, %%rsp; pushfq; orq $0x100, (%%rsp); popfq; nop; nop;"
	                 "addq $128, %%rsp" ::
	                         : "memory", "cc");
}

/* Not an address: a general protection fault, of which the kernel says SI_KERNEL. */
static void access_no_address(void)
{
	__asm__ volatile("movb $1, (%0)" ::"r"(0x8000000000000000ul) : "memory");
}
#elif defined(__aarch64__)
static void illegal_instruction(void)
{
	__asm__ volatile(".inst 0");
}

static void breakpoint(void)
{
	__asm__ volatile("brk #0");
}
#endif

static const struct {
	int signal;
	void (*run_into)(void);
} faults[] = {
	{SIGSEGV, access_no_memory},   {SIGBUS, access_no_file},
#if defined(__x86_64__) || defined(__aarch64__)
	{SIGILL, illegal_instruction}, {SIGTRAP, breakpoint},
#endif
#if defined(__x86_64__)
	{SIGFPE, divide_by_zero},      {SIGTRAP, single_step},   {SIGSEGV, access_no_address},
#endif
};

static void make_page_of_nothing(void)
{
	int file = memfd_create("sigstorm", MFD_CLOEXEC);

	die_if(file < 0, "memfd_create");
	page_of_nothing = mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, file, 0);
	die_if(page_of_nothing == MAP_FAILED, "mmap");
}

static void run_into_faults(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();

	make_page_of_nothing();
	for (volatile size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		survive(faults[i].signal);
		for (volatile unsigned int survived = 0; survived < settings->count; survived++)
			if (!sigsetjmp(before_fault, 1)) {
				faults[i].run_into();
				die("fault %zu did not happen", i);
			}
		rows_generated(&me, &me, faults[i].signal, ORIGIN_FAULT, OUTCOME_QUEUED,
		               settings->count);
	}
}

void run_fault(const struct settings *settings)
{
	run_as(NULL, SAME_UID, run_into_faults, settings);
}

/* Make getppid, which the C library has no use for, end in @action. */
static bool filter_getppid(unsigned int action)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

	die_if(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0, "prctl(PR_SET_NO_NEW_PRIVS)");
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void run_into_trap(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();

	if (!filter_getppid(SECCOMP_RET_TRAP)) {
		skip("seccomp-trap", strerror(errno));
		return;
	}
	survive(SIGSYS);
	for (volatile unsigned int survived = 0; survived < settings->count; survived++)
		if (!sigsetjmp(before_fault, 1)) {
			syscall(SYS_getppid);
			die("the seccomp filter did not trap");
		}
	rows_generated(&me, &me, SIGSYS, ORIGIN_FAULT, OUTCOME_QUEUED, settings->count);
}

void run_seccomp_trap(const struct settings *settings)
{
	run_as(NULL, SAME_UID, run_into_trap, settings);
}

void run_seccomp_kill(const struct settings *settings)
{
	for (unsigned int i = 0; i < settings->count; i++) {
		struct party child = self();
		int status;

		child.pid = fork_or_die();
		if (child.pid == 0) {
			die_if(prctl(PR_SET_DUMPABLE, 0) < 0, "prctl(PR_SET_DUMPABLE)");
			if (filter_getppid(SECCOMP_RET_KILL_PROCESS))
				syscall(SYS_getppid);
			_exit(0);
		}
		status = reap(&child);
		if (!WIFSIGNALED(status)) {
			skip("seccomp-kill", "the kernel has no seccomp filters that kill");
			return;
		}
		rows_generated(&child, &child, SIGSYS, ORIGIN_FAULT, OUTCOME_QUEUED, 1);
	}
}
