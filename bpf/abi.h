/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the programs in the kernel and the program in user space both know: keys, values, knobs.
 * Fixed widths, no implicit padding, every size asserted.
 */
#ifndef SIGSNOOP_ABI_H
#define SIGSNOOP_ABI_H

#include <linux/types.h>

/*
 * Signals 0 (the probe) to 64, and one more for every number that is no signal: counters by signal
 * are arrays of SIGNAL_SLOTS, and SIGNAL_INVALID is the number shown for the last of them.
 */
#define SIGNAL_MAX          64
#define SIGNAL_SLOT_INVALID (SIGNAL_MAX + 1)
#define SIGNAL_SLOTS        (SIGNAL_MAX + 2)
#define SIGNAL_INVALID      255

#define COMM_SIZE 16 /* TASK_COMM_LEN, the terminating NUL included */

/* What became of one attempt to signal one target (design: 2.1). */
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

/* How the signal came about; it decides whether the current task is shown as the sender. */
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

/* The two ways in. Each has counters of its own, so that only one of them needs atomic updates. */
enum door { DOOR_GENERATED, DOOR_REFUSED, DOORS };

/*
 * The six calls of the refused door. A program that serves all of them is told by its cookie for
 * which one it runs, and whether the caller is a 32-bit program.
 */
enum signal_call {
	CALL_kill,
	CALL_tkill,
	CALL_tgkill,
	CALL_rt_sigqueueinfo,
	CALL_rt_tgsigqueueinfo,
	CALL_pidfd_send_signal
};

#define CALLS 6

#define CALL_OF_32_BIT (1u << 8)

/* Why an observation could not be entered under its key; it is in the remainder then. */
enum fold_cause {
	FOLD_MAP_FULL,  /* E2BIG: as many keys as the map holds */
	FOLD_MAP_BUSY,  /* EBUSY, EDEADLK, ETIMEDOUT: the bucket is locked */
	FOLD_NO_MEMORY, /* ENOMEM and whatever else a kernel may say */
	FOLD_CAUSES
};

/* Why an observation went to no reader of events. */
enum event_cause {
	EVENT_SUPPRESSED,  /* above the rate that was asked for */
	EVENT_BUFFER_FULL, /* the reader was too slow */
	EVENT_NO_BUFFER,   /* no buffer here: this CPU came online later; or the kernel was busy */
	EVENT_CAUSES
};

/*
 * The key of a row: three words, because the kernel's hash of three words is its cheapest.
 * `what` holds signal, outcome, origin and errno; see what_pack().
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
#define WHAT_SAMPLED        (1u << 30) /* in the rows map only: each stands for so many (--sample) */
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

/* Index of a signal in the arrays of SIGNAL_SLOTS. */
static inline __u32 signal_slot(__u32 signal)
{
	return signal <= SIGNAL_MAX ? signal : SIGNAL_SLOT_INVALID;
}

/* Who a process is, taken in the kernel when a key is first seen: it may be gone a moment later. */
struct identity {
	__u64 cgroup; /* id of its cgroup in the unified hierarchy; 0 = unknown */
	__u32 uid;    /* real uid, initial user namespace */
	__u32 parent; /* tgid of the parent, initial pid namespace */
	char comm[COMM_SIZE];
	char parent_comm[COMM_SIZE];
};
_Static_assert(sizeof(struct identity) == 48, "no padding");

/* The identities of one key. One that is not known (the kernel, a refused target) is all zero. */
struct parties {
	struct identity sender;
	struct identity target;
};
_Static_assert(sizeof(struct parties) == 96, "no padding");

/*
 * One key of a side: what was counted of it past the first level, and who is behind it. In the
 * order in which they were entered. Where two CPUs enter one key at the same time it is there
 * twice, once with a count of 0; all zero is no key.
 */
struct kernel_row {
	struct key key;
	__u32 pad;
	__u64 count;
	struct parties parties;
};
_Static_assert(sizeof(struct kernel_row) == 120, "no padding");

/* Rows that one run of the program `clear_rows` takes out of the hash, from the nth on. */
#define CLEAR_ROWS 256

struct clear_args {
	__u32 side;
	__u32 first;
};

/* How much a side holds: what is 0 need be neither read nor emptied. Alone in its cache line. */
struct fill {
	__u32 keys;  /* entered in the rows */
	__u32 times; /* kinds and signals in the histograms; at least so many */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct fill) == 64, "a cache line");

/*
 * First level of counting: a direct-mapped hash of keys that are in the rows map, per CPU. A hit
 * costs no map operation. A count of 0 says that the slot is free; one at its most stays there, and
 * what comes then is counted in the row.
 */
#define CACHE_BITS       13
#define CACHE_SLOTS      (1 << CACHE_BITS)
#define CACHE_COUNT_MOST 0xffffffffu

struct cache_slot {
	struct key key;
	__u32 count;
};
_Static_assert(sizeof(struct cache_slot) == 16, "no padding");

