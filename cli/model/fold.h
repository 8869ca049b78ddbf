/* SPDX-License-Identifier: GPL-2.0 */
/* Group, sort and cut the rows of a snapshot. */
#ifndef SIGSNOOP_MODEL_FOLD_H
#define SIGSNOOP_MODEL_FOLD_H

#include "model/snapshot.h"

struct fold {
	column_set columns; /* rows that agree in all of these are one */
	enum column sort;   /* numbers: largest first; texts: A to Z. Ties: by the other columns */
	size_t rows;        /* how many to keep; 0 = all */
};

/*
 * Group, sort and cut in place; sets columns, hidden_rows and hidden_signals. Remainder rows are
 * never grouped with keyed ones, never cut, and come last. Totals and the ledger stay as they are.
 * 0, or -1 with errno ENOMEM: then `snapshot` is of no use any more.
 */
int fold_apply(struct snapshot *snapshot, const struct fold *fold);

/* The first of these alone: rows that agree in all of these columns are one, in their order. */
int fold_group(struct snapshot *snapshot, column_set columns);

/*
 * Add what `interval`, of which nothing was cut, counted to `total`: signals, ledger,
 * histograms, rows (grouped by total->columns) and the length of the interval. Time, hooks,
 * hostname, map gauges and who is still alive are taken over. For counters since start: set
 * total->columns once, before the first. 0, or -1 with errno ENOMEM: then `total` is of no use any
 * more.
 */
int fold_accumulate(struct snapshot *total, const struct snapshot *interval);

/*
 * Likewise, but with at most so many keyed rows, 0 = any number. Rows that are there stay, and so
 * go on growing; new ones for which there is no room go to the remainder (and to ledger.map_full).
 */
int fold_accumulate_bounded(struct snapshot *total, const struct snapshot *interval, size_t most);

#endif
