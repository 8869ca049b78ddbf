// SPDX-License-Identifier: GPL-2.0
/*
 * The six system calls, made directly: the C library would refuse or change some arguments.
 */
#include "call.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	enum origin origin;
	bool has_info;
} calls[CALLS] = {
	[CALL_KILL] = {"kill", ORIGIN_KILL, false},
	[CALL_TKILL] = {"tkill", ORIGIN_TKILL, false},
	[CALL_TGKILL] = {"tgkill", ORIGIN_TKILL, false},
	[CALL_RT_SIGQUEUEINFO] = {"rt_sigqueueinfo", ORIGIN_SIGQUEUE, true},
	[CALL_RT_TGSIGQUEUEINFO] = {"rt_tgsigqueueinfo", ORIGIN_SIGQUEUE, true},
	[CALL_PIDFD] = {"pidfd_send_signal", ORIGIN_KILL, false},
	[CALL_PIDFD_INFO] = {"pidfd_send_signal with siginfo", ORIGIN_SIGQUEUE, true},
};

struct aim aim_at(const struct target *target)
{
	return (struct aim){.pid = target->party.pid, .tid = target->tid, .pidfd = target->pidfd};
}

struct aim aim_at_pid(pid_t pid)
{
	return (struct aim){.pid = pid, .tid = pid, .pidfd = -1};
}

enum origin call_origin(enum call call)
{
	return calls[call].origin;
}

bool call_has_info(enum call call)
{
	return calls[call].has_info;
}

siginfo_t plain_info(int signal)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	info.si_signo = signal;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_uid = getuid();
	return info;
}

static long make(enum call call, const struct aim *aim, int signal, const siginfo_t *info)
{
	switch (call) {
	case CALL_KILL:
		return syscall(SYS_kill, aim->pid, signal);
	case CALL_TKILL:
		return syscall(SYS_tkill, aim->tid, signal);
	case CALL_TGKILL:
		return syscall(SYS_tgkill, aim->pid, aim->tid, signal);
	case CALL_RT_SIGQUEUEINFO:
		return syscall(SYS_rt_sigqueueinfo, aim->pid, signal, info);
	case CALL_RT_TGSIGQUEUEINFO:
		return syscall(SYS_rt_tgsigqueueinfo, aim->pid, aim->tid, signal, info);
	case CALL_PIDFD:
		return syscall(SYS_pidfd_send_signal, aim->pidfd, signal, NULL, aim->flags);
	default:
		return syscall(SYS_pidfd_send_signal, aim->pidfd, signal, info, aim->flags);
	}
}

int call_make(enum call call, const struct aim *aim, int signal, const siginfo_t *info)
{
	siginfo_t plain = plain_info(signal);

	/* kill(-1) would reach every process of the host. */
	if (call == CALL_KILL && aim->pid == -1)
		die("kill(-1) is never sent");
	return make(call, aim, signal, info ? info : &plain) < 0 ? errno : 0;
}

static void call_or_die(enum call call, const struct aim *aim, int signal, const siginfo_t *info,
                        int expected)
{
	int error = call_make(call, aim, signal, info);

	if (error != expected)
		die("%s of signal %d to %d gave %s, not %s", calls[call].name, signal, aim->pid,
		    strerrorname_np(error), strerrorname_np(expected));
}

void call_generates(enum call call, const struct target *target, int signal, enum outcome outcome,
                    unsigned int count)
{
	struct party sender = self();
	struct aim aim = aim_at(target);

	for (unsigned int i = 0; i < count; i++)
		call_or_die(call, &aim, signal, NULL, outcome == OUTCOME_OVERFLOW ? EAGAIN : 0);
	rows_generated(&sender, &target->party, signal, call_origin(call), outcome, count);
}

void call_taken(enum call call, const struct target *target, int signal, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		call_generates(call, target, signal, OUTCOME_QUEUED, 1);
		target_await(target, 1);
	}
}

/* The pid that an observer of a failed call knows. */
static const pid_t *passed_pid(enum call call, const struct aim *aim)
{
	if (call == CALL_TKILL)
		return &aim->tid;
	if ((call == CALL_PIDFD || call == CALL_PIDFD_INFO) && aim->pid == 0)
		return NULL;
	return &aim->pid;
}

void call_refused(enum call call, const struct aim *aim, int signal, const siginfo_t *info,
                  int error, unsigned int count)
{
	struct party sender = self();

	for (unsigned int i = 0; i < count; i++)
		call_or_die(call, aim, signal, info, error);
	rows_called(&sender, passed_pid(call, aim), signal, call_origin(call), error, count);
}

void target_stop_and_continue(const struct target *target)
{
	struct party sender = self();
	int status;

	call_generates(CALL_KILL, target, SIGSTOP, OUTCOME_QUEUED, 1);
	die_if(waitpid(target->party.pid, &status, WUNTRACED) < 0, "waitpid");
	call_generates(CALL_KILL, target, SIGCONT, OUTCOME_IGNORED, 1);
	target_ping(target);
	rows_generated(&target->party, &sender, SIGCHLD, ORIGIN_CHILD, OUTCOME_IGNORED, 2);
}
