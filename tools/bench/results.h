/* SPDX-License-Identifier: GPL-2.0 */
/* What was measured, for machines and for people. */
#ifndef BENCH_RESULTS_H
#define BENCH_RESULTS_H

#include <jansson.h>
#include <stdio.h>

#include "bench.h"

/*
 * All of it as one object, of which everything else is made:
 *
 *   "schema"     "sigsnoop-top-bench/1"
 *   "machine"    see machine.h
 *   "effort"     rounds, calls ...
 *   "ways"       [{"way", "title", "ours", "skipped": reason or null, "void_rounds", "void_reason",
 *                "sent", "counted", "missing", "surplus", "start_ms", "cpu_s_per_million",
 *                "resident_bytes", "kernel_bytes": with room for all keys; "idle_resident_bytes",
 *                "idle_kernel_bytes": with the settings it comes with}]
 *   "costs"      [{"way", "section", "workload", "cpus", "keys", "zipf", "rate", "ns", "with_ns",
 * "own_ns"}]: of the way "nothing" the call itself, of the others what they add to it; "with_ns" is
 * the call with both "drains"     [{"keys", "entries", "wall_ms", "cpu_ms"}] "reports"    [{"keys",
 * "rows", "format", "cpu_ms"}]
 *
 * A figure is {"median", "q1", "q3", "least", "count"}, or null. The caller's.
 */
json_t *results_json(const struct bench *bench);

/* Tables for people of such an object. */
void results_print(const json_t *results, FILE *out);

#endif
