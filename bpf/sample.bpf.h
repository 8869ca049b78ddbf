/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sampling: each observation is entered in the rows with probability 1/N and stands for N there;
 * the others are only counted by signal. What is rare and important is always entered: lethal
 * signals, overflow, and everything of the refused door.
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
 * Signals meant to end processes, faults included, are never left out, nor are others that end
 * their target. What was not queued ends nothing: of coalesced signals the first was queued.
 */
static __always_inline bool is_precious(u32 signal, enum outcome outcome, struct task_struct *task)
{
	return outcome == OUTCOME_OVERFLOW || SIGNAL_BIT(signal) & GRAVE_SIGNALS ||
	       (was_queued(outcome) && is_lethal(signal, task));
}

/*
 * True with probability 1 / sample_one_in, by the high bits of a 64-bit linear congruential
 * generator (Knuth's constants for MMIX); a helper call would cost as much as the counting. Each
 * CPU and side has its own state, seeded by the kernel's generator. Only the generated door calls
 * this, and it never runs twice at once on a CPU (see tally.bpf.h).
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

/* For an observation of the generated door. */
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
