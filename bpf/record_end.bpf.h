/* SPDX-License-Identifier: GPL-2.0 */
/* How the end of a process gets into the flight recorder. */
#ifndef SIGSNOOP_RECORD_END_BPF_H
#define SIGSNOOP_RECORD_END_BPF_H

#include "abi/key.h"
#include "abi/recorder.h"
#include "filter.bpf.h"
#include "process.bpf.h"
#include "recorder.bpf.h"
#include "signals.bpf.h"

#define SIGNAL_GROUP_EXIT 4    /* in signal_struct.flags; the same in 4.18 to 6.18 */
#define WAIT_SIGNAL_MASK  0x7f /* of an exit code: the signal; above it is the core-dump bit */

/* The signal that ends the process of its last thread; 0 if none does. */
static __always_inline u32 end_signal(struct task_struct *task)
{
	int code = BPF_CORE_READ(task, exit_code);

	if (BPF_CORE_READ(task, signal, flags) & SIGNAL_GROUP_EXIT)
		code = BPF_CORE_READ(task, signal, group_exit_code);
	return code & WAIT_SIGNAL_MASK;
}

/*
 * The out-of-memory killer first sends SIGKILL, as the kernel, and then marks its victim
 * (__oom_kill_process() in mm/oom_kill.c, 4.19 to 6.18), so the mark is not there yet when the
 * signal is seen, but it stays to the end. A process that was dying already is marked too; a
 * process that is killed because it shares the victim's memory is not.
 */
static __always_inline u32 end_flags(struct task_struct *task, u32 signal, u32 sender)
{
	return signal == SIGKILL && !sender && BPF_CORE_READ(task, signal, oom_mm) ? ENTRY_OOM : 0;
}

/* The signal that ends this process is in the recorder: say there that it did. */
static __always_inline bool record_ended(struct task_struct *task, u32 signal, u64 start, u64 now)
{
	u32 target = BPF_CORE_READ(task, tgid);
	u64 *hint = end_hint(target, signal);
	u64 id = hint ? *hint : ENTRY_NONE;
	struct recorder_entry *entry = NULL;
	bool same;

	/* Another program that counts a repeat will have done so soon. */
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

/* A filter by what is not known here leaves out what only the end tells. */
static __always_inline bool end_wanted(u32 signal, struct task_struct *task)
{
	return !filter.by_uid && !filter.by_sender_pid && !filter.by_sender_name &&
	       filter.outcomes == ALL_OUTCOMES && filter.origins == ALL_ORIGINS &&
	       signal_wanted(signal) && target_wanted(BPF_CORE_READ(task, tgid), true, task);
}

/*
 * The end of a process. What the kernel ends without a signal (strict seccomp, a core dump of those
 * who share the memory), and what was queued before the recorder ran, is only seen here.
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
	/* Two last threads may both come here. */
	hint = end_hint(key.target, signal);
	if (hint)
		*hint = id;
}

#endif
