// SPDX-License-Identifier: GPL-2.0
/* A few hundred signals of every kind that takes no privilege, in known numbers. */
#include "check/storm.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/actors.h"
#include "check/calls.h"
#include "check/own.h"

#define ROOM_LEAST 256 /* signals that this user can have pending: half of them we need */
#define NO_SIGNAL  65
#define PATIENCE   60 /* seconds */
#define MEMBERS    2  /* of a process group, besides its leader */
#define DOOMED     5

enum whom { BLOCKING, IGNORING, FULL, GROUP, NOBODY, TARGETS };

/*
 * Calls of one kind after the other. Signals from 40 on are real-time: each is queued by itself;
 * and each is sent by one call only, so that no two rows are one. Numbers are primes.
 */
static const struct step {
	const char *kind;
	enum send call;
	enum whom whom;
	int signal;
	enum outcome outcome;
	int error; /* that the call must give */
	unsigned int times;
	int code; /* of siginfo; 0 = SI_QUEUE */
} steps[] = {
	{"kill", SEND_KILL, BLOCKING, 40, OUTCOME_QUEUED, 0, 23, 0},
	{"tkill", SEND_TKILL, BLOCKING, 41, OUTCOME_QUEUED, 0, 19, 0},
	{"tgkill", SEND_TGKILL, BLOCKING, 42, OUTCOME_QUEUED, 0, 17, 0},
	{"rt_sigqueueinfo", SEND_SIGQUEUE, BLOCKING, 43, OUTCOME_QUEUED, 0, 13, 0},
	{"rt_tgsigqueueinfo", SEND_TGSIGQUEUE, BLOCKING, 44, OUTCOME_QUEUED, 0, 11, 0},
	{"pidfd_send_signal", SEND_PIDFD, BLOCKING, 45, OUTCOME_QUEUED, 0, 7, 0},
	{"pidfd_send_signal", SEND_PIDFD_INFO, BLOCKING, 46, OUTCOME_QUEUED, 0, 5, 0},
	/* Who writes what a timer's has is told from a timer. */
	{"forged", SEND_SIGQUEUE, BLOCKING, 47, OUTCOME_QUEUED, 0, 7, SI_TIMER},
	{"pending", SEND_KILL, BLOCKING, SIGUSR1, OUTCOME_QUEUED, 0, 1, 0},
	{"pending", SEND_KILL, BLOCKING, SIGUSR1, OUTCOME_PENDING, 0, 13, 0},
	{"ignored", SEND_KILL, IGNORING, SIGUSR1, OUTCOME_IGNORED, 0, 17, 0},
	{"ignored", SEND_TGKILL, IGNORING, 48, OUTCOME_IGNORED, 0, 11, 0},
	{"overflow", SEND_SIGQUEUE, FULL, 49, OUTCOME_OVERFLOW, EAGAIN, 13, 0},
	{"info_lost", SEND_KILL, FULL, 50, OUTCOME_INFO_LOST, 0, 11, 0},
	{"group", SEND_KILL, GROUP, SIGUSR2, OUTCOME_IGNORED, 0, 7, 0},
	{"probe", SEND_KILL, IGNORING, 0, OUTCOME_PROBE, 0, 13, 0},
	{"probe", SEND_TGKILL, IGNORING, 0, OUTCOME_PROBE, 0, 7, 0},
	{"refused", SEND_KILL, NOBODY, SIGUSR1, OUTCOME_REFUSED, ESRCH, 23, 0},
	{"refused", SEND_TKILL, NOBODY, SIGUSR1, OUTCOME_REFUSED, ESRCH, 11, 0},
	{"refused", SEND_TGKILL, NOBODY, SIGUSR2, OUTCOME_REFUSED, ESRCH, 7, 0},
	{"refused", SEND_SIGQUEUE, NOBODY, SIGUSR1, OUTCOME_REFUSED, ESRCH, 11, 0},
	{"refused", SEND_TGSIGQUEUE, NOBODY, SIGUSR2, OUTCOME_REFUSED, ESRCH, 7, 0},
	{"refused", SEND_KILL, IGNORING, NO_SIGNAL, OUTCOME_REFUSED, EINVAL, 13, 0},
	{"refused", SEND_PIDFD, BLOCKING, NO_SIGNAL, OUTCOME_REFUSED, EINVAL, 5, 0},
	{"refused", SEND_PIDFD, NOBODY, SIGUSR1, OUTCOME_REFUSED, EBADF, 5, 0},
	/* Only the kernel may say to others that this was a kill. */
	{"refused", SEND_SIGQUEUE, IGNORING, SIGUSR1, OUTCOME_REFUSED, EPERM, 13, SI_KERNEL},
};

struct storm {
	struct actors actors;
	pid_t whom[TARGETS]; /* as the calls have it */
	pid_t members[MEMBERS];
	int pidfd; /* of the blocking one */
};

static struct check_row *new_row(struct check_test *test, const char *kind)
{
	struct check_row *row = check_add_row(test);

	if (!row) {
		errno = ENOBUFS;
		actors_fail("rows");
	}
	row->kind = kind;
	row->sender = getpid();
	row->sent = true;
	return row;
}

