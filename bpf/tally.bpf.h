/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The epoch pair and the one way to count an observation.
 *
 * Every aggregating map has two sides. `epoch` counts how often they were changed over, and its
 * lowest bit says which of them the programs write. User space adds one to it, waits for an RCU
 * grace period (no program that saw the old value still runs then), and has the quiet side for
 * itself. What a program counts of one observation it counts on one side.
 */
#ifndef SIGSNOOP_TALLY_BPF_H
#define SIGSNOOP_TALLY_BPF_H

#include "abi/identity.h"
#include "abi/key.h"
#include "abi/row.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "knobs.bpf.h"
#include <linux/errno.h>

volatile __u32 epoch __attribute__((aligned(64))) = 0;

/* Of each side. */
volatile struct fill filled[2] = {};

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

/* Two for each CPU, by tally_index(); sized before loading. User space maps it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct cpu_tally);
} tally SEC(".maps");

/* That of this CPU, which a program cannot leave before its end. Never NULL. */
static __always_inline struct cpu_tally *this_tally(u32 side)
{
	u32 index = tally_index(bpf_get_smp_processor_id(), side);

	return bpf_map_lookup_elem(&tally, &index);
}

/*
 * Why the generated door needs no atomic operation, and a claim in its cache cannot race: it is one
 * program, everything it writes here belongs to one CPU, and on one CPU it never meets itself.
 *  - A program does not leave its CPU before its end: migration is disabled around it, if not
 *    preemption (cant_migrate() in __bpf_trace_run()).
 *  - signal_generate is called under the target's siglock with interrupts off (kernel/signal.c:
 *    __send_signal_locked() and the path of POSIX timers), and no NMI sends a signal: nothing that
 *    could run it interrupts it. On PREEMPT_RT siglock sleeps and interrupts stay on, but no hard
 *    interrupt takes a sleeping lock, and the probes of a tracepoint were run with preemption
 *    disabled before they had what follows.
 *  - Whatever comes between all the same, a preempting task or a program that sends a signal
 * itself, finds the program active on this CPU and is skipped: __bpf_trace_run() asks prog->active
 * from 6.1 on (05b24ff9b2cf) and counts a miss, which the ledger shows as `recursion`.
 *
 * The programs of the refused door are six and more, which may interrupt each other: theirs are
 * atomic additions, and the cache is none of theirs.
 */
static __always_inline void increment(u64 *counter, enum door door)
{
	if (door == DOOR_GENERATED)
		*counter += 1;
	else
		__sync_fetch_and_add(counter, 1);
}

static __always_inline void identify(struct identity *id, struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);
	struct task_struct *parent = BPF_CORE_READ(leader, real_parent, group_leader);

	id->cgroup = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
	id->uid = BPF_CORE_READ(task, real_cred, uid.val);
	id->parent = BPF_CORE_READ(parent, tgid);
	BPF_CORE_READ_INTO(&id->comm, leader, comm);
	BPF_CORE_READ_INTO(&id->parent_comm, parent, comm);
}

static __always_inline enum fold_cause fold_cause(long error)
{
	switch (error) {
	case -E2BIG:
		return FOLD_MAP_FULL;
	case -EBUSY:
	case -EDEADLK:
	case -ETIMEDOUT:
		return FOLD_MAP_BUSY;
	default:
		return FOLD_NO_MEMORY;
	}
}

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

static __always_inline void add_to_remainder(struct cpu_tally *cpu, u32 slot, long error,
                                             enum door door)
{
	increment(&cpu->folded[door][fold_cause(error)], door);
	increment(&cpu->remainder[door][slot], door);
}

static __always_inline struct cache_slot *cache_slot(struct cpu_tally *cpu, const struct key *key)
{
	/* Fibonacci hashing: the top bits of a product with an odd constant are well mixed. */
	u32 hash = (key->sender * 31 + key->target) * 31 + key->what;

	return &cpu->cache[hash * 0x9e3779b1u >> (32 - CACHE_BITS)];
}

static __always_inline bool same_key(const struct key *a, const struct key *b)
{
	return a->sender == b->sender && a->target == b->target && a->what == b->what;
}

/* What an observation adds to the rows; see sample.bpf.h. */
enum share {
	SHARE_ITSELF,
	SHARE_DRAWN, /* itself, and those of its kind that were left out */
	SHARE_NONE,  /* nothing: it was left out */
};

/* Count what is exact whatever is entered in rows. NULL only if the verifier could be right. */
static __always_inline struct cpu_tally *see(u32 side, u32 slot, enum outcome outcome,
                                             enum door door)
{
	struct cpu_tally *cpu = this_tally(side);

	/* Neither can be, but the verifier wants to see it, after the compiler lost track of it. */
	barrier_var(slot);
	if (!cpu || slot >= SIGNAL_SLOTS)
		return NULL;
	increment(&cpu->seen[door][slot], door);
	if (outcome == OUTCOME_OVERFLOW || outcome == OUTCOME_REFUSED)
		increment(&cpu->failed[door], door);
	return cpu;
}

/* See one, of the generated door, that the sample leaves out. */
static __always_inline void leave_out(u32 signal, enum outcome outcome)
{
	struct cpu_tally *cpu = see(epoch & 1, signal_slot(signal), outcome, DOOR_GENERATED);

	if (cpu)
		cpu->left_out++;
}

/*
 * Enter an observation that was seen under its key. Those that were drawn are kept apart, by a bit
 * of their own in the key.
 */
static __always_inline void enter(struct cpu_tally *cpu, u32 side, u32 slot, const struct key *key,
                                  struct task_struct *sender, struct task_struct *target,
                                  enum door door)
{
	/* A pointer and a flag, not a pointer that may be NULL: 6.1's verifier loses track of that.
	 */
	struct cache_slot *cached = cache_slot(cpu, key);
	bool claim = false;
	struct kernel_row *row;
	long error;

	if (door == DOOR_GENERATED) {
		/* A free slot is all zero, and no key is: there is no signal 0 at this door. */
		if (same_key(&cached->key, key) && cached->count != CACHE_COUNT_MOST) {
			cached->count++;
			return;
		}
		claim = !cached->count; /* else it is taken by another key, or full */
	}

	row = find_row(side, key);
	if (!row) {
		error = enter_row(side, key, claim ? 0 : 1, sender, target);
		if (error == -EEXIST) {
			row = find_row(side, key);
		} else if (error) {
			add_to_remainder(cpu, slot, error, door);
			if (key->what & WHAT_SAMPLED)
				cpu->remainder_drawn[slot]++;
			return;
		}
	}
	if (claim) {
		cached->key = *key;
		cached->count = 1;
	} else if (row) {
		__sync_fetch_and_add(&row->count, 1);
	}
}

/*
 * Count one observation that passed the filters: seen = rows + remainder, always.
 * `target` is NULL where it is not known.
 */
static __always_inline void count(const struct key *key, enum share share,
                                  struct task_struct *sender, struct task_struct *target,
                                  enum door door)
{
	u32 side = epoch & 1;
	u32 slot = signal_slot(what_signal(key->what));
	struct cpu_tally *cpu = see(side, slot, what_outcome(key->what), door);
	struct key entered = *key;

	if (!cpu)
		return;
	if (share == SHARE_NONE) {
		cpu->left_out++;
		return;
	}
	if (share == SHARE_DRAWN)
		entered.what |= WHAT_SAMPLED;
	enter(cpu, side, slot, &entered, sender, target, door);
}

#endif
