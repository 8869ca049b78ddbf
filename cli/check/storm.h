/* SPDX-License-Identifier: GPL-2.0 */
/* A few hundred signals of every kind that takes no privilege, in known numbers. */
#ifndef SIGSNOOP_CHECK_STORM_H
#define SIGSNOOP_CHECK_STORM_H

#include "fault.h"
#include "model/check.h"

/*
 * Children send them to each other, and have ended on return: their rows are in the test, the
 * counts to come. What a kernel or a sandbox refuses is a row that was not sent. 0, or -1 with a
 * fault; then some may have been sent.
 */
int storm_run(struct check_test *test, struct fault *fault);

#endif
