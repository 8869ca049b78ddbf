/* SPDX-License-Identifier: GPL-2.0 */
/* Who a process is. */
#ifndef SIGSNOOP_PROCESS_BPF_H
#define SIGSNOOP_PROCESS_BPF_H

#include "abi/identity.h"
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

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

/* Start time of the process of this task: CLOCK_BOOTTIME, nanoseconds. */
static __always_inline u64 process_start(struct task_struct *task)
{
	struct task_struct *leader = BPF_CORE_READ(task, group_leader);

	if (bpf_core_field_exists(leader->start_boottime))
		return BPF_CORE_READ(leader, start_boottime);
	return BPF_CORE_READ((struct task_struct___before_5_5 *)leader, real_start_time);
}

#endif
