/* SPDX-License-Identifier: GPL-2.0 */
/* Golden files of `check`. */
#ifndef SIGSNOOP_TESTS_CHECKS_H
#define SIGSNOOP_TESTS_CHECKS_H

#include <check.h>

void checks_add_tests(TCase *cases);

#endif
