/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of a run that has no process: what it observes, holds, costs and lost. */
#ifndef SIGSNOOP_MODEL_STATUS_H
#define SIGSNOOP_MODEL_STATUS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "model/snapshot.h"

struct program_status {
	char name[64];
	uint64_t runs; /* 0 unless the kernel counts them (kernel.bpf_stats_enabled), like ... */
	uint64_t nanoseconds;
	uint64_t recursion; /* times that the kernel skipped it */
};

struct status {
	char program[32]; /* version that started it */
	struct timespec started, now;
	const char *pins, *state; /* where they are */
	const char *filters;      /* in words; "" = everything */
	struct hooks hooks;
	uint32_t map_entries; /* keys held by the side that is written now, roughly ... */
	uint32_t map_capacity;
	uint64_t memory;              /* of the kernel, in bytes */
	struct ledger ledger;         /* since the start, as good as can be told while it counts */
	struct timespec delivered_at; /* when the last delivered snapshot was taken; 0 = none */
	uint64_t undelivered;         /* observations that were read and not delivered, ... */
	uint64_t unread;              /* and those not read yet, about */
	struct program_status *programs; /* owned, by name */
	size_t program_count;
};

/* Seconds from the start to now. */
double status_uptime(const struct status *status);

void status_free(struct status *status);

/* A zeroed program to fill in, or NULL with errno ENOMEM; it belongs to the status. */
struct program_status *status_add_program(struct status *status);

#endif
