/* SPDX-License-Identifier: GPL-2.0 */
/* The user's wish to end: SIGINT and SIGTERM, and the reader of our output going away. */
#ifndef SIGSNOOP_INTERRUPT_H
#define SIGSNOOP_INTERRUPT_H

#include <stdbool.h>
#include <time.h>

#include "fault.h"

/*
 * From now on SIGINT and SIGTERM ask for a stop; a second one ends the process at once, so that a
 * stuck terminal cannot hold it. SIGPIPE is ignored. 0, or -1 with a fault.
 */
int interrupt_install(struct fault *fault);

enum wake { WAKE_TIME, WAKE_STOP, WAKE_CLOSED, WAKE_INPUT };

/*
 * Sleep until `until` on CLOCK_MONOTONIC, a stop, or until nobody can read the descriptor `output`
 * any more.
 */
enum wake interrupt_wait(const struct timespec *until, int output);

/* Likewise, or until there is something to read from `input`. */
enum wake interrupt_wait_input(const struct timespec *until, int output, int input);

#endif
