/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was counted in one interval. The drain fills it, fold groups and sorts it, renderers print
 * it.
 */
#ifndef SIGSNOOP_MODEL_SNAPSHOT_H
#define SIGSNOOP_MODEL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "model/columns.h"
#include "model/histogram.h"
#include "model/name.h"
#include "model/utf8.h"

/* Who is at one end of a row. */
struct party {
	bool known;       /* pid is known; false: remainder, or a refused call's descriptor */
	bool identified;  /* the rest is known too; false for the kernel and refused targets */
	int32_t pid;      /* as struct key has it; the kernel as a sender is 0 */
	uint32_t uid;     /* real uid, initial user namespace */
	int32_t parent;   /* pid of the parent */
	struct name comm; /* "kernel" for the kernel as the sender; else empty if not identified */
	struct name parent_comm;
	const char *cgroup; /* path, or NULL if unknown; belongs to the snapshot */
};

struct row {
	struct party sender;
	struct party target;
	int signal; /* 0..64 or SIGNAL_INVALID */
	enum outcome outcome;
	enum origin origin;
	int error;      /* errno of a refused call, else 0 */
	bool remainder; /* counted under no key: only signal and count mean anything */
	uint32_t
		since; /* of totals: in which of their additions it was new, from 1; see series.h */
	uint64_t count;
	double variance; /* of the count, where it is the estimate of a sample; else 0 */
};

/*
 * Variance of the estimate `drawn * sample`, where each of an unknown number of observations was
 * drawn by itself with probability 1 / sample (a Horvitz-Thompson estimate; this of its variance is
 * unbiased too). Variances of sums add up.
 */
double sample_variance(uint64_t drawn, uint32_t sample);

/* Where every observation went: seen = rows + remainder. */
struct ledger {
	uint64_t seen;      /* passed the filters; counted apart from the rows */
	uint64_t rows;      /* sum of the keyed rows */
	uint64_t remainder; /* sum of the remainder rows */
	uint64_t failed;    /* of seen: refused or overflow */
	uint64_t map_full;  /* in the remainder, because of ... */
	uint64_t map_busy;
	uint64_t no_memory;
	uint64_t recursion; /* lost: a program was skipped by the kernel's recursion guard */
	uint64_t events;    /* lost: on the way of the event path */
	uint64_t unnamed;   /* keys whose names could not be stored; nothing is lost by it */
};

/* Observations that are in no row and no remainder: recursion + events. */
uint64_t ledger_lost(const struct ledger *ledger);

/* Which hooks the kernel took: see the command line's --failures. */
struct hooks {
	const char *generated; /* "tp_btf", "raw_tp", "kprobe.multi" or "off"; static strings */
	const char *refused;   /* "fexit", "kprobe.multi", "kprobe", "tracepoint" or "off" */
};

struct snapshot {
	struct timespec time;         /* CLOCK_REALTIME at the end of the interval */
	double interval;              /* true length in seconds */
	char hostname[UTF8_SIZE(64)]; /* by utf8_copy() of the kernel's HOST_NAME_MAX bytes */
	struct hooks hooks;
	uint32_t sample;   /* above 1: counts of rows are estimates, one in so many was drawn */
	uint64_t left_out; /* of ledger.rows: not drawn, others stand for them */
	struct ledger ledger;
	uint64_t signals[SIGNAL_SLOTS]; /* exact totals; by signal_slot() */
	uint32_t map_capacity;          /* keys that one side holds */
	uint32_t map_entries;           /* keys held in this interval, before any folding */

	column_set columns; /* which columns of the rows mean anything: set by fold */
	struct row *rows;   /* owned; the shown ones after fold */
	size_t row_count;
	size_t hidden_rows;           /* cut off by fold ... */
	uint64_t hidden_signals;      /* ... and what they add up to */
	struct histogram *histograms; /* owned; those with times, by kind and signal */
	size_t histogram_count;
	struct alive *alive; /* owned; by signal */
	size_t alive_count;
	uint64_t untimed[HIST_KINDS]; /* times that no histogram could take */

	char **strings; /* owned strings that rows point into */
	size_t string_count;
};

/* A snapshot with no rows, zeroed; to be freed with snapshot_free(). */
void snapshot_init(struct snapshot *snapshot);

/* Free what the snapshot owns; it is empty then. */
void snapshot_free(struct snapshot *snapshot);

/*
 * Append a zeroed row and return it, or NULL with errno ENOMEM. It belongs to the snapshot and is
 * valid until the next call.
 */
struct row *snapshot_add_row(struct snapshot *snapshot);

/*
 * Keep these of the snapshot's rows, in this order, and no others. 0, or -1 with errno ENOMEM: then
 * all are as they were.
 */
int snapshot_keep_rows(struct snapshot *snapshot, struct row *const kept[], size_t count);

/*
 * The histogram of a kind and signal, made empty (all zero but these two) if there is none; NULL
 * with errno ENOMEM. It belongs to the snapshot and is valid until the next call.
 */
struct histogram *snapshot_histogram(struct snapshot *snapshot, enum hist_kind kind, int signal);

/* Likewise the entry of those who are still alive after this signal. */
struct alive *snapshot_alive(struct snapshot *snapshot, int signal);

/*
 * The snapshot's own copy of a string, as a cgroup's path; equal ones share it. NULL with errno
 * ENOMEM.
 * The copy is made valid UTF-8 by utf8_copy(), without a limit on its length.
 */
const char *snapshot_intern(struct snapshot *snapshot, const char *string);

#endif
