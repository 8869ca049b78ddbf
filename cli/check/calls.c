// SPDX-License-Identifier: GPL-2.0
/* The system calls that send signals. */
#include "check/calls.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum origin call_origin(enum call call)
{
	static const enum origin origins[CALLS] = {
		[CALL_KILL] = ORIGIN_KILL,           [CALL_TKILL] = ORIGIN_TKILL,
		[CALL_TGKILL] = ORIGIN_TKILL,        [CALL_SIGQUEUE] = ORIGIN_SIGQUEUE,
		[CALL_TGSIGQUEUE] = ORIGIN_SIGQUEUE, [CALL_PIDFD] = ORIGIN_KILL,
		[CALL_PIDFD_INFO] = ORIGIN_SIGQUEUE,
	};

	return origins[call];
}

bool call_takes_pidfd(enum call call)
{
	return call == CALL_PIDFD || call == CALL_PIDFD_INFO;
}

static long make(enum call call, pid_t pid, int pidfd, int signal, siginfo_t *info)
{
	switch (call) {
	case CALL_KILL:
		return syscall(SYS_kill, pid, signal);
	case CALL_TKILL:
		return syscall(SYS_tkill, pid, signal);
	case CALL_TGKILL:
		return syscall(SYS_tgkill, pid, pid, signal);
	case CALL_SIGQUEUE:
		return syscall(SYS_rt_sigqueueinfo, pid, signal, info);
	case CALL_TGSIGQUEUE:
		return syscall(SYS_rt_tgsigqueueinfo, pid, pid, signal, info);
	case CALL_PIDFD:
		return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
	default:
		return syscall(SYS_pidfd_send_signal, pidfd, signal, info, 0);
	}
}

int call_make(enum call call, pid_t pid, int pidfd, int signal, int code)
{
	siginfo_t info = {.si_signo = signal, .si_code = code};

	info.si_pid = getpid();
	info.si_uid = getuid();
	return make(call, pid, pidfd, signal, &info) < 0 ? errno : 0;
}
