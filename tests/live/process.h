/* SPDX-License-Identifier: GPL-2.0 */
/* Start programs, feed them, read what they print. Whatever goes wrong here fails the test. */
#ifndef LIVE_PROCESS_H
#define LIVE_PROCESS_H

#include <sys/types.h>

/* A list of words for a program, without its name. */
#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

struct start {
	const char *program;
	const char *const *args; /* NULL-terminated; NULL = none */
	int out;                 /* its standard output, */
	int err;                 /* standard error */
	int gate;                /* > 0: it begins when a byte comes from this pipe */
	uid_t uid;               /* 0 = ours, with all that root may do */
	const char *variable;    /* NAME=VALUE for its environment, or NULL */
};

pid_t process_start(const struct start *start);

/* Wait for its end. The exit code, or 128 and the number of the signal that killed it. */
int process_wait(pid_t pid);

/* A file in memory to write to. */
int memory_file(void);

/* All that is in a file in memory, NUL-terminated. */
char *memory_text(int fd);

/* All that comes from a pipe until its writers have closed it, NUL-terminated. */
char *pipe_text(int fd);

/* The next line of a pipe, without its line feed; NULL at the end. */
char *pipe_line(int fd);

/* The two ends of a pipe, closed on exec. */
void pipe_make(int ends[2]);

/* A program that ran to its end. */
struct outcome {
	int code; /* as process_wait() has it */
	char *out;
	char *err;
};

struct outcome process_run(const char *program, const char *const args[]);

/* As it is, but for another user or with a variable. Its descriptors are ignored. */
struct outcome process_run_as(struct start start);

/* CLOCK_MONOTONIC, seconds. */
double seconds_now(void);

void seconds_sleep(double seconds);

#endif
