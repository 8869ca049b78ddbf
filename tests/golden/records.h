/* SPDX-License-Identifier: GPL-2.0 */
/* Golden files of `last`. */
#ifndef SIGSNOOP_TESTS_RECORDS_H
#define SIGSNOOP_TESTS_RECORDS_H

#include <check.h>

void records_add_tests(TCase *cases);

#endif