/*
 * Histograms of times in microseconds. Log-linear buckets: four per power of two, from 1 us to 2^40
 * us (12.7 days); what is less or more counts in the first or the last one.
 */
enum hist_kind {
	HIST_EXIT,    /* first queued lethal signal of a process -> its end */
	HIST_HANDLER, /* queued -> delivered to a handler */
	HIST_GAP,     /* between consecutive observations of a signal on one CPU */
	HIST_KINDS
};

#define HIST_LOG_MOST    40
#define HIST_BUCKETS     (4U * (HIST_LOG_MOST - 1U)) /* 1 .. HIST_BUCKETS - 1 are in use */
#define HIST_BUCKET_LAST (HIST_BUCKETS - 1)

/* Index of the highest bit of a value that is not 0. */
static inline __u32 log2_floor(__u64 value)
{
	__u32 log = 0;

	for (int step = 32; step; step >>= 1)
		if (value >> step) {
			value >>= step;
			log += step;
		}
	return log;
}

/* The bucket of a time: itself up to 7 us, and from there on four to a power of two. */
static inline __u32 hist_bucket(__u64 us)
{
	__u32 log;

	if (us < 4)
		return us ? (__u32)us : 1;
	if (us >> HIST_LOG_MOST)
		return HIST_BUCKET_LAST;
	log = log2_floor(us);
	return 4 * (log - 1) + (us >> (log - 2) & 3);
}

struct hist_key {
	__u8 kind;
	__u8 signal; /* as in struct key */
	__u8 bucket; /* 0 in the map of sums */
	__u8 pad;
};
_Static_assert(sizeof(struct hist_key) == 4, "no padding");

/* Beside the buckets of one kind and signal. */
struct hist_sum {
	__u64 sum; /* of the times, in microseconds */
	__u64 max;
	__u32 pid; /* the process that took `max`; of HIST_EXIT and HIST_HANDLER */
	char comm[COMM_SIZE];
	__u32 pad;
};
_Static_assert(sizeof(struct hist_sum) == 40, "no padding");

#define HIST_ENTRIES     4096 /* buckets in use, a side */
#define HIST_SUM_ENTRIES 256  /* kinds and signals in use, a side */

/*
 * A clock that runs: of a process that got a lethal signal (signal 0 in the key: one a process), or
 * of a signal on its way to a handler. A process is its pid and its start time, so that a reused
 * pid never stops another's clock.
 */
struct clock_key {
	__u64 start; /* of the process, nanoseconds of the boot-time clock */
	__u32 tgid;
	__u32 thread; /* that a signal on its way is for; 0 = the process */
	__u8 kind;
	__u8 signal;
	__u16 pad[3];
};
_Static_assert(sizeof(struct clock_key) == 24, "no padding");

struct clock {
	__u64 since; /* CLOCK_MONOTONIC, nanoseconds; 0 = runs untimed, see latency.h */
	__u32 signal;
	__u32 pad;
	char comm[COMM_SIZE];
};
_Static_assert(sizeof(struct clock) == 32, "no padding");

#define CLOCK_ENTRIES 8192

/*
 * Everything one CPU counts on one side of the epoch beside the rows map. Aligned so that no two
 * CPUs share a cache line.
 */
struct cpu_tally {
	__u64 seen[DOORS][SIGNAL_SLOTS];      /* passed the filters */
	__u64 remainder[DOORS][SIGNAL_SLOTS]; /* of these: counted under no key */
	__u64 failed[DOORS];                  /* of these: refused or overflow */
	__u64 folded[DOORS][FOLD_CAUSES];     /* why they are in the remainder */
	__u64 untimed[HIST_KINDS];            /* times that no histogram could take */
	__u64 events[DOORS][EVENT_CAUSES];    /* of those seen: sent to no reader, and why */
	__u64 left_out;                       /* of those seen: a sample that passed them over */
	__u64 remainder_drawn[SIGNAL_SLOTS];  /* of the remainder: drawn for a sample */
	__u64 random;                         /* state of the generator that draws; 0 = no seed */
	struct cache_slot cache[CACHE_SLOTS]; /* of the generated door */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct cpu_tally) % 64 == 0, "lines of a cache");

/* Where in the array that of a CPU and side is. */
static inline __u32 tally_index(__u32 cpu, __u32 side)
{
	return cpu * 2 + side;
}

/* One observation, as the event path sends it. */
struct raw_event {
	__u64 time; /* CLOCK_MONOTONIC, nanoseconds */
	struct key key;
	__u32 sender_tid; /* thread that ran; 0 = the kernel */
	__s32 target_tid; /* of a refused call as the caller passed it; 0 = unknown */
	__u32 pad;
	struct parties parties;
};
_Static_assert(sizeof(struct raw_event) == 128, "no padding");

/* A bucket of tokens for all CPUs; see events.h. */
struct token_bucket {
	__u64 full_at; /* when it will be full again: CLOCK_MONOTONIC, nanoseconds */
	__u64 dry_at;  /* the tick of the timer at which a token was last wanted in vain */
};
_Static_assert(sizeof(struct token_bucket) == 16, "no padding");

