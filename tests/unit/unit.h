/* SPDX-License-Identifier: GPL-2.0 */
/* The suites, one for each module, and what they share. */
#ifndef SIGSNOOP_TESTS_UNIT_H
#define SIGSNOOP_TESTS_UNIT_H

#include <check.h>
#include <stdint.h>

Suite *suite_accept(void);
Suite *suite_address(void);
Suite *suite_check(void);
Suite *suite_columns(void);
Suite *suite_counts(void);
Suite *suite_escape(void);
Suite *suite_event(void);
Suite *suite_filter(void);
Suite *suite_fold(void);
Suite *suite_fold_random(void);
Suite *suite_format(void);
Suite *suite_glob(void);
Suite *suite_histogram(void);
Suite *suite_list(void);
Suite *suite_name(void);
Suite *suite_numbers(void);
Suite *suite_preemption(void);
Suite *suite_record(void);
Suite *suite_renderers(void);
Suite *suite_series(void);
Suite *suite_signals(void);
Suite *suite_snapshot(void);
Suite *suite_state(void);
Suite *suite_store(void);
Suite *suite_tally(void);
Suite *suite_utf8(void);

/* Elements of an array. */
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A suite of one case. */
Suite *suite_of(const char *name, TCase **cases);

/* Pseudo-random, the same in every run: a number below `limit`. `state` starts at any value but 0.
 */
uint32_t random_below(uint64_t *state, uint32_t limit);

#endif
