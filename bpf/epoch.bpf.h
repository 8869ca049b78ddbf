/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The epoch, which switches the programs from one side of the maps to the other.
 *
 * Every map that counts has two sides, and the lowest bit of `epoch` says which of them the
 * programs write to. To read, user space increments it and waits for an RCU grace period; no
 * program that saw the old value is still running then, and user space has the quiet side to
 * itself. A program reads the epoch once per observation, so that all it counts goes to one side.
 */
#ifndef SIGSNOOP_EPOCH_BPF_H
#define SIGSNOOP_EPOCH_BPF_H

#include "abi/tally.h"
#include "kernel.bpf.h"

volatile __u32 epoch __attribute__((aligned(64))) = 0;

/* By side. */
volatile struct fill filled[2] = {};

#endif
