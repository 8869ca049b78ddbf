// SPDX-License-Identifier: GPL-2.0
/* Start programs, feed them, read what they print. */
#include "process.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGS_MOST 40

/* In the child: no test can be failed from here. */
static void fail_child(const char *what)
{
	(void)dprintf(STDERR_FILENO, "live: %s: %s\n", what, strerror(errno));
	_exit(126);
}

static void become(uid_t uid)
{
	if (setgroups(0, NULL) || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
		fail_child("setresuid");
}

static void run_child(const struct start *start)
{
	const char *argv[ARGS_MOST + 2] = {start->program};
	int program = open(start->program, O_RDONLY | O_CLOEXEC);
	char nothing;

	for (int i = 0; start->args && start->args[i]; i++) {
		if (i == ARGS_MOST)
			fail_child("too many arguments");
		argv[i + 1] = start->args[i];
	}
	if (start->gate > 0 && read(start->gate, &nothing, 1) < 0)
		fail_child("read of the gate");
	if (start->variable && putenv((char *)start->variable))
		fail_child("putenv");
	if (program < 0 || dup2(start->out, STDOUT_FILENO) < 0 ||
	    dup2(start->err, STDERR_FILENO) < 0)
		fail_child(start->program);
	/* By its descriptor: another user may not be let into the folder it is in. */
	if (start->uid)
		become(start->uid);
	fexecve(program, (char *const *)argv, environ);
	fail_child(start->program);
}

pid_t process_start(const struct start *start)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		run_child(start);
	return pid;
}

int process_wait(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int memory_file(void)
{
	int fd = memfd_create("live", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	return fd;
}

char *memory_text(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text;

	ck_assert_int_ge(size, 0);
	text = calloc(1, (size_t)size + 1);
	ck_assert_ptr_nonnull(text);
	ck_assert_int_eq(pread(fd, text, (size_t)size, 0), size);
	return text;
}

void pipe_make(int ends[2])
{
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
}

static ssize_t pipe_read(int fd, char *buffer, size_t size)
{
	ssize_t got;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR);
	/* The other side of a pseudo-terminal is closed. */
	if (got < 0 && errno == EIO)
		return 0;
	ck_assert_int_ge(got, 0);
	return got;
}

char *pipe_text(int fd)
{
	char *text = NULL, buffer[4096];
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	ssize_t got;

	ck_assert_ptr_nonnull(memory);
	while ((got = pipe_read(fd, buffer, sizeof(buffer))) > 0)
		ck_assert_uint_eq(fwrite(buffer, 1, (size_t)got, memory), (size_t)got);
	ck_assert_int_eq(fclose(memory), 0);
	return text;
}

char *pipe_line(int fd)
{
	char *line = NULL, byte = 0;
	size_t size;
	FILE *memory = open_memstream(&line, &size);

	ck_assert_ptr_nonnull(memory);
	/* Byte by byte: what comes after the line is for others. */
	while (pipe_read(fd, &byte, 1) > 0 && byte != '\n')
		(void)fputc(byte, memory);
	ck_assert_int_eq(fclose(memory), 0);
	return byte == '\n' ? line : NULL;
}

struct outcome process_run_as(struct start start)
{
	struct outcome outcome;

	start.out = memory_file();
	start.err = memory_file();
	outcome.code = process_wait(process_start(&start));
	outcome.out = memory_text(start.out);
	outcome.err = memory_text(start.err);
	return outcome;
}

struct outcome process_run(const char *program, const char *const args[])
{
	return process_run_as((struct start){.program = program, .args = args});
}

double seconds_now(void)
{
	struct timespec now;

	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void seconds_sleep(double seconds)
{
	struct timespec span = {.tv_sec = (time_t)seconds};

	span.tv_nsec = (long)((seconds - (double)span.tv_sec) * 1e9);
	while (nanosleep(&span, &span))
		ck_assert_int_eq(errno, EINTR);
}
