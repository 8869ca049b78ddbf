/* SPDX-License-Identifier: GPL-2.0 */
/* The suites, one for each module, and what they share. */
#ifndef SIGSNOOP_TESTS_UNIT_H
#define SIGSNOOP_TESTS_UNIT_H

#include <check.h>
#include <stdint.h>

#define SUITE(name) Suite *suite_##name(void);
#include "suites.inc"
#undef SUITE

/* Elements of an array. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A suite of one case. */
Suite *suite_of(const char *name, TCase **cases);

/* Pseudo-random, the same in every run: a number below `limit`. `state` starts at any value but 0.
 */
uint32_t random_below(uint64_t *state, uint32_t limit);

#endif
