// SPDX-License-Identifier: GPL-2.0
/*
 * A pid namespace as a container has one. Generated rows have the numbers of the initial namespace,
 * refused ones what the caller passed, which are its own.
 */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <unistd.h>

#define INSIDE_INIT 1
#define INSIDE_PEER 2

static void storm_inside(const struct party *me, const struct party *peer, unsigned int count)
{
	struct aim aim = aim_at_pid(INSIDE_PEER), nobody = aim_at_pid(NO_PID);

	for (unsigned int i = 0; i < count; i++)
		if (call_make(CALL_KILL, &aim, SIGUSR1, NULL))
			die("kill inside a pid namespace failed");
	rows_generated(me, peer, SIGUSR1, ORIGIN_KILL, OUTCOME_QUEUED, 1);
	rows_generated(me, peer, SIGUSR1, ORIGIN_KILL, OUTCOME_PENDING, count - 1);
	for (unsigned int i = 0; i < count; i++)
		if (call_make(CALL_KILL, &nobody, SIGUSR1, NULL) != ESRCH ||
		    call_make(CALL_KILL, &aim, 0, NULL))
			die("kill inside a pid namespace did not do as expected");
	rows_called(me, &nobody.pid, SIGUSR1, ORIGIN_KILL, ESRCH, count);
	rows_called(me, &aim.pid, 0, ORIGIN_KILL, 0, count);
	/* When init ends, the kernel kills the others. */
	rows_generated(&kernel_party, peer, SIGKILL, ORIGIN_KERNEL, OUTCOME_QUEUED, 1);
}

static void use_pid_namespace(const void *argument)
{
	const struct settings *settings = argument;
	struct party init = self(), peer = self();
	int ready[2];

	if (unshare(CLONE_NEWPID) < 0) {
		skip("pid-namespace", strerror(errno));
		return;
	}
	die_if(pipe(ready) < 0, "pipe");
	init.pid = fork_or_die();
	if (init.pid == 0) {
		die_if(getpid() != INSIDE_INIT, "pid of a namespace's init");
		die_if(read(ready[0], &init.pid, sizeof(pid_t)) != sizeof(pid_t), "read of a pipe");
		die_if(read(ready[0], &peer.pid, sizeof(pid_t)) != sizeof(pid_t), "read of a pipe");
		storm_inside(&init, &peer, settings->count);
		_exit(0);
	}
	block_signals(UINT64_C(1) << (SIGUSR1 - 1)); /* which the peer inherits */
	peer.pid = fork_or_die();
	if (peer.pid == 0)
		for (;;)
			pause();
	die_if(write(ready[1], &init.pid, sizeof(pid_t)) != sizeof(pid_t), "write to a pipe");
	die_if(write(ready[1], &peer.pid, sizeof(pid_t)) != sizeof(pid_t), "write to a pipe");
	reap(&peer); /* for which the end of init waits */
	reap(&init);
}

void run_pid_namespace(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_pid_namespace, settings);
}
