/* SPDX-License-Identifier: GPL-2.0 */
/* The rows: what is counted under each key. */
#ifndef SIGSNOOP_ROWS_BPF_H
#define SIGSNOOP_ROWS_BPF_H

#include "abi/key.h"
#include "abi/row.h"
#include "epoch.bpf.h"
#include "knobs.bpf.h"
#include "process.bpf.h"
#include <linux/errno.h>

/*
 * From a key to the index of its row, for each side. Sized before loading.
 *
 * A plain hash, because a per-CPU hash visits all possible CPUs whenever a key is entered, read or
 * deleted (pcpu_init_value(), check_and_free_fields() in kernel/bpf/hashtab.c). On 6.12, entering
 * one takes 12,200 instructions with 64 possible CPUs and 2,600 with two, and every process that
 * ends makes a new key by its SIGCHLD.
 */
struct rows_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct key);
	__type(value, u32);
};
struct rows_map index_0 SEC(".maps");
struct rows_map index_1 SEC(".maps");

/*
 * The rows of side 0, followed by those of side 1. User space maps the array in order to read it
 * without bpf(2): while a map operation of bpf(2) runs, no program of a kprobe or classic
 * tracepoint runs on that CPU (bpf_disable_instrumentation()), and a preempted caller extends this.
 *
 * The atomic additions to a count hardly contend at the generated door: a key has one target, whose
 * siglock is held. They contend when threads of one process are refused the same signal at once.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct kernel_row);
} rows SEC(".maps");

static __always_inline struct kernel_row *row_at(u32 side, u32 nth)
{
	u32 index = side * map_entries + nth;

	return bpf_map_lookup_elem(&rows, &index);
}

/* NULL if the key has no row. */
static __always_inline struct kernel_row *find_row(u32 side, const struct key *key)
{
	u32 *nth = side ? bpf_map_lookup_elem(&index_1, key) : bpf_map_lookup_elem(&index_0, key);

	return nth ? row_at(side, *nth) : NULL;
}

/* The identities of the kernel and of an unknown target are all zero. */
static __always_inline void write_row(struct kernel_row *row, const struct key *key, u64 count,
                                      struct task_struct *sender, struct task_struct *target)
{
	row->key = *key;
	row->count = count;
	__builtin_memset(&row->parties, 0, sizeof(row->parties));
	if (key->sender)
		identify(&row->parties.sender, sender);
	if (target)
		identify(&row->parties.target, target);
}

/*
 * Make the row of a key that has none on this side. Returns 0, -EEXIST if another CPU was faster,
 * or another error if there is no room. The row is written before others can find it.
 */
static __always_inline long enter_row(u32 side, const struct key *key, u64 count,
                                      struct task_struct *sender, struct task_struct *target)
{
	u32 nth = __sync_fetch_and_add(&filled[side].keys, 1);
	struct kernel_row *row = nth < map_entries ? row_at(side, nth) : NULL;
	const struct key none = {};
	long error;

	if (!row)
		return -E2BIG;
	write_row(row, key, count, sender, target);
	error = side ? bpf_map_update_elem(&index_1, key, &nth, BPF_NOEXIST)
	             : bpf_map_update_elem(&index_0, key, &nth, BPF_NOEXIST);
	if (error) {
		row->key = none;
		row->count = 0;
	}
	return error;
}

#endif
