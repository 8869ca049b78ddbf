// SPDX-License-Identifier: GPL-2.0
/* The system calls that send signals. */
#include "check/calls.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

enum origin call_origin(enum send call)
{
	static const enum origin origins[SENDS] = {
		[SEND_KILL] = ORIGIN_KILL,           [SEND_TKILL] = ORIGIN_TKILL,
		[SEND_TGKILL] = ORIGIN_TKILL,        [SEND_SIGQUEUE] = ORIGIN_SIGQUEUE,
		[SEND_TGSIGQUEUE] = ORIGIN_SIGQUEUE, [SEND_PIDFD] = ORIGIN_KILL,
		[SEND_PIDFD_INFO] = ORIGIN_SIGQUEUE,
	};

	return origins[call];
}

bool call_takes_pidfd(enum send call)
{
	return call == SEND_PIDFD || call == SEND_PIDFD_INFO;
}

static long make(enum send call, pid_t pid, int pidfd, int signal, siginfo_t *info)
{
	switch (call) {
	case SEND_KILL:
		return syscall(SYS_kill, pid, signal);
	case SEND_TKILL:
		return syscall(SYS_tkill, pid, signal);
	case SEND_TGKILL:
		return syscall(SYS_tgkill, pid, pid, signal);
	case SEND_SIGQUEUE:
		return syscall(SYS_rt_sigqueueinfo, pid, signal, info);
	case SEND_TGSIGQUEUE:
		return syscall(SYS_rt_tgsigqueueinfo, pid, pid, signal, info);
	case SEND_PIDFD:
		return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
	default:
		return syscall(SYS_pidfd_send_signal, pidfd, signal, info, 0);
	}
}

int call_make(enum send call, pid_t pid, int pidfd, int signal, int code)
{
	siginfo_t info = {.si_signo = signal, .si_code = code};

	info.si_pid = getpid();
	info.si_uid = getuid();
	return make(call, pid, pidfd, signal, &info) < 0 ? errno : 0;
}
