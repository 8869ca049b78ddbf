// SPDX-License-Identifier: GPL-2.0
/* The kernel's side and ours sort times into the same buckets: the same source, two compilers. */
#include "live.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "abi/histogram.h"
#include "buckets.h"
#include "buckets.skel.h"

/* Every power of two, its neighbours and its quarters, and both ends. */
static void fill(struct buckets *buckets)
{
	static const __s64 beside[] = {-1, 0, 1};
	int count = 0;

	for (int log = 0; log < 64; log++)
		for (int i = 0; i < 3; i++)
			buckets->us[count++] = (1ULL << log) + (__u64)beside[i];
	for (int log = 2; count < BUCKETS_ASKED; log++)
		buckets->us[count++] = (1ULL << log) + (3ULL << (log - 2));
}

START_TEST(test_same_buckets)
{
	struct buckets_bpf *skeleton = buckets_bpf__open_and_load();
	LIBBPF_OPTS(bpf_test_run_opts, run);
	const struct buckets *buckets;

	ck_assert_ptr_nonnull(skeleton);
	fill(&skeleton->bss->buckets);
	buckets = &skeleton->bss->buckets;
	ck_assert_int_eq(bpf_prog_test_run_opts(bpf_program__fd(skeleton->progs.answer), &run), 0);
	ck_assert_uint_eq(run.retval, 0);
	for (int i = 0; i < BUCKETS_ASKED; i++)
		ck_assert_msg(buckets->bucket[i] == hist_bucket(buckets->us[i]),
		              "%llu us: bucket %u in the kernel, %u here", buckets->us[i],
		              buckets->bucket[i], hist_bucket(buckets->us[i]));
	buckets_bpf__destroy(skeleton);
}
END_TEST

void add_buckets(Suite *suite)
{
	TCase *tests = theme(suite, "buckets", 30);

	tcase_add_test(tests, test_same_buckets);
}
