/* SPDX-License-Identifier: GPL-2.0 */
/* The processes that signals are sent to, and the keys that they make up. */
#ifndef BENCH_TARGETS_H
#define BENCH_TARGETS_H

#include <stdint.h>
#include <sys/types.h>

#include "fault.h"

/*
 * All signals are blocked in a target. Once each has been sent, all further ones are the same work:
 * they are pending already. A key is a target and a signal: one of those below SIGRTMIN, as
 * real-time ones queue up, without STOP and KILL, which cannot be blocked, without CONT, which does
 * more, and without WINCH, which is for marks. The nth key is the same for any number of keys.
 */
#define KEY_SIGNALS 27
#define KEYS_MOST   100000U
#define MARK_SIGNAL 28 /* SIGWINCH */

struct targets {
	pid_t *pids; /* shared with the keeper */
	uint32_t count;
	pid_t keeper; /* the parent of all; they end with it, and it ends with us */
};

/* Enough of them for so many keys. 0 with targets that are to be stopped, or -1 with a fault. */
int targets_start(struct targets *targets, uint32_t keys, struct fault *fault);
void targets_stop(struct targets *targets);

/* Which target a key is for, and which signal. */
uint32_t key_target(uint32_t key);
int key_signal(uint32_t key);

#endif
