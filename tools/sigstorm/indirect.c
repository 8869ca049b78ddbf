// SPDX-License-Identifier: GPL-2.0
/* What the kernel sends on behalf of the process that runs, who did not ask for a signal. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void do_nothing(int signal)
{
	(void)signal;
}

static void handle(int signal, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	die_if(sigaction(signal, &action, NULL) < 0, "sigaction");
}

/* @count writes that each bring @signal on ourselves; it is handled when the write returns. */
static void fail_to_write(int file, int signal, int error, enum outcome outcome, unsigned int count)
{
	struct party me = self();

	for (unsigned int i = 0; i < count; i++)
		if (write(file, "x", 1) >= 0 || errno != error)
			die("a write that had to fail with %s did not", strerrorname_np(error));
	rows_generated(&me, &me, signal, ORIGIN_INDIRECT, outcome, count);
}

static void write_to_closed_pipe(const void *argument)
{
	const struct settings *settings = argument;
	int ends[2];

	die_if(pipe2(ends, O_CLOEXEC) < 0, "pipe");
	close(ends[0]);
	handle(SIGPIPE, do_nothing);
	fail_to_write(ends[1], SIGPIPE, EPIPE, OUTCOME_QUEUED, settings->count);
	handle(SIGPIPE, SIG_IGN);
	fail_to_write(ends[1], SIGPIPE, EPIPE, OUTCOME_IGNORED, settings->count);
}

void run_sigpipe(const struct settings *settings)
{
	run_as(NULL, SAME_UID, write_to_closed_pipe, settings);
}

static void write_too_much(const void *argument)
{
	const struct settings *settings = argument;
	const struct rlimit nothing = {0};
	int file = memfd_create("sigstorm", MFD_CLOEXEC);

	die_if(file < 0, "memfd_create");
	die_if(setrlimit(RLIMIT_FSIZE, &nothing) < 0, "setrlimit");
	handle(SIGXFSZ, do_nothing);
	fail_to_write(file, SIGXFSZ, EFBIG, OUTCOME_QUEUED, settings->count);
}

void run_file_size(const struct settings *settings)
{
	run_as(NULL, SAME_UID, write_too_much, settings);
}

/*
 * The child asks for SIGUSR1 at our end, which it blocks, and lives until it has it. It is an
 * orphan then, whose own end goes to the first process of sigstorm.
 */
__attribute__((noreturn)) static void outlive_parent(int ready)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	die_if(sigprocmask(SIG_BLOCK, &set, NULL) < 0, "sigprocmask");
	die_if(prctl(PR_SET_PDEATHSIG, SIGUSR1) < 0, "prctl(PR_SET_PDEATHSIG)");
	die_if(write(ready, "", 1) != 1, "write to a pipe");
	die_if(sigwaitinfo(&set, NULL) < 0, "sigwaitinfo");
	_exit(0);
}

/* The kill(2) is still the system call of its registers when the parent's end signals the child. */
__attribute__((noreturn)) static void kill_oneself(const struct party *me)
{
	rows_generated(me, me, SIGKILL, ORIGIN_KILL, OUTCOME_QUEUED, 1);
	(void)kill(me->pid, SIGKILL);
	die("survived SIGKILL");
}

__attribute__((noreturn)) static void die_as_parent(int pids, bool killed)
{
	struct party me = self(), child = self();
	int ends[2];
	char byte;

	die_if(pipe2(ends, O_CLOEXEC) < 0, "pipe");
	child.pid = fork_or_die();
	if (child.pid == 0)
		outlive_parent(ends[1]);
	die_if(read(ends[0], &byte, 1) != 1, "read of a pipe");
	die_if(write(pids, &child.pid, sizeof(child.pid)) != sizeof(child.pid), "write to a pipe");
	rows_generated(&me, &child, SIGUSR1, ORIGIN_INDIRECT, OUTCOME_QUEUED, 1);
	if (killed)
		kill_oneself(&me);
	_exit(0);
}

