/* SPDX-License-Identifier: GPL-2.0 */
/* The system calls that send signals, made directly: the C library would change some arguments. */
#ifndef SIGSNOOP_CHECK_CALLS_H
#define SIGSNOOP_CHECK_CALLS_H

#include <stdbool.h>
#include <sys/types.h>

#include "abi/key.h"

enum send {
	SEND_KILL,
	SEND_TKILL,
	SEND_TGKILL,
	SEND_SIGQUEUE,   /* rt_sigqueueinfo */
	SEND_TGSIGQUEUE, /* rt_tgsigqueueinfo */
	SEND_PIDFD,      /* pidfd_send_signal without siginfo */
	SEND_PIDFD_INFO, /* and with it */
	SENDS
};

/* The origin of what this call sends. */
enum origin call_origin(enum send call);

/* It takes a descriptor of the target, and not its pid. */
bool call_takes_pidfd(enum send call);

/*
 * Send a signal to a process with one thread, or to a group (SEND_KILL, negative). `code` is the
 * si_code of calls with siginfo. 0, or the errno.
 */
int call_make(enum send call, pid_t pid, int pidfd, int signal, int code);

#endif
