/* SPDX-License-Identifier: GPL-2.0 */
/* Whether a kernel takes the CPU from a task that runs in the kernel: worked out from its texts. */
#ifndef SIGSNOOP_MODEL_PREEMPTION_H
#define SIGSNOOP_MODEL_PREEMPTION_H

#include <stdbool.h>

/* The models of kernel/Kconfig.preempt. */
enum preemption {
	PREEMPTION_UNKNOWN,
	PREEMPTION_NONE,
	PREEMPTION_VOLUNTARY,
	PREEMPTION_LAZY, /* 6.13 on */
	PREEMPTION_FULL,
	PREEMPTION_RT,
};

/* What a kernel says of itself; NULL and PREEMPTION_UNKNOWN: it does not. */
struct preemption_texts {
	const char *version;        /* uname -v */
	const char *switched;       /* /sys/kernel/debug/sched/preempt, if it can be switched */
	const char *command_line;   /* of the boot */
	enum preemption configured; /* see preemption_of_line() */
};

/*
 * The model that is in force. A kernel built with PREEMPT_DYNAMIC has that of its debugfs file,
 * else the one of the boot parameter preempt=, else the one that it was configured with.
 */
enum preemption preemption_of_texts(const struct preemption_texts *texts);

/* What a line of a kernel's configuration says of it; PREEMPTION_UNKNOWN for most lines. */
enum preemption preemption_of_line(const char *line);

/* A task may be preempted inside the kernel. What is not known is taken to be so. */
bool preemption_possible(enum preemption preemption);

/* "unknown", "none", "voluntary", "lazy", "full", "rt". */
const char *preemption_name(enum preemption preemption);

#endif
