// SPDX-License-Identifier: GPL-2.0
/*
 * Processes with a known reaction to signals, and a channel to know what they have done.
 */
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_S 20 /* a signal not taken after this time never will be */

enum message { MESSAGE_END = 'e', MESSAGE_PING = 'p', MESSAGE_PONG = 'P', MESSAGE_TOOK = 't' };

struct party self(void)
{
	struct party party = {.pid = getpid(), .uid = getuid()};

	die_if(prctl(PR_GET_NAME, party.comm) < 0, "prctl(PR_GET_NAME)");
	return party;
}

void set_comm(const char *comm)
{
	die_if(prctl(PR_SET_NAME, comm) < 0, "prctl(PR_SET_NAME)");
}

static void change_mask(int how, uint64_t set)
{
	die_if(syscall(SYS_rt_sigprocmask, how, &set, NULL, sizeof(set)) < 0, "rt_sigprocmask");
}

void block_signals(uint64_t set)
{
	change_mask(SIG_BLOCK, set);
}

void unblock_signals(uint64_t set)
{
	change_mask(SIG_UNBLOCK, set);
}

void ignore_signal(int signal)
{
	struct {
		void (*handler)(int);
		unsigned long flags;
		void (*restorer)(void);
		uint64_t mask;
	} action = {.handler = SIG_IGN};

	die_if(syscall(SYS_rt_sigaction, signal, &action, NULL, sizeof(action.mask)) < 0,
	       "rt_sigaction");
}

pid_t fork_or_die(void)
{
	pid_t pid = fork();

	die_if(pid < 0, "fork");
	return pid;
}

int reap(const struct party *child)
{
	struct party parent = self();
	int status;

	while (waitpid(child->pid, &status, __WALL) < 0)
		die_if(errno != EINTR, "waitpid");
	rows_generated(child, &parent, SIGCHLD, ORIGIN_CHILD, OUTCOME_IGNORED, 1);
	return status;
}

static void say(int channel, char message)
{
	die_if(send(channel, &message, 1, MSG_NOSIGNAL) != 1, "send on a channel");
}

/* The target's side. A channel that closes without MESSAGE_END is a sigstorm that died. */
static void obey(int channel)
{
	char message;

	while (recv(channel, &message, 1, 0) == 1 && message == MESSAGE_PING)
		say(channel, MESSAGE_PONG);
	_exit(EXIT_SUCCESS);
}

/* Dequeue and acknowledge each signal until the channel has something to read. */
static void take_signals(int channel)
{
	uint64_t set = ALL_SIGNALS;
	int signals = (int)syscall(SYS_signalfd4, -1, &set, sizeof(set), SFD_CLOEXEC);
	struct pollfd fds[] = {{.fd = channel, .events = POLLIN}, {.events = POLLIN}};
	struct signalfd_siginfo info;

	die_if(signals < 0, "signalfd4");
	fds[1].fd = signals;
	say(channel, MESSAGE_PONG);
	while (poll(fds, 2, -1) > 0 && !fds[0].revents) {
		die_if(read(signals, &info, sizeof(info)) != sizeof(info), "read of a signalfd");
		say(channel, MESSAGE_TOOK);
	}
}

static void *take_in_second_thread(void *argument)
{
	const int *channel = argument;
	pid_t tid = (pid_t)syscall(SYS_gettid);

	/* An observer must show the name of the process instead. */
	set_comm("second-thread");
	die_if(send(*channel, &tid, sizeof(tid), 0) != sizeof(tid), "send on a channel");
	take_signals(*channel);
	return NULL;
}

static void start_second_thread(int channel)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, take_in_second_thread, &channel) != 0)
		die("pthread_create failed");
	if (pthread_join(thread, NULL) != 0)
		die("pthread_join failed");
}

