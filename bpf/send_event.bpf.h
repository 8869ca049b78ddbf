/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The event path: each observation is sent to the reader by itself, through the perf buffer of its
 * CPU, instead of being entered in the rows. It is still counted by signal, and what is not sent is
 * counted by cause: seen = read + suppressed + lost.
 */
#ifndef SIGSNOOP_SEND_EVENT_BPF_H
#define SIGSNOOP_SEND_EVENT_BPF_H

#include "abi/event.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "epoch.bpf.h"
#include "knobs.bpf.h"
#include "process.bpf.h"
#include "tally.bpf.h"
#include <linux/errno.h>

/* One buffer per CPU. Created only if events are wanted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, sizeof(u32));
	__uint(value_size, sizeof(u32));
} events SEC(".maps");

volatile struct token_bucket bucket = {};

#define TOKEN_TRIES 8 /* other CPUs may be faster; after the last try the event is suppressed */

/*
 * A token bucket for all CPUs, by the generic cell rate algorithm (ITU-T I.371): its only state is
 * the time at which it will be full again. It fills steadily, so a flood at the beginning of a
 * second does not use up the rest of the second.
 *
 * Once the bucket is dry, no token is asked for until the next jiffy (1 to 10 ms), so suppressed
 * events do not read the clock. The bucket holds more than fills in a jiffy, so this does not lower
 * the rate.
 */
static __always_inline bool take_token(u64 now)
{
	for (int i = 0; i < TOKEN_TRIES; i++) {
		u64 full_at = bucket.full_at;
		u64 from = full_at > now ? full_at : now;

		if (from + event_period - now > event_burst)
			return false;
		if (__sync_val_compare_and_swap(&bucket.full_at, full_at, from + event_period) ==
		    full_at)
			return true;
	}
	return false;
}

static __always_inline bool within_rate(u64 *now)
{
	u64 tick = event_period ? bpf_jiffies64() : 0;

	if (event_period && bucket.dry_at == tick)
		return false;
	*now = bpf_ktime_get_ns();
	if (!event_period || take_token(*now))
		return true;
	bucket.dry_at = tick;
	return false;
}

static __always_inline void count_unsent(struct cpu_tally *cpu, enum event_cause cause,
                                         enum door door)
{
	increment(&cpu->events[door][cause], door);
}

/*
 * Count an observation that passed the filters by signal, and send it. `context` is the context of
 * the program. An unknown `target` is NULL, an unknown `target_tid` 0.
 */
static __always_inline void send_event(void *context, const struct key *key,
                                       struct task_struct *sender, struct task_struct *target,
                                       s32 target_tid, enum door door)
{
	struct cpu_tally *cpu =
		see(epoch & 1, signal_slot(what_signal(key->what)), what_outcome(key->what), door);
	struct raw_event event = {.key = *key, .target_tid = target_tid};
	long error;

	if (!cpu)
		return;
	if (!within_rate(&event.time)) {
		count_unsent(cpu, EVENT_SUPPRESSED, door);
		return;
	}
	if (key->sender) {
		event.sender_tid = sender->pid;
		identify(&event.parties.sender, sender);
	}
	if (target)
		identify(&event.parties.target, target);
	error = bpf_perf_event_output(context, &events, BPF_F_CURRENT_CPU, &event, sizeof(event));
	if (error)
		count_unsent(cpu, error == -ENOSPC ? EVENT_BUFFER_FULL : EVENT_NO_BUFFER, door);
}

#endif
