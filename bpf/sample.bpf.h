/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sampling: one observation in N, at random and each by itself, is entered in the rows and stands
 * for N there; the others are only counted by signal. What is rare and precious is not drawn for,
 * but always entered as itself: lethal signals, overflow, and everything of the refused door.
 */
#ifndef SIGSNOOP_SAMPLE_BPF_H
#define SIGSNOOP_SAMPLE_BPF_H

#include "abi/key.h"
#include "abi/tally.h"
#include "epoch.bpf.h"
#include "lethal.bpf.h"
#include "signals.bpf.h"
#include "tally.bpf.h"

/*
 * Of signals that are there to end processes, faults included, none is left out; of the others,
 * none that is not handled and so ends its target. (What was not queued ends nothing, and need not
 * be looked into: the first of those that are pending was queued.)
 */
static __always_inline bool is_precious(u32 signal, enum outcome outcome, struct task_struct *task)
{
	return outcome == OUTCOME_OVERFLOW || SIGNAL_BIT(signal) & GRAVE_SIGNALS ||
	       (was_queued(outcome) && is_lethal(signal, task));
}

/*
 * Draws with probability 1 in sample_one_in. The generator is a linear congruential one of 64 bits
 * (Knuth's constants for MMIX), whose high bits decide: a helper call would cost as much as the
 * counting. It has a state for each CPU and side, seeded by the kernel's own generator. Only the
 * generated door draws, which is exclusive on its CPU (see tally.bpf.h).
 */
static __always_inline bool drawn(struct cpu_tally *cpu)
{
	u64 random = cpu->random;

	if (!random)
		random = (u64)bpf_get_prandom_u32() << 32 | bpf_get_prandom_u32();
	random = random * 6364136223846793005ull + 1442695040888963407ull;
	cpu->random = random;
	return random < ~0ull / sample_one_in;
}

/* What becomes of an observation of the generated door. */
static __always_inline enum share share_of(u32 signal, enum outcome outcome,
                                           struct task_struct *task)
{
	u32 side = epoch & 1;
	struct cpu_tally *cpu;

	if (sample_one_in <= 1 || is_precious(signal, outcome, task))
		return SHARE_ITSELF;
	cpu = this_tally(side);
	return cpu && drawn(cpu) ? SHARE_DRAWN : SHARE_NONE;
}

#endif