/*
 * The flight recorder: an array of entries, of which the first three quarters are one ring and the
 * rest another. What ended a process, or was going to at once, is in the first; no other signal can
 * push it out of there.
 */
enum ring {
	RING_DEADLY, /* queued, and neither handled nor blocked; or the end of a process */
	RING_OTHER,  /* lethal signals that were handled, blocked, ignored, coalesced or refused */
	RINGS
};

#define HINTS_PER_ENTRY        4 /* see recorder.h */
#define RECORDER_ENTRIES_LEAST 16
#define RECORDER_ENTRIES_MOST  (1 << 20)

/* Entries of one of the rings, of all that there are. */
static inline __u32 ring_size(__u32 entries, __u64 ring)
{
	return ring == RING_DEADLY ? entries - entries / 4 : entries / 4;
}

/*
 * An entry's id: which ring, and the how-manieth of it, from 1 on. It is written last, and changes
 * first, so that a reader who finds it the same before and after copying has a whole entry.
 */
#define ENTRY_NONE 0 /* never written */
#define ENTRY_BUSY 1 /* being written */

static inline __u64 entry_id(__u64 ring, __u64 sequence)
{
	return sequence << 1 | ring;
}

static inline __u64 entry_ring(__u64 id)
{
	return id & 1;
}

static inline __u64 entry_sequence(__u64 id)
{
	return id >> 1;
}

/* Where in the array the entry of this id is. */
static inline __u32 entry_index(__u64 id, __u32 entries)
{
	__u64 ring = entry_ring(id);
	__u32 first = ring == RING_DEADLY ? 0 : ring_size(entries, RING_DEADLY);

	return first + entry_sequence(id) % ring_size(entries, ring);
}

#define ENTRY_OOM      (1u << 0) /* by the out-of-memory killer */
#define ENTRY_END_ONLY (1u << 1) /* only the end was seen: sender, origin, outcome are unknown */

/* Times are nanoseconds of the boot-time clock. Repeats are as recorder.h has it. */
struct recorder_entry {
	__u64 id;
	__u64 time;  /* of the first */
	__u64 last;  /* of the last repeat */
	__u64 ended; /* when the target ended of this signal; 0 = it did not, so far */
	__u64 start; /* of the target; 0 = unknown */
	struct key key;
	__u32 flags;
	__u32 count;
	__u32 pad;
	struct parties parties;
};
_Static_assert(sizeof(struct recorder_entry) == 160, "no padding");

struct recorder_state {
	__u64 head[RINGS]; /* entries begun, in each ring */
	__u64 busy;        /* not recorded: the ring came round to an entry still being written */
};
_Static_assert(sizeof(struct recorder_state) == 24, "no padding");

/*
 * A name pattern, compiled to a bit-parallel automaton. State bit i: the name so far matches the
 * first i elements of the pattern. `accepts[byte]` has bit i set where element i takes this byte,
 * `loops` bit i where a '*' stands before element i.
 */
#define GLOB_ELEMENTS 63 /* '*' not counted */

struct glob {
	__u64 accepts[256];
	__u64 loops;
	__u64 final; /* the state of a match */
};

/* True if the name, NUL-terminated or COMM_SIZE bytes long, matches. */
static inline int glob_matches(const volatile struct glob *glob, const char *name)
{
	__u64 state = 1;

	for (int i = 0; i < COMM_SIZE && name[i]; i++) {
		__u8 byte = (__u8)name[i];

		state = (state & glob->accepts[byte]) << 1 | (state & glob->loops);
	}
	return (state & glob->final) != 0;
}

#define DELIVERED_NONE ((__u32)-1)

/*
 * Whether what a snapshot reported counts as delivered: the kernel sees how its process ends (see
 * delivery.bpf.c, and cli/commands/EXACTLY_ONCE.md for why).
 */
struct delivery {
	__u64 run;       /* names the run: the state file in user space belongs to the same one */
	__u32 tgid;      /* process that claims to deliver `claimed`; 0 = none */
	__u32 claimed;   /* fills (values of the epoch), counted from the start ... */
	__u32 delivered; /* ... and how many of them have been delivered, or DELIVERED_NONE */
	__u32 pad;
};
_Static_assert(sizeof(struct delivery) == 24, "no padding");

/* Which observations are counted. */
struct filter {
	__u64 signals[2]; /* bit set by signal slot: those wanted */
	__u32 origins;    /* bit set by enum origin: those wanted */
	__u32 outcomes;   /* bit set by enum outcome: those wanted */
	__u32 uid;        /* sender's real uid, if by_uid */
	__s32 sender;     /* if by_sender_pid */
	__s32 target;     /* if by_target_pid */
	__u8 by_uid;
	__u8 by_sender_pid;
	__u8 by_target_pid;
	__u8 by_sender_name;
	__u8 by_target_name;
	__u8 kernel_matches; /* the sender's name pattern takes the name of the kernel */
	__u8 pad[6];
};
_Static_assert(sizeof(struct filter) == 48, "no padding");

#endif
