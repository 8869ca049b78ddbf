/* SPDX-License-Identifier: GPL-2.0 */
/* A run of sigstorm, and the rows that the program under test must report of it. */
#ifndef LIVE_STORM_H
#define LIVE_STORM_H

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

#include "process.h"
#include "tally.h"

struct storm {
	pid_t pid;     /* of its first process */
	char comm[16]; /* of all its processes that have no hostile name: no other process has it */
	int out, err, gate;
	json_t *rows; /* array: all that it caused, its own SIGCHLD included */
	json_t *pids; /* object: the processes in its rows, as texts */
};

/* Its process is there, so that pid and comm are known, but has not begun. */
void storm_prepare(struct storm *storm, const char *const args[]);

/* It begins. */
void storm_begin(struct storm *storm);

/* Wait for its end; the rows are there. What it skipped is counted as skipped. */
void storm_finish(struct storm *storm);

/* All of these. */
void storm_run(struct storm *storm, const char *const args[]);

/* After its end: these rows were printed by a run of sigstorm that another program had started. */
void storm_adopt(struct storm *storm, const char *text);

/* Whether a row of a report, or of the storm, comes from this storm: a row_filter. */
bool row_of_storm(const json_t *row, const void *storm);

/* Fail unless the reports have exactly the rows of the storm; of others they may have any. */
void storm_assert_exact(const struct storm *storm, const json_t *reports);

/*
 * Likewise if a filter was asked for: exactly those rows of the storm that are wanted, of which
 * there must be some, and of others none that is not wanted.
 */
void storm_assert_filtered(const struct storm *storm, const json_t *reports, row_filter wanted,
                           const void *context);

#endif
