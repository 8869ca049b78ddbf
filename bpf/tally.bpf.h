/* SPDX-License-Identifier: GPL-2.0 */
/* How an observation is counted: by signal, and in its row. */
#ifndef SIGSNOOP_TALLY_BPF_H
#define SIGSNOOP_TALLY_BPF_H

#include "abi/key.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "epoch.bpf.h"
#include "rows.bpf.h"
#include <linux/errno.h>

/* By tally_index(), two per CPU; sized before loading. User space maps it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct cpu_tally);
} tally SEC(".maps");

/* The tally of this CPU, which the program stays on until its end. Never NULL. */
static __always_inline struct cpu_tally *this_tally(u32 side)
{
	u32 index = tally_index(bpf_get_smp_processor_id(), side);

	return bpf_map_lookup_elem(&tally, &index);
}

/*
 * The generated door needs no atomic operations, and claiming a slot of its cache cannot race: it
 * is one program, all it writes here belongs to one CPU, and it never runs twice at once on a CPU.
 *
 *  - A program stays on its CPU until its end, since migration, if not preemption, is disabled
 *    around it (cant_migrate() in __bpf_trace_run()).
 *
 *  - Nothing that could run the program interrupts it. signal_generate is called under the target's
 *    siglock with interrupts off (kernel/signal.c: __send_signal_locked() and the path of POSIX
 *    timers), and no NMI sends a signal. On PREEMPT_RT siglock is a sleeping lock and interrupts
 *    stay on, but no hard interrupt takes a sleeping lock, and the kernels without the guard below
 *    run the probes of a tracepoint with preemption disabled.
 *
 *  - If a preempting task, or a program that sends a signal itself, gets here all the same, the
 *    program is active on this CPU and is skipped: from 6.1 on (05b24ff9b2cf) __bpf_trace_run()
 *    checks prog->active and counts a miss, which the ledger shows as `recursion`.
 *
 * The refused door has six or more programs that may interrupt each other. They use atomic
 * additions and leave the cache alone.
 */
static __always_inline void increment(u64 *counter, enum door door)
{
	if (door == DOOR_GENERATED)
		*counter += 1;
	else
		__sync_fetch_and_add(counter, 1);
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
	SHARE_ITSELF, /* one */
	SHARE_DRAWN,  /* one of the sample: stands for itself and those that were left out */
	SHARE_NONE,   /* nothing: left out by the sample */
};

/* Count by signal, which is always exact. Never NULL at run time. */
static __always_inline struct cpu_tally *see(u32 side, u32 slot, enum outcome outcome,
                                             enum door door)
{
	struct cpu_tally *cpu = this_tally(side);

	/*
	 * Never true. barrier_var() keeps the compiler from dropping the bounds check, which the
	 * verifier must see.
	 */
	barrier_var(slot);
	if (!cpu || slot >= SIGNAL_SLOTS)
		return NULL;
	increment(&cpu->seen[door][slot], door);
	if (outcome == OUTCOME_OVERFLOW || outcome == OUTCOME_REFUSED)
		increment(&cpu->failed[door], door);
	return cpu;
}

/* Count an observation of the generated door that the sample leaves out. */
static __always_inline void leave_out(u32 signal, enum outcome outcome)
{
	struct cpu_tally *cpu = see(epoch & 1, signal_slot(signal), outcome, DOOR_GENERATED);

	if (cpu)
		cpu->left_out++;
}

/*
 * Count an observation under its key: in the cache, in its row or, if it can have none, in the
 * remainder. Those drawn for the sample have rows of their own, by WHAT_SAMPLED in the key.
 */
static __always_inline void enter(struct cpu_tally *cpu, u32 side, u32 slot, const struct key *key,
                                  struct task_struct *sender, struct task_struct *target,
                                  enum door door)
{
	/* A pointer and a flag: 6.1's verifier loses track of a pointer that may be NULL. */
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
		claim = !cached->count; /* if not, another key has the slot, or its count is full */
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
 * Count an observation that passed the filters. seen = rows + remainder always holds (with
 * sampling, + left out). `target` is NULL if unknown.
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
