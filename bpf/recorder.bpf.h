/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flight recorder: the latest lethal signals, and what ended processes.
 *
 * A flood cannot push everything else out. For RECORD_SPAN, a signal that differs from an entry
 * only in time is counted in that entry as a repeat, so a sender that repeats itself makes one
 * entry per minute. And what does not end its target has a ring of its own (enum recorder_ring).
 */
#ifndef SIGSNOOP_RECORDER_BPF_H
#define SIGSNOOP_RECORDER_BPF_H

#include "abi/key.h"
#include "abi/recorder.h"
#include "abi/signal.h"
#include "knobs.bpf.h"
#include "lethal.bpf.h"
#include "process.bpf.h"
#include "signals.bpf.h"
#include "tally.bpf.h"
#include <linux/errno.h>

#define RECORD_SPAN (60ull * 1000000000) /* nanoseconds */

/* Sized before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct recorder_entry);
} recorder SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct recorder_state);
} recorder_state SEC(".maps");

/*
 * A hash table of ids, to find the entry that a repeat or an end belongs to. An id is only a hint:
 * slots are shared, and the entry may have been overwritten, so whoever follows it compares the
 * entry.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} recorder_hints SEC(".maps");

static __always_inline u64 *hint_slot(u32 a, u32 b, u32 c)
{
	u32 hash = ((a * 31 + b) * 31 + c) * 0x9e3779b1u; /* as in tally.bpf.h */
	u32 index = (u64)hash * (recorder_entries * HINTS_PER_ENTRY) >> 32;

	return bpf_map_lookup_elem(&recorder_hints, &index);
}

/* Hint to the last entry with this key. */
static __always_inline u64 *repeat_hint(const struct key *key)
{
	return hint_slot(key->sender, key->target, key->what);
}

/* Hint to the entry of the signal that may end this process. */
static __always_inline u64 *end_hint(u32 target, u32 signal)
{
	return hint_slot(~0u, target, signal);
}

static __always_inline struct recorder_entry *entry_at(u64 id)
{
	u32 index = entry_index(id, recorder_entries);

	return bpf_map_lookup_elem(&recorder, &index);
}

/*
 * The entry with this id, for changing; to be given back by entry_release(). Until then no reader
 * accepts it and no other program writes it. NULL if the entry is gone or another program holds it:
 * that may be the program which this one interrupts, so waiting could last for ever.
 */
static __always_inline struct recorder_entry *entry_seize(u64 id)
{
	struct recorder_entry *entry = id > ENTRY_BUSY ? entry_at(id) : NULL;

	if (!entry || __sync_val_compare_and_swap(&entry->id, id, ENTRY_BUSY) != id)
		return NULL;
	return entry;
}

/* An exchange, because a plain store is not ordered after earlier writes on every architecture. */
static __always_inline void entry_release(struct recorder_entry *entry, u64 id)
{
	__sync_lock_test_and_set(&entry->id, id);
}

/* A new entry, seized; NULL if the ring has wrapped and the old entry is still being written. */
static __always_inline struct recorder_entry *entry_begin(enum recorder_ring ring, u64 *id)
{
	const u32 zero = 0;
	struct recorder_state *state = bpf_map_lookup_elem(&recorder_state, &zero);
	struct recorder_entry *entry;
	u64 before;

	if (!state)
		return NULL;
	*id = entry_id(ring, __sync_fetch_and_add(&state->head[ring], 1) + 1);
	entry = entry_at(*id);
	if (!entry)
		return NULL;
	before = entry->id;
	if (before != ENTRY_BUSY &&
	    __sync_val_compare_and_swap(&entry->id, before, ENTRY_BUSY) == before)
		return entry;
	__sync_fetch_and_add(&state->busy, 1);
	return NULL;
}

/* Whether a queued signal ends its process: neither handled nor blocked, or it is SIGKILL. */
static __always_inline bool is_deadly(u32 signal, struct task_struct *task)
{
	return signal == SIGKILL || (disposition(signal, task) == SIG_DFL &&
	                             !(BPF_CORE_READ(task, blocked.sig[0]) & SIGNAL_BIT(signal)));
}

/* Count a repeat in its entry; false if there is none. `start`: of the target, 0 = unknown. */
static __always_inline bool record_repeat(const struct key *key, u64 start, enum recorder_ring ring,
                                          u64 now)
{
	u64 *hint = repeat_hint(key);
	u64 id = hint ? *hint : ENTRY_NONE;
	struct recorder_entry *entry = entry_ring(id) == ring ? entry_seize(id) : NULL;
	bool same;

	if (!entry)
		return false;
	same = same_key(&entry->key, key) && entry->start == start && !entry->ended &&
	       now - entry->time < RECORD_SPAN;
	if (same) {
		entry->last = now;
		entry->count++;
	}
	entry_release(entry, id);
	return same;
}

/* Returns the new entry's id, or ENTRY_NONE. An unknown sender or target is NULL. */
static __always_inline u64 record_new(const struct key *key, struct task_struct *sender,
                                      struct task_struct *target, u64 start,
                                      enum recorder_ring ring, u64 now, u64 ended, u32 flags)
{
	struct recorder_entry *entry;
	u64 id;

	entry = entry_begin(ring, &id);
	if (!entry)
		return ENTRY_NONE;
	entry->time = now;
	entry->last = now;
	entry->ended = ended;
	entry->start = start;
	entry->key = *key;
	entry->flags = flags;
	entry->count = 1;
	__builtin_memset(&entry->parties, 0, sizeof(entry->parties));
	if (sender)
		identify(&entry->parties.sender, sender);
	if (target)
		identify(&entry->parties.target, target);
	entry_release(entry, id);
	return id;
}

static __always_inline void record_signal(const struct key *key, struct task_struct *sender,
                                          struct task_struct *target, enum recorder_ring ring)
{
	u64 now = bpf_ktime_get_boot_ns();
	u64 start = target ? process_start(target) : 0;
	u64 *hint, id;

	if (record_repeat(key, start, ring, now))
		return;
	id = record_new(key, key->sender ? sender : NULL, target, start, ring, now, 0, 0);
	hint = repeat_hint(key);
	if (hint)
		*hint = id;
	if (!target || !was_queued(what_outcome(key->what)))
		return;
	hint = end_hint(key->target, what_signal(key->what));
	if (hint)
		*hint = id;
}

/* An observation of the generated door. `lethal`: it was queued, and is_lethal(). */
static __always_inline void record_generated(const struct key *key, bool lethal,
                                             struct task_struct *sender, struct task_struct *target)
{
	u32 signal = what_signal(key->what);
	bool deadly;

	if (!recorder_entries || !(lethal || SIGNAL_BIT(signal) & GRAVE_SIGNALS))
		return;
	deadly = was_queued(what_outcome(key->what)) && is_deadly(signal, target);
	record_signal(key, sender, target, deadly ? RING_DEADLY : RING_OTHER);
}

/*
 * An observation of the refused door: an attempt that was not permitted. Calls that name no process
 * (ESRCH: it has ended; EINVAL, EBADF) are left out.
 */
static __always_inline void record_refused(const struct key *key, struct task_struct *sender)
{
	u32 signal = what_signal(key->what), error = what_error(key->what);

	if (!recorder_entries || !signal || signal > SIGNAL_MAX ||
	    !(SIGNAL_BIT(signal) & GRAVE_SIGNALS))
		return;
	if (error != ESRCH && error != EINVAL && error != EBADF)
		record_signal(key, sender, NULL, RING_OTHER);
}

#endif
