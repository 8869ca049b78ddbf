/* SPDX-License-Identifier: GPL-2.0 */
/* Is a process still the one that it was? */
#ifndef SIGSNOOP_KERNEL_PROCESS_H
#define SIGSNOOP_KERNEL_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * True if the process of this pid, started at this time of the boot-time clock (nanoseconds), has
 * not ended; a zombie has. True also if /proc does not tell.
 */
bool process_lives(uint32_t pid, uint64_t start);

/* True if this process, which lives, has this thread; true also if /proc does not tell. */
bool thread_lives(uint32_t pid, uint32_t thread);

#endif
