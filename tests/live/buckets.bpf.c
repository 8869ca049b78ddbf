// SPDX-License-Identifier: GPL-2.0
/* Answers which bucket of a histogram times are in; run by hand. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "abi/histogram.h"
#include "buckets.h"

char LICENSE[] SEC("license") = "GPL";

struct buckets buckets = {};

SEC("syscall")
int answer(void *ctx)
{
	for (int i = 0; i < BUCKETS_ASKED; i++)
		buckets.bucket[i] = hist_bucket(buckets.us[i]);
	return 0;
}