/* As soon as a call does not give what it must, the step is over, and its row was not sent. */
static void make_step(struct storm *storm, const struct step *step)
{
	struct check_row *row = new_row(storm->actors.test, step->kind);
	int pidfd = step->whom == BLOCKING ? storm->pidfd : -1;

	row->target = storm->whom[step->whom];
	row->target_unknown = call_takes_pidfd(step->call) && pidfd < 0;
	row->any_target = step->whom == GROUP;
	row->signal = step->signal == NO_SIGNAL ? SIGNAL_INVALID : step->signal;
	row->outcome = step->outcome;
	row->origin = call_origin(step->call);
	row->error = step->outcome == OUTCOME_REFUSED ? step->error : 0;
	row->expected = (uint64_t)step->times * (step->whom == GROUP ? MEMBERS + 1 : 1);
	for (unsigned int i = 0; row->sent && i < step->times; i++) {
		int error = call_make(step->call, row->target, pidfd, step->signal,
		                      step->code ? step->code : SI_QUEUE);

		row->sent = error == step->error;
		row->gave = row->sent ? 0 : error;
	}
}

/* SIGTERM, to processes that do nothing about it: they are timed from there to their end. */
static void kill_some(struct storm *storm)
{
	struct check_test *test = storm->actors.test;
	struct check_row *row = new_row(test, "killed");

	row->any_target = true;
	row->signal = SIGTERM;
	row->origin = ORIGIN_KILL;
	row->expected = DOOMED;
	for (int i = 0; i < DOOMED; i++) {
		pid_t doomed = actors_target(&storm->actors, REACTION_DEFAULT, -1);

		if (call_make(SEND_KILL, doomed, -1, SIGTERM, 0))
			actors_fail("kill");
		actors_reap(&storm->actors, doomed);
	}
	test->times[test->time_count++] =
		(struct check_time){HIST_EXIT, SIGTERM, .expected = DOOMED};
}

/* Each child at its end: the parent reacts by default, which is to ignore it. */
static void expect_ends(struct check_test *test, pid_t parent, uint64_t children)
{
	struct check_row *row = new_row(test, "child");

	row->any_sender = true;
	row->target = parent;
	row->signal = SIGCHLD;
	row->outcome = OUTCOME_IGNORED;
	row->origin = ORIGIN_CHILD;
	row->expected = children;
}

static void start_targets(struct storm *storm)
{
	storm->whom[BLOCKING] = actors_target(&storm->actors, REACTION_BLOCK, -1);
	storm->whom[FULL] = actors_target(&storm->actors, REACTION_NO_QUEUE, -1);
	storm->whom[IGNORING] = actors_target(&storm->actors, REACTION_IGNORE, 0);
	storm->whom[GROUP] = -storm->whom[IGNORING];
	storm->whom[NOBODY] = INT_MAX; /* PID_MAX_LIMIT is 4194304 */
	for (int i = 0; i < MEMBERS; i++)
		storm->members[i] =
			actors_target(&storm->actors, REACTION_IGNORE, storm->whom[IGNORING]);
	storm->pidfd = (int)syscall(SYS_pidfd_open, storm->whom[BLOCKING], 0);
}

__attribute__((noreturn)) static void send_all(struct check_test *test)
{
	struct storm storm;

	/* Where a call says that it has sent a signal, and has not, somebody waits for ever. */
	(void)alarm(PATIENCE);
	actors_start(&storm.actors, test);
	start_targets(&storm);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		make_step(&storm, &steps[i]);
	actors_run(&storm.actors, own_signals);
	kill_some(&storm);
	actors_end(&storm.actors, storm.whom, FULL + 1);
	actors_end(&storm.actors, storm.members, MEMBERS);
	expect_ends(test, getpid(), storm.actors.reaped);
	_exit(EXIT_SUCCESS);
}

/* Fewer than that, and signals are not queued but dropped: no fault of those who count them. */
static int check_room(struct fault *fault)
{
	unsigned long used = 0, limit = ULONG_MAX;
	FILE *file = fopen("/proc/self/status", "re");
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "SigQ: %lu/%lu", &used, &limit) == 2)
			break;
	if (file)
		(void)fclose(file);
	if (limit > used && limit - used >= ROOM_LEAST)
		return 0;
	return fault_set(fault, EXIT_FAILED,
	                 "this user has %lu of at most %lu signals pending, too many for a test: "
	                 "raise ulimit -i",
	                 used, limit);
}

static int run_in_child(struct check_test *shared, struct fault *fault)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		send_all(shared);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return fault_set(fault, EXIT_FAILED, "cannot send test signals: %s",
		                 strerror(errno));
	if (status)
		return fault_set(fault, EXIT_FAILED, "test signals could not be sent all");
	return 0;
}

int storm_run(struct check_test *test, struct fault *fault)
{
	struct check_test *shared;
	int error;

	if (check_room(fault))
		return -1;
	/* Whoever started us may have had it ignored: then there are no signals, and no waiting. */
	if (signal(SIGCHLD, SIG_DFL) == SIG_ERR)
		return fault_set(fault, EXIT_FAILED, "signal: %s", strerror(errno));
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	if (shared == MAP_FAILED)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	shared->observer = getpid();
	error = run_in_child(shared, fault);
	if (!error)
		*test = *shared;
	(void)munmap(shared, sizeof(*shared));
	return error;
}
