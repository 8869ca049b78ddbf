/* SPDX-License-Identifier: GPL-2.0 */
/* Runs of start, snapshot, status and stop, beside a real one: with pins and state of their own. */
#ifndef LIVE_PINNED_H
#define LIVE_PINNED_H

#include <check.h>
#include <jansson.h>
#include <sys/types.h>

#include "process.h"

/* Unchecked fixtures: give pins and state a place, and leave nothing behind. */
void pinned_setup(void);
void pinned_teardown(void);

/* Where they are. */
const char *pinned_pins(void);
const char *pinned_state(void);

/* In /tmp/..., of this test run, valid until the next call. */
const char *pinned_path(const char *name);

/* Run a command of the program under test. */
struct outcome pinned_run(const char *const args[]);

/* It must exit with 0; returns what it printed. */
char *pinned_ok(const char *const args[]);

/* It must exit with this code and have `word` on stderr. */
void pinned_fails(const char *const args[], int code, const char *word);

/* Nothing runs, nothing is left of earlier tests; then start with these arguments. */
void pinned_clean(void);
void pinned_start(const char *const args[]);

/* Add the report of a snapshot or stop that exited with 0 to an array of reports. */
void pinned_add(json_t *reports, const char *text);

/* Remember, of what is pinned, what must be gone later; pinned_start() does so. */
void pinned_note(void);

/* Pins, state and programs are gone; waits a little: a stop removes them after its exit. */
void pinned_assert_nothing(void);

#endif
