/* SPDX-License-Identifier: GPL-2.0 */
/* Times that are sorted into buckets in the kernel, by the code that the histograms use. */
#ifndef LIVE_BUCKETS_H
#define LIVE_BUCKETS_H

#include <linux/types.h>

#define BUCKETS_ASKED 256

struct buckets {
	__u64 us[BUCKETS_ASKED];
	__u32 bucket[BUCKETS_ASKED]; /* the answer */
};

#endif
