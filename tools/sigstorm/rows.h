/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rows that a correct observer must report, gathered from all processes of sigstorm.
 */
#ifndef SIGSTORM_ROWS_H
#define SIGSTORM_ROWS_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define COMM_SIZE 16 /* TASK_COMM_LEN */

enum outcome {
	OUTCOME_QUEUED,
	OUTCOME_IGNORED,
	OUTCOME_PENDING,
	OUTCOME_OVERFLOW,
	OUTCOME_INFO_LOST,
	OUTCOME_REFUSED,
	OUTCOME_PROBE,
};

enum origin {
	ORIGIN_KILL,
	ORIGIN_TKILL,
	ORIGIN_SIGQUEUE,
	ORIGIN_TIMER,
	ORIGIN_IO,
	ORIGIN_CHILD,
	ORIGIN_FAULT,
	ORIGIN_INDIRECT,
	ORIGIN_KERNEL,
};

/* A process as an observer shows it. */
struct party {
	pid_t pid;
	uid_t uid; /* real */
	char comm[COMM_SIZE];
};

/* The kernel as a sender. */
extern const struct party kernel_party;

/* Must be called before the first fork: the rows live in memory that all descendants share. */
void rows_init(void);

/* The kernel generated @count signals for @target. A count of 0 adds nothing. */
void rows_generated(const struct party *sender, const struct party *target, int signal,
                    enum origin origin, enum outcome outcome, uint64_t count);

/*
 * @count system calls of @sender were refused with @error, or, if @error is 0, were probes that
 * returned 0. @target is the pid as it was passed, NULL if no observer can know it.
 */
void rows_called(const struct party *sender, const pid_t *target, int signal, enum origin origin,
                 int error, uint64_t count);

/* One JSON object per distinct row, one per line, sorted. Returns 0, or -1 if @out failed. */
int rows_print(FILE *out);

#endif
