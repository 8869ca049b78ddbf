/* SPDX-License-Identifier: GPL-2.0 */
/* Elements of the maps of bpf/latency.bpf.h, made histograms and entries of those still alive. */
#ifndef SIGSNOOP_MODEL_TIMES_H
#define SIGSNOOP_MODEL_TIMES_H

#include "abi/clock.h"
#include "abi/histogram.h"
#include "model/snapshot.h"

/* Add a bucket, and a sum; each is counted per CPU. 0, or -1 with errno ENOMEM. */
int times_add_bucket(struct snapshot *snapshot, const struct hist_key *key,
                     const uint64_t per_cpu[], int cpus);
int times_add_sum(struct snapshot *snapshot, const struct hist_key *key,
                  const struct hist_sum per_cpu[], int cpus);

/*
 * Add a process whose clock runs. `now`: CLOCK_MONOTONIC, seconds. 0, or -1 with errno ENOMEM.
 */
int times_add_alive(struct snapshot *snapshot, const struct clock_key *key,
                    const struct clock *clock, double now);

#endif
