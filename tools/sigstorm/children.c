// SPDX-License-Identifier: GPL-2.0
/* SIGCHLD: the child is the sender. A parent that has it at SIG_IGN gets none at all. */
#include "call.h"
#include "workload.h"

#include <sys/wait.h>
#include <unistd.h>

#define SIGCHLD_BIT (UINT64_C(1) << (SIGCHLD - 1))

/* A child that ends at once. It is a zombie on return, its SIGCHLD generated. */
static struct party start_and_end_child(void)
{
	struct party child = self();
	siginfo_t info;

	child.pid = fork_or_die();
	if (child.pid == 0)
		_exit(0);
	die_if(waitid(P_PID, (id_t)child.pid, &info, WEXITED | WNOWAIT) < 0, "waitid");
	return child;
}

void run_exits(const struct settings *settings)
{
	for (unsigned int i = 0; i < settings->count; i++) {
		struct party child = start_and_end_child();

		reap(&child);
	}
}

static void take_exits(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();
	sigset_t set;

	block_signals(SIGCHLD_BIT);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (unsigned int i = 0; i < settings->count; i++) {
		struct party child = start_and_end_child();

		die_if(sigwaitinfo(&set, NULL) < 0, "sigwaitinfo");
		die_if(waitpid(child.pid, NULL, 0) < 0, "waitpid");
		rows_generated(&child, &me, SIGCHLD, ORIGIN_CHILD, OUTCOME_QUEUED, 1);
	}
}

void run_exits_taken(const struct settings *settings)
{
	run_as(NULL, SAME_UID, take_exits, settings);
}

static void leave_exits_pending(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();

	block_signals(SIGCHLD_BIT);
	for (unsigned int i = 0; i < settings->count; i++) {
		struct party child = start_and_end_child();

		die_if(waitpid(child.pid, NULL, 0) < 0, "waitpid");
		rows_generated(&child, &me, SIGCHLD, ORIGIN_CHILD,
		               i == 0 ? OUTCOME_QUEUED : OUTCOME_PENDING, 1);
	}
}

void run_exits_pending(const struct settings *settings)
{
	run_as(NULL, SAME_UID, leave_exits_pending, settings);
}

void run_stops(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_DEFAULT});

	for (unsigned int i = 0; i < settings->count; i++)
		target_stop_and_continue(&target);
	target_end(&target);
}