static void react(const struct target_options *options, int channel)
{
	switch (options->reaction) {
	case REACTION_TAKE:
		block_signals(ALL_SIGNALS);
		if (options->second_thread)
			start_second_thread(channel);
		else
			take_signals(channel);
		return;
	case REACTION_IGNORE:
		for (int signal = 1; signal <= 64; signal++)
			if (signal != SIGKILL && signal != SIGSTOP)
				ignore_signal(signal);
		break;
	case REACTION_BLOCK:
		block_signals(ALL_SIGNALS);
		break;
	case REACTION_DEFAULT:
		break;
	}
	say(channel, MESSAGE_PONG);
}

static void become(const char *comm, uid_t uid)
{
	if (comm)
		set_comm(comm);
	if (uid != SAME_UID)
		die_if(setresuid(uid, uid, uid) < 0, "setresuid (sigstorm must run as root)");
}

__attribute__((noreturn)) static void be_target(const struct target_options *options, int channel)
{
	struct rlimit limit = {.rlim_cur = options->queue, .rlim_max = options->queue};

	if (options->grouped)
		die_if(setpgid(0, options->group) < 0, "setpgid");
	if (options->limited)
		die_if(setrlimit(RLIMIT_SIGPENDING, &limit) < 0, "setrlimit");
	become(options->comm, options->uid ? options->uid : SAME_UID);
	react(options, channel);
	obey(channel);
	_exit(EXIT_SUCCESS);
}

static void expect(int channel, char message, const char *what)
{
	char got;
	ssize_t size = recv(channel, &got, 1, 0);

	if (size < 0)
		die("%s: %s", what, strerror(errno));
	if (size == 0 || got != message)
		die("%s: the target process failed", what);
}

struct target target_start(const struct target_options *options)
{
	struct timeval patience = {.tv_sec = PATIENCE_S};
	struct target target = {.party = self()};
	int pair[2];

	die_if(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0, "socketpair");
	target.party.pid = fork_or_die();
	if (target.party.pid == 0) {
		close(pair[0]);
		be_target(options, pair[1]);
	}
	close(pair[1]);
	target.channel = pair[0];
	target.tid = target.party.pid;
	die_if(setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0,
	       "setsockopt");
	if (options->second_thread)
		die_if(recv(pair[0], &target.tid, sizeof(target.tid), MSG_WAITALL) !=
		               sizeof(target.tid),
		       "recv of a thread id");
	expect(pair[0], MESSAGE_PONG, "start of a target");
	target.pidfd = (int)syscall(SYS_pidfd_open, target.party.pid, 0);
	if (options->uid)
		target.party.uid = options->uid;
	if (options->comm) {
		memset(target.party.comm, 0, COMM_SIZE);
		memcpy(target.party.comm, options->comm, strnlen(options->comm, COMM_SIZE - 1));
	}
	return target;
}

void target_await(const struct target *target, unsigned int signals)
{
	while (signals-- > 0)
		expect(target->channel, MESSAGE_TOOK, "wait for a signal to be taken");
}

void target_ping(const struct target *target)
{
	say(target->channel, MESSAGE_PING);
	expect(target->channel, MESSAGE_PONG, "wait for a target to run");
}

void target_gone(struct target *target)
{
	reap(&target->party);
	close(target->channel);
	if (target->pidfd >= 0)
		close(target->pidfd);
}

void target_end(struct target *target)
{
	say(target->channel, MESSAGE_END);
	target_gone(target);
}

void run_as(const char *comm, uid_t uid, void (*body)(const void *argument), const void *argument)
{
	struct party child = self();
	int status;

	child.pid = fork_or_die();
	if (child.pid == 0) {
		become(comm, uid);
		body(argument);
		_exit(EXIT_SUCCESS);
	}
	if (uid != SAME_UID)
		child.uid = uid;
	if (comm) {
		memset(child.comm, 0, COMM_SIZE);
		memcpy(child.comm, comm, strnlen(comm, COMM_SIZE - 1));
	}
	status = reap(&child);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS)
		die("a sender process failed (wait status %#x)", (unsigned int)status);
}
