/* SPDX-License-Identifier: GPL-2.0 */
/* The processes that take part in a test: one sends, and its children are the targets. */
#ifndef SIGSNOOP_CHECK_ACTORS_H
#define SIGSNOOP_CHECK_ACTORS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "model/check.h"

/* The process that sends. Whatever goes wrong in it, or in a child, ends it: actors_fail(). */
struct actors {
	struct check_test *test; /* shared with the observer */
	int ready[2];            /* pipe: a byte from each target that has begun to react */
	int life[2];             /* pipe: targets live until nobody can write to it any more */
	uint64_t reaped;         /* children that have ended */
};

/* What a target does with all signals. */
enum reaction { REACTION_DEFAULT, REACTION_IGNORE, REACTION_BLOCK, REACTION_NO_QUEUE };

/* Say what failed, with errno, on stderr, and end this process. */
__attribute__((noreturn)) void actors_fail(const char *what);

/* Become the sender: default reactions to all signals, a process group of its own. */
void actors_start(struct actors *actors, struct check_test *test);

/*
 * A target, which has begun to react on return: of REACTION_NO_QUEUE, blocks them and has no room
 * for their siginfo. It is in process group `group`, 0 = its own, -1 = the sender's.
 */
pid_t actors_target(struct actors *actors, enum reaction reaction, pid_t group);

/* Run this in a child, to its end. */
void actors_run(struct actors *actors, void (*body)(struct check_test *test));

/* Wait for a child, which has been killed or is going to end. */
void actors_reap(struct actors *actors, pid_t pid);

/* All targets end. */
void actors_end(struct actors *actors, const pid_t *targets, size_t count);

#endif
