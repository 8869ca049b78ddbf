/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms of times: buckets and keys. */
#ifndef SIGSNOOP_ABI_HISTOGRAM_H
#define SIGSNOOP_ABI_HISTOGRAM_H

#include <linux/types.h>

#include "abi/identity.h"

/*
 * Times are in microseconds. Log-linear buckets: four per power of two, from 1 us to 2^40 us (12.7
 * days). What is shorter or longer counts in the first or the last bucket.
 */
enum hist_kind {
	HIST_EXIT,    /* first queued lethal signal of a process -> its end */
	HIST_HANDLER, /* queued -> delivered to a handler */
	HIST_GAP,     /* between consecutive observations of a signal on one CPU */
	HIST_KINDS
};

#define HIST_LOG_MOST    40
#define HIST_BUCKETS     (4U * (HIST_LOG_MOST - 1U)) /* 1 .. HIST_BUCKETS - 1 are in use */
#define HIST_BUCKET_LAST (HIST_BUCKETS - 1)

/* Index of the highest bit set; the value must not be 0. */
static inline __u32 log2_floor(__u64 value)
{
	__u32 log = 0;

	for (int step = 32; step; step >>= 1)
		if (value >> step) {
			value >>= step;
			log += step;
		}
	return log;
}

/* Up to 7 us each microsecond has a bucket, from there on there are four per power of two. */
static inline __u32 hist_bucket(__u64 us)
{
	__u32 log;

	if (us < 4)
		return us ? (__u32)us : 1;
	if (us >> HIST_LOG_MOST)
		return HIST_BUCKET_LAST;
	log = log2_floor(us);
	return 4 * (log - 1) + (us >> (log - 2) & 3);
}

struct hist_key {
	__u8 kind;
	__u8 signal; /* as in struct key */
	__u8 bucket; /* 0 in the map of sums */
	__u8 pad;
};
_Static_assert(sizeof(struct hist_key) == 4, "no padding");

/* Kept beside the buckets of one kind and signal. */
struct hist_sum {
	__u64 sum; /* of the times, in microseconds */
	__u64 max;
	__u32 pid; /* process that took `max`; not for HIST_GAP */
	char comm[COMM_SIZE];
	__u32 pad;
};
_Static_assert(sizeof(struct hist_sum) == 40, "no padding");

#define HIST_ENTRIES     4096 /* buckets in use, per side */
#define HIST_SUM_ENTRIES 256  /* pairs of kind and signal, per side */

#endif
