/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lossless reading of the epoch pair, in three steps:
 *
 *   side = drain_flip()   programs write the other side from now on, none is on this one any more
 *   drain_read(side)      as often as wanted: it changes nothing
 *   drain_clear(side)     before the next flip
 */
#ifndef SIGSNOOP_KERNEL_DRAIN_H
#define SIGSNOOP_KERNEL_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "kernel/barrier.h"
#include "kernel/latency.h"
#include "kernel/tallies.h"
#include "model/snapshot.h"

/* The maps of the pair, by descriptor; the descriptors belong to whoever opened them. */
struct drain {
	int rows[2];
	int parties[2];
	struct tallies tallies;
	struct latency_maps latency;
	volatile uint32_t *epoch; /* shared with the programs */
	uint32_t capacity;        /* keys a side holds */
	uint32_t sample;          /* one in so many was entered in the rows; 1 = every one */
	struct barrier barrier;
	int cpus;     /* possible ones */
	bool cgroups; /* resolve cgroups to paths */
};

/* 0 and the side that is quiet now (0 or 1), or -1 with a fault. */
int drain_flip(struct drain *drain, uint32_t *side, struct fault *fault);

/*
 * Add what a quiet side holds to an empty snapshot: rows, signals, ledger, map gauges, histograms;
 * and, which has no side, who is still alive. 0 or -1.
 */
int drain_read(const struct drain *drain, uint32_t side, struct snapshot *snapshot,
               struct fault *fault);

/* Empty a quiet side. 0 or -1. */
int drain_clear(const struct drain *drain, uint32_t side, struct fault *fault);

#endif
