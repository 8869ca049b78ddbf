/* SPDX-License-Identifier: GPL-2.0 */
/* A kill by the OOM killer. */
#ifndef LIVE_OOM_H
#define LIVE_OOM_H

#include <sys/types.h>

/*
 * Let a child run out of the memory of a cgroup of its own. Its pid, when the OOM killer has killed
 * it and it has been waited for; 0: skipped, since there is no memory cgroup to be had.
 */
pid_t oom_kill_child(void);

#endif
