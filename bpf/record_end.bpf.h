/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a process, in the flight recorder. */
#ifndef SIGSNOOP_RECORD_END_BPF_H
#define SIGSNOOP_RECORD_END_BPF_H

#include "abi/key.h"
#include "abi/recorder.h"
#include "filter.bpf.h"
#include "process.bpf.h"
#include "recorder.bpf.h"
#include "signals.bpf.h"

#define SIGNAL_GROUP_EXIT 4    /* in signal_struct.flags; unchanged in 4.18 to 6.18 */
#define WAIT_SIGNAL_MASK  0x7f /* the signal in an exit code; the next bit says core dump */

/* The signal that ended the process; 0 = none. `task` is its last thread. */
static __always_inline u32 end_signal(struct task_struct *task)
{
	int code = BPF_CORE_READ(task, exit_code);

	if (BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT)
		code = BPF_CORE_READ(task, signal, group_exit_code);
	return code & WAIT_SIGNAL_MASK;
}

/*
 * The out-of-memory killer sends SIGKILL, as the kernel, before it sets oom_mm of its victim
 * (__oom_kill_process() in mm/oom_kill.c, 4.19 to 6.18), so this can only be asked at the end. It
 * also sets oom_mm of a victim that was dying already, but not of other processes that it kills
 * because they share the victim's memory.
 */
static __always_inline u32 end_flags(struct task_struct *task, u32 signal, u32 sender)
{
	return signal == SIGKILL && !sender && BPF_CORE_READ(task, signal, oom_mm) ? ENTRY_OOM : 0;
}

/* Set `ended` in the entry of the signal that ended this process; false if there is none. */
static __always_inline bool record_ended(struct task_struct *task, u32 signal, u64 start, u64 now)
{
	u32 target = BPF_CORE_READ(task, tgid);
	u64 *hint = end_hint(target, signal);
	u64 id = hint ? *hint : ENTRY_NONE;
	struct recorder_entry *entry = NULL;
	bool same;

	/* Another program may hold it, briefly, to count a repeat. */
	for (int i = 0; i < 16 && !entry; i++)
		entry = entry_seize(id);
	if (!entry)
		return false;
	same = entry->start == start && (u32)entry->key.target == target &&
	       what_signal(entry->key.what) == signal;
	if (same && !entry->ended) {
		entry->ended = now;
		entry->flags |= end_flags(task, signal, entry->key.sender);
	}
	entry_release(entry, id);
	return same;
}

/*
 * The filters, for an end without a signal seen. Sender, outcome and origin are unknown, so any
 * filter by them rejects it.
 */
static __always_inline bool end_wanted(u32 signal, struct task_struct *task)
{
	return !filter.by_uid && !filter.by_sender_pid && !filter.by_sender_name &&
	       filter.outcomes == ALL_OUTCOMES && filter.origins == ALL_ORIGINS &&
	       signal_wanted(signal) && target_wanted(BPF_CORE_READ(task, tgid), true, task);
}

/*
 * The end of a process. It gets an entry of its own if no signal was recorded: the kernel ended it
 * without one (strict seccomp, a core dump of a process that shares its memory), or the signal was
 * queued before the recorder ran.
 */
static __always_inline void record_end(struct task_struct *task)
{
	u32 signal;
	u64 now, start, *hint, id;
	struct key key;

	if (!recorder_entries)
		return;
	signal = end_signal(task);
	if (!signal || signal > SIGNAL_MAX)
		return;
	now = bpf_ktime_get_boot_ns();
	start = process_start(task);
	if (record_ended(task, signal, start, now) || !end_wanted(signal, task))
		return;
	key.sender = 0;
	key.target = BPF_CORE_READ(task, tgid);
	key.what = what_pack(signal, OUTCOME_QUEUED, ORIGIN_KERNEL, 0);
	id = record_new(&key, NULL, task, start, RING_DEADLY, now, now,
	                ENTRY_END_ONLY | end_flags(task, signal, 0));
	/* Two last threads may both get here; the second is to find this entry. */
	hint = end_hint(key.target, signal);
	if (hint)
		*hint = id;
}

#endif
