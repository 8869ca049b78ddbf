/* SPDX-License-Identifier: GPL-2.0 */
/* What observations are counted by. */
#ifndef SIGSNOOP_ABI_KEY_H
#define SIGSNOOP_ABI_KEY_H

#include <linux/types.h>

/* What became of one attempt to signal one target; cli/REPORTS.md has what users read of it. */
enum outcome {
	OUTCOME_QUEUED,
	OUTCOME_IGNORED,
	OUTCOME_PENDING,
	OUTCOME_OVERFLOW,
	OUTCOME_INFO_LOST,
	OUTCOME_REFUSED,
	OUTCOME_PROBE,
	OUTCOMES
};

/* How the signal came about. Decides whether the current task is shown as the sender. */
enum origin {
	ORIGIN_KILL,
	ORIGIN_TKILL,
	ORIGIN_SIGQUEUE,
	ORIGIN_TIMER,
	ORIGIN_IO,
	ORIGIN_CHILD,
	ORIGIN_FAULT,
	ORIGIN_INDIRECT,
	ORIGIN_KERNEL,
	ORIGINS
};

/*
 * The key of a row. Three words, for which the kernel's hash function is cheapest. `what` packs
 * signal, outcome, origin and errno; see what_pack().
 */
struct key {
	__u32 sender; /* tgid in the initial pid namespace; 0 = the kernel */
	__s32 target; /* generated: tgid; refused: the pid as the caller passed it */
	__u32 what;
};
_Static_assert(sizeof(struct key) == 12, "a key is three words");

#define WHAT_OUTCOME_SHIFT  8
#define WHAT_ORIGIN_SHIFT   12
#define WHAT_ERRNO_SHIFT    16
#define WHAT_ERRNO_MASK     0xfff      /* MAX_ERRNO is 4095 */
#define WHAT_SAMPLED        (1u << 30) /* in the rows only: each count stands for N (--sample) */
#define WHAT_TARGET_UNKNOWN (1u << 31)

static inline __u32 what_pack(__u32 signal, enum outcome outcome, enum origin origin, __u32 error)
{
	return signal | (__u32)outcome << WHAT_OUTCOME_SHIFT | (__u32)origin << WHAT_ORIGIN_SHIFT |
	       (error & WHAT_ERRNO_MASK) << WHAT_ERRNO_SHIFT;
}

static inline __u32 what_signal(__u32 what)
{
	return what & 0xff;
}

static inline enum outcome what_outcome(__u32 what)
{
	return (enum outcome)(what >> WHAT_OUTCOME_SHIFT & 0xf);
}

static inline enum origin what_origin(__u32 what)
{
	return (enum origin)(what >> WHAT_ORIGIN_SHIFT & 0xf);
}

static inline __u32 what_error(__u32 what)
{
	return what >> WHAT_ERRNO_SHIFT & WHAT_ERRNO_MASK;
}

#endif
