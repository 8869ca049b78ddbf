/* SPDX-License-Identifier: GPL-2.0 */
/* Comparing what is printed with what should be. */
#ifndef SIGSNOOP_TESTS_GOLDEN_H
#define SIGSNOOP_TESTS_GOLDEN_H

/* Fail the test unless tests/golden/NAME.golden has this text. UPDATE_GOLDEN=1 writes the file. */
void golden_compare(const char *name, const char *text);

#endif
