/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The live tests: the real program under test, observed from outside, against known workloads. They
 * need root and a kernel with BPF, and nothing else but the two binaries.
 *
 * Every test runs in a process of its own, which ends with it: memory and descriptors are not given
 * back.
 */
#ifndef LIVE_H
#define LIVE_H

#include <check.h>
#include <stdbool.h>

/*
 * The binaries: environment SIGSNOOP, SIGSTORM, SIGSTORM32, SIGSNOOP_SANITIZED, else those in
 * build/.
 */
const char *path_sigsnoop(void);
const char *path_sigstorm(void);
const char *path_sigstorm32(void);
const char *path_sanitized(void);

/* Where everything is slow: so many times (environment LIVE_SLOW, 1) is all patience. */
double slowness(void);

/* Environment LIVE_QUICK: leave out what takes long. */
bool quick(void);

/*
 * The running test cannot be run here: print why, and count it. The caller returns. Environment
 * LIVE_SKIPS: what this extended regular expression does not match fails the test instead.
 */
__attribute__((format(printf, 1, 2))) void skip(const char *why, ...);

/* Tests of one theme, with this much patience: seconds where nothing is slow. */
TCase *theme(Suite *suite, const char *name, double seconds);

#define TESTS(name) void add_##name(Suite *suite);
#include "themes.inc"
#undef TESTS

#endif
