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

void add_workloads(Suite *suite);
void add_ia32(Suite *suite);
void add_slow_path(Suite *suite);
void add_out_of_memory(Suite *suite);
void add_load(Suite *suite);
void add_full_map(Suite *suite);
void add_filters(Suite *suite);
void add_names(Suite *suite);
void add_fold(Suite *suite);
void add_formats(Suite *suite);
void add_usage(Suite *suite);
void add_refusals(Suite *suite);
void add_reports(Suite *suite);
void add_output(Suite *suite);
void add_terminal(Suite *suite);
void add_tracefs(Suite *suite);
void add_observer(Suite *suite);
void add_recorder(Suite *suite);
void add_sanitized(Suite *suite);
void add_pinned(Suite *suite);
void add_cron(Suite *suite);
void add_exactly_once(Suite *suite);
void add_latency(Suite *suite);
void add_buckets(Suite *suite);
void add_cache(Suite *suite);
void add_check(Suite *suite);
void add_events(Suite *suite);
void add_sampling(Suite *suite);
void add_serve(Suite *suite);

#endif
