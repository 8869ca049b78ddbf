// SPDX-License-Identifier: GPL-2.0
/*
 * Is a process still the one that it was? Its start time in /proc says so (proc(5), stat, field
 * 22).
 */
#include "kernel/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

/* The contents of /proc/PID/stat; 0, or a negative errno. */
static int read_stat(uint32_t pid, char *text, size_t size)
{
	char path[32];
	ssize_t length;
	int file, error;

	(void)snprintf(path, sizeof(path), "/proc/%" PRIu32 "/stat", pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -errno;
	length = read(file, text, size - 1);
	error = length < 0 ? -errno : 0;
	(void)close(file);
	if (!error)
		text[length] = '\0';
	return error;
}

/*
 * /proc may hide processes of others from us (its option hidepid). A pidfd asks for no permission
 * (5.3 on), and unlike kill(2) it sends nothing that would be counted.
 */
static bool is_hidden(uint32_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd >= 0)
		(void)close(fd);
	return fd >= 0;
}

bool process_lives(uint32_t pid, uint64_t start)
{
	const uint64_t tick = NANOSECONDS / (uint64_t)sysconf(_SC_CLK_TCK);
	char text[1024];
	int error = read_stat(pid, text, sizeof(text)), threads;
	unsigned long long began;
	const char *rest;
	char state;

	if (error)
		return (error != -ENOENT && error != -ESRCH) || is_hidden(pid);
	rest = strrchr(text, ')'); /* the name before it may hold anything */
	if (!rest || sscanf(rest,
	                    ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d "
	                    "%*d %d %*d %llu",
	                    &state, &threads, &began) != 3)
		return true;
	/* A first thread that ended before the others is a zombie, and the process is not. */
	return (state != 'Z' || threads > 1) && state != 'X' && began == start / tick;
}

bool thread_lives(uint32_t pid, uint32_t thread)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%" PRIu32 "/task/%" PRIu32, pid, thread);
	if (!access(path, F_OK))
		return true;
	/* Or all of the process is hidden from us. */
	(void)snprintf(path, sizeof(path), "/proc/%" PRIu32, pid);
	return access(path, F_OK) != 0;
}
