/* SPDX-License-Identifier: GPL-2.0 */
/* Signals that a process brings on itself. */
#ifndef SIGSNOOP_CHECK_OWN_H
#define SIGSNOOP_CHECK_OWN_H

#include "model/check.h"

/*
 * Faults, timers, readiness of a descriptor, a broken pipe, and signals that are handled at once;
 * each is entered in the test as a row. Changes reactions: for a process that ends then.
 */
void own_signals(struct check_test *test);

#endif
