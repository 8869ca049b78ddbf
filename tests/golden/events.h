/* SPDX-License-Identifier: GPL-2.0 */
/* Golden files of `events`. */
#ifndef SIGSNOOP_TESTS_EVENTS_H
#define SIGSNOOP_TESTS_EVENTS_H

#include <check.h>

void events_add_tests(TCase *cases);

#endif
