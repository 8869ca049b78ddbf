// SPDX-License-Identifier: GPL-2.0
/* A kill by the OOM killer. */
#include "oom.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"

#define LIMIT (16L << 20) /* bytes */
#define EATEN (256L << 20)

struct memory_group {
	char folder[64], limit[96], swap[96], members[96];
};

static const struct version {
	const char *root, *limit, *swap;
	long swap_limit; /* bytes: of swap alone, or of memory and swap */
} versions[] = {
	{"/sys/fs/cgroup", "memory.max", "memory.swap.max", 0},
	{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", LIMIT},
};

static bool write_number(const char *path, long number)
{
	char text[32];
	int length = snprintf(text, sizeof(text), "%ld", number);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	bool done = file >= 0 && write(file, text, (size_t)length) == length;

	return file >= 0 && !close(file) && done;
}

/* Where version 2 is the whole tree, its root may have to let the controller down. */
static bool let_down(void)
{
	int control = open("/sys/fs/cgroup/cgroup.subtree_control", O_WRONLY | O_CLOEXEC);

	return control < 0 || (write(control, "+memory", 7) == 7 && !close(control));
}

static bool make(struct memory_group *group, const struct version *version)
{
	(void)snprintf(group->folder, sizeof(group->folder), "%s/live-%d", version->root, getpid());
	(void)snprintf(group->limit, sizeof(group->limit), "%s/%s", group->folder, version->limit);
	(void)snprintf(group->swap, sizeof(group->swap), "%s/%s", group->folder, version->swap);
	(void)snprintf(group->members, sizeof(group->members), "%s/cgroup.procs", group->folder);
	if (mkdir(group->folder, 0755))
		return false;
	if (write_number(group->limit, LIMIT) &&
	    (access(group->swap, F_OK) || write_number(group->swap, version->swap_limit)))
		return true;
	(void)rmdir(group->folder);
	return false;
}

static void eat_memory(const struct memory_group *group)
{
	char *memory;

	if (!write_number(group->members, getpid()))
		_exit(98);
	memory = malloc(EATEN);
	for (long i = 0; memory && i < EATEN; i += 4096)
		((volatile char *)memory)[i] = 1;
	_exit(99);
}

pid_t oom_kill_child(void)
{
	struct memory_group group = {.folder = ""};
	int status;
	pid_t pid;

	if (!let_down() || (!make(&group, &versions[0]) && !make(&group, &versions[1]))) {
		skip("there is no memory cgroup in which a process could run out of memory");
		return 0;
	}
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid)
		eat_memory(&group);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "status %x", status);
	ck_assert_int_eq(rmdir(group.folder), 0);
	return pid;
}
