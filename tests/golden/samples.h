/* SPDX-License-Identifier: GPL-2.0 */
/* Snapshots made by hand, for golden files and for tests of the renderers. */
#ifndef SIGSNOOP_TESTS_SAMPLES_H
#define SIGSNOOP_TESTS_SAMPLES_H

#include "model/snapshot.h"

/* Fill in a snapshot that snapshot_init() has prepared; not folded yet. */
typedef void (*sample_fn)(struct snapshot *snapshot);

void sample_normal(struct snapshot *snapshot);  /* every outcome and origin, all that can be null */
void sample_idle(struct snapshot *snapshot);    /* nothing happened */
void sample_hostile(struct snapshot *snapshot); /* names that want to do harm */
void sample_losses(struct snapshot *snapshot);  /* a remainder, and every cause and loss */
void sample_full(struct snapshot *snapshot);    /* a remainder because the map was full, no more */
void sample_many(struct snapshot *snapshot);    /* 23 rows */
void sample_large(struct snapshot *snapshot);   /* numbers as large as they get */
void sample_drawn(struct snapshot *snapshot);   /* rows are estimates of a sample */
void sample_times(struct snapshot *snapshot); /* histograms of each kind, and who is still alive */

#endif
