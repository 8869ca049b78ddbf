/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the running kernel takes the CPU from a task that runs in the kernel. */
#ifndef SIGSNOOP_KERNEL_PREEMPTION_H
#define SIGSNOOP_KERNEL_PREEMPTION_H

#include "model/preemption.h"

/*
 * The model that is in force now, as far as this process may read it; some milliseconds. Nothing
 * stays mounted for it. A kernel that can be switched (PREEMPT_DYNAMIC) may be another one later;
 * this process keeps its first answer.
 */
enum preemption preemption_of_kernel(void);

#endif
