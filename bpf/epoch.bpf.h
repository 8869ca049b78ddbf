/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The epoch pair and the one way to count an observation.
 *
 * Every aggregating map has two sides. `epoch` counts how often they were changed over, and its
 * lowest bit says which of them the programs write. User space adds one to it, waits for an RCU
 * grace period (no program that saw the old value still runs then), and has the quiet side for
 * itself. What a program counts of one observation it counts on one side.
 */
#ifndef SIGSNOOP_EPOCH_BPF_H
#define SIGSNOOP_EPOCH_BPF_H

#include "abi/tally.h"
#include "kernel.bpf.h"

volatile __u32 epoch __attribute__((aligned(64))) = 0;

/* Of each side. */
volatile struct fill filled[2] = {};

#endif
