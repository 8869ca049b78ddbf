// SPDX-License-Identifier: GPL-2.0
/* The processes that take part in a test. */
#include "check/actors.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

void actors_fail(const char *what)
{
	(void)fprintf(stderr, "sigsnoop-top: the test signals cannot be sent: %s: %s\n", what,
	              strerror(errno));
	_exit(EXIT_FAILURE);
}

static void react_to_all(void (*reaction)(int))
{
	const struct sigaction action = {.sa_handler = reaction};

	/* Some are not to be had: KILL, STOP, and two that are the C library's. */
	for (int signal = 1; signal <= SIGNAL_MAX; signal++)
		(void)sigaction(signal, &action, NULL);
}

static void block_all(void)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_BLOCK, &all, NULL))
		actors_fail("sigprocmask");
}

static void join(struct check_test *test)
{
	if (test->process_count == CHECK_PROCESSES_MOST) {
		errno = ENOBUFS;
		actors_fail("processes");
	}
	test->processes[test->process_count++] = getpid();
}

void actors_start(struct actors *actors, struct check_test *test)
{
	sigset_t none;

	*actors = (struct actors){.test = test};
	sigemptyset(&none);
	react_to_all(SIG_DFL);
	/* A terminal's keys and window are not for us. */
	if (sigprocmask(SIG_SETMASK, &none, NULL) || setpgid(0, 0) ||
	    pipe2(actors->ready, O_CLOEXEC) || pipe2(actors->life, O_CLOEXEC))
		actors_fail("start");
	join(test);
}

static void react(enum reaction reaction)
{
	const struct rlimit none = {0};

	if (reaction == REACTION_IGNORE)
		react_to_all(SIG_IGN);
	if (reaction == REACTION_BLOCK || reaction == REACTION_NO_QUEUE)
		block_all();
	if (reaction == REACTION_NO_QUEUE && setrlimit(RLIMIT_SIGPENDING, &none))
		actors_fail("setrlimit");
}

__attribute__((noreturn)) static void be_target(struct actors *actors, enum reaction reaction,
                                                pid_t group)
{
	char byte;

	close(actors->life[1]);
	if (group >= 0 && setpgid(0, group))
		actors_fail("setpgid");
	join(actors->test);
	react(reaction);
	if (write(actors->ready[1], "", 1) != 1)
		actors_fail("write");
	while (read(actors->life[0], &byte, 1) < 0 && errno == EINTR)
		;
	_exit(EXIT_SUCCESS);
}

static pid_t start_child(void)
{
	pid_t pid = fork();

	if (pid < 0)
		actors_fail("fork");
	return pid;
}

pid_t actors_target(struct actors *actors, enum reaction reaction, pid_t group)
{
	pid_t pid = start_child();
	char byte;

	if (!pid)
		be_target(actors, reaction, group);
	if (read(actors->ready[0], &byte, 1) != 1)
		actors_fail("read");
	return pid;
}

static int wait_for(struct actors *actors, pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) < 0)
		actors_fail("waitpid");
	actors->reaped++;
	return status;
}

void actors_reap(struct actors *actors, pid_t pid)
{
	(void)wait_for(actors, pid);
}

void actors_run(struct actors *actors, void (*body)(struct check_test *test))
{
	pid_t pid = start_child();

	if (!pid) {
		join(actors->test);
		body(actors->test);
		_exit(EXIT_SUCCESS);
	}
	if (wait_for(actors, pid)) /* it has said why */
		_exit(EXIT_FAILURE);
}

void actors_end(struct actors *actors, const pid_t *targets, size_t count)
{
	close(actors->life[1]);
	for (size_t i = 0; i < count; i++)
		actors_reap(actors, targets[i]);
}
