/* SPDX-License-Identifier: GPL-2.0 */
/* The program under test while it counts. */
#ifndef LIVE_TOOL_H
#define LIVE_TOOL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "process.h"

struct tool {
	pid_t pid;
	int out;            /* a file in memory, or what the test gave */
	FILE *err;          /* pipe: what it says after it has begun to count */
	char *said;         /* the last line on stderr: that it counts, or why not */
	int code;           /* how it ended, if it does not count */
	bool may_lose;      /* it said so of the method that it was told to take */
	double counting_at; /* when it was known to count: seconds_now() */
};

/*
 * Start it with -o json, --verbose and then these arguments, and wait until it counts. A test that
 * expects that it may not uses tool_try(), which tells.
 */
void tool_start(struct tool *tool, const char *const args[]);
bool tool_try(struct tool *tool, const char *const args[]);

/*
 * Likewise, with a method that is forced: false, and the test is skipped, if this kernel has not
 * got it. Any other reason not to count fails the test.
 */
bool tool_try_method(struct tool *tool, const char *const args[]);

/* Likewise, of another program, output and environment. */
bool tool_try_as(struct tool *tool, struct start start);

/* What is left of its stderr, up to the end; for free(). */
char *tool_says(const struct tool *tool);

/* End it by this signal: it must exit with 0 and say nothing more on stderr. */
void tool_end(struct tool *tool, int signal);

/* Wait for its own end, which must be like that. */
void tool_wait(struct tool *tool);

/* tool_end() by SIGINT, and what it printed to its file in memory. */
char *tool_text(struct tool *tool);

/* Likewise, parsed by reports_parse(). */
json_t *tool_reports(struct tool *tool);

#endif
