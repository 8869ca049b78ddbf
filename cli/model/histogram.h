/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms of times: log-linear buckets filled in the kernel (bpf/abi/histogram.h:
 * hist_bucket()). */
#ifndef SIGSNOOP_MODEL_HISTOGRAM_H
#define SIGSNOOP_MODEL_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "abi/histogram.h"
#include "fault.h"
#include "model/name.h"

/* The times of one kind and signal in one interval, in microseconds. */
struct histogram {
	enum hist_kind kind;
	int signal; /* 0..64 or SIGNAL_INVALID */
	uint64_t count;
	uint64_t sum;
	uint64_t max;
	int32_t pid; /* of the process that took `max`; 0 for HIST_GAP */
	struct name comm;
	uint64_t buckets[HIST_BUCKETS];
};

/* Processes that were sent a lethal signal, by signal, and have not ended yet. */
struct alive {
	int signal;
	uint64_t count;
	double oldest; /* seconds since its signal was queued */
	int32_t pid;   /* of the oldest */
	struct name comm;
};

/* "exit", "handler", "gap". Static. */
const char *hist_kind_name(enum hist_kind kind);

/*
 * Bits by enum hist_kind of a list like "exit,gap"; "none" is 0, "all" is all of them. -1 with a
 * fault (EXIT_BAD_USAGE) that names the wrong word.
 */
int hist_kinds_parse(const char *list, uint32_t *kinds, struct fault *fault);

/*
 * The edges of a bucket, 1 to HIST_BUCKET_LAST, in microseconds: it holds times from (and with) the
 * lower one to (and without) the upper one, which is the lower one of the next.
 */
uint64_t hist_bucket_low(uint32_t bucket);
uint64_t hist_bucket_high(uint32_t bucket);

/*
 * The time, in microseconds, that the share `q` (0 to 1) of all is not above: nearest rank, linear
 * inside a bucket, never above max. 0 if there is none.
 */
double histogram_quantile(const struct histogram *histogram, double q);

/* How many of the times lie from (and with) 2^log to (and without) 2^(log+1). The first one holds
 * what is shorter, the last one (HIST_LOG_MOST - 1) what is longer. */
uint64_t histogram_octave(const struct histogram *histogram, uint32_t log);

/* Add the times of `other`, of the same kind and signal. */
void histogram_add(struct histogram *histogram, const struct histogram *other);

#endif
