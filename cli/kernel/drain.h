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

#include "abi/row.h"
#include "abi/tally.h"
#include "fault.h"
#include "kernel/barrier.h"
#include "kernel/latency.h"
#include "kernel/tallies.h"
#include "model/snapshot.h"

/* The maps of the pair; descriptors belong to whoever opened them. */
struct drain {
	int clear_rows;          /* program of bpf/clear_rows.bpf.h; -1 where nothing is cleared */
	struct kernel_row *rows; /* of both sides; mapped, or a copy of what may only be read */
	struct tallies tallies;
	struct latency_maps latency;
	/* Shared with the programs: see bpf/epoch.bpf.h. */
	volatile uint32_t *epoch;
	volatile struct fill *filled;
	uint32_t capacity; /* keys a side holds */
	uint32_t sample;   /* one in so many was entered in the rows; 1 = every one */
	struct barrier barrier;
	bool cgroups; /* resolve cgroups to paths */
};

/*
 * Map the arrays `tally` (bpf/tally.bpf.h) and `rows` (bpf/rows.bpf.h), once `capacity` and
 * `filled` are known. Those that may only be read are copied. 0, or -1 with a fault. To be undone
 * by drain_unmap(), which does no harm to a drain that is all zero.
 */
int drain_map(struct drain *drain, int tally, int rows, bool writable, struct fault *fault);
void drain_unmap(struct drain *drain);

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
