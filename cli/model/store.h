/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What must outlive the processes between a start and a stop: what is observed, what has been read
 * from the kernel and not been delivered yet, and the totals. As text it is two lines of JSON: a
 * head with version, size and checksum, and the body.
 */
#ifndef SIGSNOOP_MODEL_STORE_H
#define SIGSNOOP_MODEL_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "fault.h"
#include "model/snapshot.h"

#define STORE_VERSION 2

/* Rows of the totals (see series_bound()) and of a backlog that grows (fold_accumulate_bounded()).
 */
#define STORE_ROWS 16384

/*
 * A fill is what one side of the epoch pair takes up between two flips; they are counted from 0 by
 * the epoch.
 */
struct store {
	uint64_t run;            /* names this run; under 2^63 */
	char boot[40];           /* of the host, as the kernel names it */
	struct timespec started; /* CLOCK_REALTIME */
	char program[32];        /* version that started it */
	char *filters;           /* what is observed, in words; owned, "" = everything */
	struct hooks hooks;
	uint32_t sample; /* one in so many observations is entered in the rows; 1 = every one */

	uint32_t absorbed;            /* so many fills are in the totals, and in the backlog ... */
	double absorbed_at;           /* ... up to this time, CLOCK_BOOTTIME */
	uint64_t recursion;           /* misses of the programs that are in them */
	struct timespec delivered_at; /* when the last but the backlog was read; 0 = never */
	double lost_since;            /* CLOCK_REALTIME seconds; from then to `started` a reboot */
				      /* lost what was counted; 0 = none did */
	struct snapshot backlog;      /* every column */
	struct snapshot totals;       /* by names: USE_TOTALS */
};

/* Nothing absorbed; -1 with errno ENOMEM. To be freed with store_free(). */
int store_init(struct store *store);
void store_free(struct store *store);

/* What was absorbed so far has been delivered: the backlog is empty. */
void store_delivered(struct store *store);

/*
 * Add the next fill to backlog and totals; it is used up, and to be freed in any case. 0, or -1
 * with errno ENOMEM: then the store must not be saved.
 */
int store_absorb(struct store *store, struct snapshot *fill);

/* Write it. 0, or -1 with errno ENOMEM; errors of the stream stay in ferror(). */
int store_write(const struct store *store, FILE *out);

enum store_state { STORE_GOOD, STORE_DAMAGED, STORE_NEWER, STORE_NO_MEMORY };

/* Read it, to be freed if it is good. `why`: in a few words what is wrong; static. */
enum store_state store_read(struct store *store, const char *text, size_t size, const char **why);

/* Columns of the totals. */
column_set store_columns(void);

#endif
