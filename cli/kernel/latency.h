/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms and running clocks, read from the maps of bpf/histogram.bpf.h and bpf/clock.bpf.h. */
#ifndef SIGSNOOP_KERNEL_LATENCY_H
#define SIGSNOOP_KERNEL_LATENCY_H

#include <stdint.h>

#include "model/snapshot.h"

/* The maps, by descriptor; they belong to whoever opened them. */
struct latency_maps {
	uint32_t kinds; /* bit set by enum hist_kind; 0: there is nothing to read */
	int hist[2];
	int sums[2];
	int clocks;
	volatile uint32_t *clocks_running; /* shared with the programs */
	int cpus;                          /* possible ones */
};

/* Add the histograms of a quiet side. 0, or -1 with errno. */
int latency_read(const struct latency_maps *maps, uint32_t side, struct snapshot *snapshot);

/* Empty a quiet side. 0, or -1 with errno. */
int latency_clear(const struct latency_maps *maps, uint32_t side);

/*
 * Add who is still alive, and take the clocks of processes that ended unseen out of the map.
 * 0, or -1 with errno.
 */
int latency_read_alive(const struct latency_maps *maps, struct snapshot *snapshot);

#endif
