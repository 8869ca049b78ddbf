/* SPDX-License-Identifier: GPL-2.0 */
/* Wait until every program that runs in the kernel now has ended. */
#ifndef SIGSNOOP_KERNEL_BARRIER_H
#define SIGSNOOP_KERNEL_BARRIER_H

#include "fault.h"

/*
 * Updating an element of a map of maps returns after an RCU grace period: the kernel promises that
 * no program still uses the old inner map (maybe_wait_bpf_programs() in kernel/bpf/syscall.c, 4.18
 * on). Programs that are not sleepable run within one RCU read section, so it is a barrier for them
 * all.
 */
struct barrier {
	int outer; /* descriptors of the two maps; -1 = none */
	int inner;
};

/* 0, or -1 with a fault; then there is nothing to close. */
int barrier_open(struct barrier *barrier, struct fault *fault);
void barrier_close(struct barrier *barrier);

/* Some 10 ms. 0, or -1 with a fault. */
int barrier_wait(const struct barrier *barrier, struct fault *fault);

#endif
