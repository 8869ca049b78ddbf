/* SPDX-License-Identifier: GPL-2.0 */
/* The filters. They branch on read-only data, so one that is not set costs nothing. */
#ifndef SIGSNOOP_FILTER_BPF_H
#define SIGSNOOP_FILTER_BPF_H

#include "abi/glob.h"
#include "abi/identity.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "knobs.bpf.h"

#define ALL_OUTCOMES ((1u << OUTCOMES) - 1)
#define ALL_ORIGINS  ((1u << ORIGINS) - 1)

static __always_inline bool signal_wanted(u32 signal)
{
	u32 slot = signal_slot(signal);

	return (slot < 64 ? filter.signals[0] : filter.signals[1]) >> (slot & 63) & 1;
}

static __always_inline bool kind_wanted(enum outcome outcome, enum origin origin)
{
	return (filter.outcomes >> outcome & 1) && (filter.origins >> origin & 1);
}

/* The kernel as the sender has no uid, so it never matches a filter by uid. */
static __always_inline bool sender_wanted(u32 sender, struct task_struct *current)
{
	if (filter.by_sender_pid && (u32)filter.sender != sender)
		return false;
	if (filter.by_uid && (!sender || filter.uid != (u32)bpf_get_current_uid_gid()))
		return false;
	if (filter.by_sender_name) {
		char name[COMM_SIZE];

		if (!sender)
			return filter.kernel_matches;
		BPF_CORE_READ_INTO(&name, current, group_leader, comm);
		return glob_matches(&sender_glob, name);
	}
	return true;
}

/* Whether the filters need to know more than the signal. */
static __always_inline bool filter_takes_key(void)
{
	return filter.origins != ALL_ORIGINS || filter.outcomes != ALL_OUTCOMES || filter.by_uid ||
	       filter.by_sender_pid || filter.by_target_pid || filter.by_sender_name ||
	       filter.by_target_name;
}

/* `task` is NULL if the target is unknown; then no name matches. */
static __always_inline bool target_wanted(s32 target, bool known, struct task_struct *task)
{
	if (filter.by_target_pid && (!known || filter.target != target))
		return false;
	if (filter.by_target_name) {
		char name[COMM_SIZE];

		if (!task)
			return false;
		BPF_CORE_READ_INTO(&name, task, group_leader, comm);
		return glob_matches(&target_glob, name);
	}
	return true;
}

#endif
