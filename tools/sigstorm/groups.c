// SPDX-License-Identifier: GPL-2.0
/* Process groups: one signal generated for each member that the sender may signal. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <unistd.h>

#define MEMBERS 3

/* One kill(2) to the group @pgid as a whole; the rows are up to the caller. */
static void kill_group(pid_t pgid, int signal)
{
	struct aim aim = aim_at_pid(-pgid);

	if (call_make(CALL_KILL, &aim, signal, NULL))
		die("kill of process group %d failed", pgid);
}

static void start_group(struct target members[MEMBERS], pid_t group, enum reaction reaction)
{
	for (int i = 0; i < MEMBERS; i++) {
		members[i] = target_start(&(struct target_options){
			.reaction = reaction, .grouped = true, .group = group});
		if (!group)
			group = members[i].party.pid;
	}
}

static void end_group(struct target members[MEMBERS])
{
	for (int i = 0; i < MEMBERS; i++)
		target_end(&members[i]);
}

/* @count times to the group, each taken by all members. */
static void storm_group(struct target members[MEMBERS], pid_t pgid, int signal, unsigned int count)
{
	struct party sender = self();

	for (unsigned int sent = 0; sent < count; sent++) {
		kill_group(pgid, signal);
		for (int i = 0; i < MEMBERS; i++)
			target_await(&members[i], 1);
	}
	for (int i = 0; i < MEMBERS; i++)
		rows_generated(&sender, &members[i].party, signal, ORIGIN_KILL, OUTCOME_QUEUED,
		               count);
}

void run_group(const struct settings *settings)
{
	struct target members[MEMBERS];

	start_group(members, 0, REACTION_TAKE);
	storm_group(members, members[0].party.pid, SIGUSR1, settings->count);
	end_group(members);
}

static void storm_own_group(const void *argument)
{
	const struct settings *settings = argument;
	struct target members[MEMBERS];
	struct party sender = self();
	struct aim own = aim_at_pid(0);

	die_if(setpgid(0, 0) < 0, "setpgid");
	ignore_signal(SIGUSR1);
	start_group(members, getpid(), REACTION_TAKE);
	storm_group(members, 0, SIGUSR1, settings->count); /* -0 is 0: our own group */
	rows_generated(&sender, &sender, SIGUSR1, ORIGIN_KILL, OUTCOME_IGNORED, settings->count);
	call_refused(CALL_KILL, &own, 0, NULL, 0, settings->count);
	end_group(members);
}

void run_own_group(const struct settings *settings)
{
	run_as(NULL, SAME_UID, storm_own_group, settings);
}

struct errand {
	const struct target *leader;
	const struct target *permits; /* NULL: none does */
	unsigned int count;
};

static void storm_foreign_group(const void *argument)
{
	const struct errand *errand = argument;
	struct aim group = aim_at_pid(-errand->leader->party.pid);
	struct party sender = self();

	if (!errand->permits) {
		call_refused(CALL_KILL, &group, SIGUSR1, NULL, EPERM, errand->count);
		call_refused(CALL_KILL, &group, 0, NULL, EPERM, errand->count);
		return;
	}
	for (unsigned int sent = 0; sent < errand->count; sent++)
		kill_group(errand->leader->party.pid, SIGUSR1);
	rows_generated(&sender, &errand->permits->party, SIGUSR1, ORIGIN_KILL, OUTCOME_IGNORED,
	               errand->count);
}

/* The member that refuses is a blind spot of the kernel: kill(2) returns 0, nothing is generated.
 */
void run_group_partial(const struct settings *settings)
{
	struct target leader = target_start(
		&(struct target_options){.reaction = REACTION_IGNORE, .grouped = true});
	struct target member = target_start(&(struct target_options){.reaction = REACTION_IGNORE,
	                                                             .uid = STRANGER_UID,
	                                                             .grouped = true,
	                                                             .group = leader.party.pid});
	struct errand errand = {&leader, &member, settings->count};

	run_as(NULL, STRANGER_UID, storm_foreign_group, &errand);
	target_end(&member);
	target_end(&leader);
}

void run_group_refused(const struct settings *settings)
{
	struct target members[MEMBERS];
	struct errand errand = {&members[0], NULL, settings->count};
	struct aim nobody = aim_at_pid(-NO_PID);

	start_group(members, 0, REACTION_IGNORE);
	run_as(NULL, STRANGER_UID, storm_foreign_group, &errand);
	call_refused(CALL_KILL, &nobody, SIGUSR1, NULL, ESRCH, settings->count);
	call_refused(CALL_KILL, &nobody, 0, NULL, ESRCH, settings->count);
	end_group(members);
}
