/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The six system calls that send signals, and the rows that follow from them.
 */
#ifndef SIGSTORM_CALL_H
#define SIGSTORM_CALL_H

#include "process.h"

#include <signal.h>

enum call {
	CALL_KILL,
	CALL_TKILL,
	CALL_TGKILL,
	CALL_RT_SIGQUEUEINFO,
	CALL_RT_TGSIGQUEUEINFO,
	CALL_PIDFD,      /* pidfd_send_signal without siginfo */
	CALL_PIDFD_INFO, /* and with */
	CALLS
};

/* No process ever has this id or one above it: PID_MAX_LIMIT is 4194304. */
#define NO_PID 10000000

/* No process has its memory here. */
#define BAD_INFO ((const siginfo_t *)0x10)

/* What a call is aimed at. */
struct aim {
	pid_t pid; /* of a pidfd call: what the descriptor stands for, 0 = nothing */
	pid_t tid;
	int pidfd;
	unsigned int flags; /* of pidfd_send_signal */
};

struct aim aim_at(const struct target *target);
struct aim aim_at_pid(pid_t pid);

enum origin call_origin(enum call call);
bool call_has_info(enum call call);

/* What sigqueue(3) would send. */
siginfo_t plain_info(int signal);

/* Make the call once, with @info or, if that is NULL, plain_info(). Returns 0 or the errno. */
int call_make(enum call call, const struct aim *aim, int signal, const siginfo_t *info);

/* @count calls that must succeed, their rows: @outcome of @target. */
void call_generates(enum call call, const struct target *target, int signal, enum outcome outcome,
                    unsigned int count);

/* The same for a target that takes signals: each is taken before the next is sent. */
void call_taken(enum call call, const struct target *target, int signal, unsigned int count);

/*
 * @count calls that must fail with @error, with no signal generated, or, where @error is 0 and the
 * signal too, must succeed; their rows.
 */
void call_refused(enum call call, const struct aim *aim, int signal, const siginfo_t *info,
                  int error, unsigned int count);

/* Stop the target, which has the default actions, and continue it; the rows, two SIGCHLD among. */
void target_stop_and_continue(const struct target *target);

#endif