static void end_parents(unsigned int count, bool killed)
{
	int ends[2];

	die_if(pipe2(ends, O_CLOEXEC) < 0, "pipe");
	for (unsigned int i = 0; i < count; i++) {
		struct party parent = self(), orphan = self();

		parent.pid = fork_or_die();
		if (parent.pid == 0)
			die_as_parent(ends[1], killed);
		die_if(read(ends[0], &orphan.pid, sizeof(orphan.pid)) != sizeof(orphan.pid),
		       "read of a pipe");
		reap(&parent);
		reap(&orphan);
	}
	close(ends[0]);
	close(ends[1]);
}

void run_parent_death(const struct settings *settings)
{
	end_parents(settings->count, false);
}

void run_parent_killed(const struct settings *settings)
{
	end_parents(settings->count, true);
}

/* A cgroup2 hierarchy of our own at no path: nothing to unmount. Returns -1 with errno. */
static int mount_cgroup2(void)
{
	int context = fsopen("cgroup2", FSOPEN_CLOEXEC);
	int mount = -1;

	if (context < 0)
		return -1;
	if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	close(context);
	return mount;
}

static void write_file(int directory, const char *path, const char *text)
{
	int file = openat(directory, path, O_WRONLY | O_CLOEXEC);

	die_if(file < 0, path);
	die_if(write(file, text, strlen(text)) < 0, path);
	close(file);
}

static void kill_cgroup(int hierarchy, const char *name, unsigned int count)
{
	struct party me = self();
	char path[64], pid[16];

	snprintf(path, sizeof(path), "%s/cgroup.procs", name);
	for (unsigned int i = 0; i < count; i++) {
		struct target target =
			target_start(&(struct target_options){.reaction = REACTION_DEFAULT});

		snprintf(pid, sizeof(pid), "%d", target.party.pid);
		write_file(hierarchy, path, pid);
		snprintf(path, sizeof(path), "%s/cgroup.kill", name);
		write_file(hierarchy, path, "1");
		snprintf(path, sizeof(path), "%s/cgroup.procs", name);
		rows_generated(&me, &target.party, SIGKILL, ORIGIN_INDIRECT, OUTCOME_QUEUED, 1);
		target_gone(&target);
	}
}

void run_cgroup_kill(const struct settings *settings)
{
	char name[32], kill_file[64];
	int hierarchy = mount_cgroup2();

	if (hierarchy < 0) {
		skip("cgroup-kill", strerror(errno));
		return;
	}
	snprintf(name, sizeof(name), "sigstorm.%d", getpid());
	snprintf(kill_file, sizeof(kill_file), "%s/cgroup.kill", name);
	if (mkdirat(hierarchy, name, 0755) < 0) {
		skip("cgroup-kill", strerror(errno));
	} else {
		if (faccessat(hierarchy, kill_file, W_OK, 0) < 0)
			skip("cgroup-kill", "the kernel has no cgroup.kill (Linux 5.14)");
		else
			kill_cgroup(hierarchy, name, settings->count);
		die_if(unlinkat(hierarchy, name, AT_REMOVEDIR) < 0, "removal of a cgroup");
	}
	close(hierarchy);
}

static void notify_by_mqueue(mqd_t queue, unsigned int count)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct party me = self();
	char message[1];

	ignore_signal(SIGUSR1);
	for (unsigned int i = 0; i < count; i++) {
		die_if(mq_notify(queue, &event) < 0, "mq_notify");
		die_if(mq_send(queue, "x", 1, 0) < 0, "mq_send");
		die_if(mq_receive(queue, message, sizeof(message), NULL) < 0, "mq_receive");
	}
	rows_generated(&me, &me, SIGUSR1, ORIGIN_INDIRECT, OUTCOME_IGNORED, count);
}

static void use_mqueue(const void *argument)
{
	const struct settings *settings = argument;
	struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
	char name[32];
	mqd_t queue;

	snprintf(name, sizeof(name), "/sigstorm.%d", getpid());
	queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attributes);
	if (queue < 0) {
		skip("mqueue", strerror(errno));
		return;
	}
	die_if(mq_unlink(name) < 0, "mq_unlink");
	notify_by_mqueue(queue, settings->count);
	mq_close(queue);
}

void run_mqueue(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_mqueue, settings);
}
