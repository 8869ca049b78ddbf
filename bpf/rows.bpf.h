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
 * Where the row of a key is in the array of its side. A plain hash, not a per-CPU one, which goes
 * through all possible CPUs whenever a key is entered, read or deleted (pcpu_init_value(),
 * check_and_free_fields() in kernel/bpf/hashtab.c): 12,200 instructions to enter one with 64 of
 * them, 2,600 with two (6.12), and each process that ends is a new key: its SIGCHLD.
 *
 * Its size is set before loading.
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
 * The rows of the first side, and then of the other. User space maps them and so reads them without
 * bpf(2), whose map operations keep kprobes and tracepoints on their CPU from running programs
 * (bpf_disable_instrumentation()), for as long as the task that calls them is preempted.
 *
 * Atomic additions to one count contend little at the generated door: a key has one target, and its
 * siglock is held. Threads of one process that are refused the same at the same time do contend.
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

/* NULL if the key has not been entered. */
static __always_inline struct kernel_row *find_row(u32 side, const struct key *key)
{
	u32 *nth = side ? bpf_map_lookup_elem(&index_1, key) : bpf_map_lookup_elem(&index_0, key);

	return nth ? row_at(side, *nth) : NULL;
}

/* The kernel and an unknown target stay all zero. */
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
 * First sight of a key on this side: enter it with `count`, and say who is behind it. Another CPU
 * may be faster: -EEXIST. What cannot be entered goes to the remainder of its signal. The row is
 * written before others can find it.
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
