// SPDX-License-Identifier: GPL-2.0
/* The processes that signals are sent to. */
#include "targets.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STACK_SIZE 4096U

/*
 * Signals that are pending count against the limit of the user who is to get them, and beyond it
 * that user can make no more timers (RLIMIT_SIGPENDING): so that is nobody else.
 */
#define TARGETS_UID 61181

uint32_t key_target(uint32_t key)
{
	return key / KEY_SIGNALS;
}

int key_signal(uint32_t key)
{
	static const int signals[KEY_SIGNALS] = {
		SIGUSR1, SIGHUP,  SIGINT,  SIGQUIT, SIGILL,    SIGTRAP, SIGABRT, SIGBUS,  SIGFPE,
		SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM,   16,      SIGCHLD, SIGTSTP, SIGTTIN,
		SIGTTOU, SIGURG,  SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGSYS,
	};

	return signals[key % KEY_SIGNALS];
}

/* It shares all memory with the keeper, and so leaves it alone. */
static int target_main(void *unused)
{
	(void)unused;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		(void)pause();
	return 0;
}

static void *map_memory(size_t size, int sharing)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
}

/* Thousands of processes: one address space for all saves most of what they would cost. */
static bool spawn_all(const struct targets *targets)
{
	char *stacks = map_memory((size_t)targets->count * STACK_SIZE, MAP_PRIVATE);

	if (stacks == MAP_FAILED)
		return false;
	for (uint32_t i = 0; i < targets->count; i++) {
		targets->pids[i] = clone(target_main, stacks + (size_t)(i + 1) * STACK_SIZE,
		                         CLONE_VM | CLONE_FS | CLONE_FILES | SIGCHLD, NULL);
		if (targets->pids[i] < 0)
			return false;
	}
	return true;
}

/* Never returns; tells by one byte that all targets are there. */
static void keeper_main(const struct targets *targets, pid_t parent, int ready)
{
	sigset_t all;
	int error;

	(void)setpgid(0, 0); /* all of them end by one kill(2) */
	(void)sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL);
	error = setresuid(TARGETS_UID, TARGETS_UID, TARGETS_UID) ? errno : 0;
	/* A change of the user takes it back. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!error)
		error = spawn_all(targets) ? 0 : errno;
	if (write(ready, &error, sizeof(error)) != sizeof(error) || error || getppid() != parent)
		_exit(1);
	for (;;)
		(void)pause();
}

static int start_keeper(struct targets *targets, struct fault *fault)
{
	pid_t parent = getpid();
	int ready[2], error = EPIPE;

	if (pipe(ready))
		return fault_set(fault, EXIT_FAILED, "pipe: %s", strerror(errno));
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	targets->keeper = fork();
	if (targets->keeper == 0)
		keeper_main(targets, parent, ready[1]);
	(void)close(ready[1]);
	if (targets->keeper > 0 && read(ready[0], &error, sizeof(error)) != sizeof(error))
		error = EPIPE;
	(void)close(ready[0]);
	if (error)
		return fault_set(fault, EXIT_FAILED,
		                 "cannot start %u processes to send signals to: %s", targets->count,
		                 strerror(error));
	return 0;
}

int targets_start(struct targets *targets, uint32_t keys, struct fault *fault)
{
	targets->count = key_target(keys - 1) + 1;
	targets->pids = map_memory(targets->count * sizeof(*targets->pids), MAP_SHARED);
	if (targets->pids == MAP_FAILED) {
		targets->pids = NULL;
		return fault_set(fault, EXIT_FAILED, "mmap: %s", strerror(errno));
	}
	if (!start_keeper(targets, fault))
		return 0;
	targets_stop(targets);
	return -1;
}

void targets_stop(struct targets *targets)
{
	if (targets->keeper > 0) {
		(void)kill(-targets->keeper, SIGKILL);
		(void)waitpid(targets->keeper, NULL, 0);
		/* Its orphans have become our children. */
		while (waitpid(-targets->keeper, NULL, 0) > 0)
			;
		targets->keeper = 0;
	}
	if (targets->pids)
		(void)munmap(targets->pids, targets->count * sizeof(*targets->pids));
	targets->pids = NULL;
}
