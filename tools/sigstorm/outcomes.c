// SPDX-License-Identifier: GPL-2.0
/* Outcomes other than queued and refused: kernel/signal.c, __send_signal_locked(). */
#include "call.h"
#include "workload.h"

#include <sys/wait.h>
#include <unistd.h>

#define REALTIME 40 /* any real-time signal */

void run_ignored(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});

	for (enum call call = 0; call < CALLS; call++) {
		call_generates(call, &target, SIGTERM, OUTCOME_IGNORED, settings->count);
		call_generates(call, &target, REALTIME, OUTCOME_IGNORED, settings->count);
	}
	target_end(&target);
}

/* Each call has a signal of its own, which therefore is not pending before its first use. */
void run_pending(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_BLOCK});

	for (enum call call = 0; call < CALLS; call++) {
		call_generates(call, &target, SIGHUP + call, OUTCOME_QUEUED, 1);
		call_generates(call, &target, SIGHUP + call, OUTCOME_PENDING, settings->count - 1);
	}
	target_end(&target);
}

/* kill(2) and pidfd_send_signal(2) without siginfo never fail for want of room: see below. */
static bool may_overflow(enum call call)
{
	return call_origin(call) != ORIGIN_KILL;
}

void run_overflow(const struct settings *settings)
{
	const unsigned int room = 5;
	struct target target = target_start(&(struct target_options){
		.reaction = REACTION_BLOCK, .uid = STRANGER_UID, .limited = true, .queue = room});

	call_generates(CALL_RT_SIGQUEUEINFO, &target, REALTIME, OUTCOME_QUEUED, room);
	for (enum call call = 0; call < CALLS; call++)
		if (may_overflow(call))
			call_generates(call, &target, REALTIME, OUTCOME_OVERFLOW, settings->count);
	target_end(&target);
}

/*
 * With no room for siginfo, SI_USER real-time signals and those standard signals that have a
 * negative code go without. Real-time signals are never pending: each of them is info_lost.
 */
void run_info_lost(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){
		.reaction = REACTION_BLOCK, .uid = STRANGER_UID, .limited = true, .queue = 0});

	for (enum call call = 0; call < CALLS; call++) {
		if (!may_overflow(call)) {
			call_generates(call, &target, REALTIME, OUTCOME_INFO_LOST, settings->count);
			continue;
		}
		call_generates(call, &target, SIGHUP + call, OUTCOME_INFO_LOST, 1);
		call_generates(call, &target, SIGHUP + call, OUTCOME_PENDING, settings->count - 1);
	}
	target_end(&target);
}

void run_probe(const struct settings *settings)
{
	struct target target = target_start(
		&(struct target_options){.reaction = REACTION_IGNORE, .grouped = true});
	struct aim aim = aim_at(&target);
	struct aim group = aim_at_pid(-target.party.pid);

	for (enum call call = 0; call < CALLS; call++)
		call_refused(call, &aim, 0, NULL, 0, settings->count);
	call_refused(CALL_KILL, &group, 0, NULL, 0, settings->count);
	target_end(&target);
}

/* A signal that is ignored by default: before Linux 6.2 any other is queued to the dead. */
void run_zombie(const struct settings *settings)
{
	struct target target = {.party = self(), .pidfd = -1, .channel = -1};
	struct aim aim;
	siginfo_t info;

	target.party.pid = fork_or_die();
	if (target.party.pid == 0)
		_exit(0);
	target.tid = target.party.pid;
	die_if(waitid(P_PID, (id_t)target.party.pid, &info, WEXITED | WNOWAIT) < 0, "waitid");
	aim = aim_at(&target);
	call_generates(CALL_KILL, &target, SIGURG, OUTCOME_IGNORED, settings->count);
	call_refused(CALL_KILL, &aim, 0, NULL, 0, settings->count);
	reap(&target.party);
}
