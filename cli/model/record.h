/* SPDX-License-Identifier: GPL-2.0 */
/* What the flight recorder holds: who sent which lethal signal to whom, and who died of it. */
#ifndef SIGSNOOP_MODEL_RECORD_H
#define SIGSNOOP_MODEL_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "abi/glob.h"
#include "abi/key.h"
#include "abi/recorder.h"
#include "model/snapshot.h"

struct record {
	struct timespec time; /* CLOCK_REALTIME of the first */
	struct timespec last; /* of the last repeat */
	uint64_t count;       /* repeats and the first */
	struct party sender;  /* not known: only the end was seen */
	struct party target;
	int signal;
	bool caused; /* origin and outcome are known; false: only the end was seen */
	enum origin origin;
	enum outcome outcome;
	int error;          /* errno of a refused call, else 0 */
	bool oom;           /* by the out-of-memory killer */
	bool ended;         /* the target ended of this signal ... */
	double ended_after; /* ... so many seconds after `last` */
};

struct records {
	struct timespec time;         /* when they were read */
	char hostname[UTF8_SIZE(64)]; /* by utf8_copy() */
	struct record *items;         /* owned; oldest first */
	size_t count;
	uint64_t overwritten; /* from query->next on: the rings have no room for them any more */
	uint64_t lost;        /* could not be recorded, or not be read: they were being written */
	uint64_t next[RINGS]; /* for a query that goes on from here ... */
	bool more;            /* ... which has something to read already */
};

/* Which to take. */
struct record_query {
	bool by_pid;  /* of the target; as the caller passed it where it was refused */
	bool by_name; /* of the target */
	int32_t pid;
	struct glob glob;
	size_t newest; /* at most so many, the newest; 0 = all */
	uint64_t from; /* recorded at `from` or later and before `until`: boot-time nanoseconds */
	uint64_t until;
	uint64_t next[RINGS]; /* in each ring, the first that has not been read; at first 0 */
};

/* The recorder, read. */
struct recorder_view {
	const struct recorder_entry *entries; /* ENTRY_BUSY: could not be read */
	const struct recorder_state *state;
	uint32_t count; /* of entries */
	int64_t offset; /* what CLOCK_REALTIME is ahead of CLOCK_BOOTTIME, nanoseconds */
};

/*
 * Whether a copy is whole: what was taken of the entry while its id was the same before and after
 * (see bpf/abi/recorder.h), at different times. The copy gets this id, as it may have been taken
 * while a repeat was being counted, of which each word is right by itself. True also if there is no
 * entry.
 */
bool entry_settle(struct recorder_entry *copy, uint64_t before, uint64_t after);

/*
 * The records that are asked for, by time; `time` and `hostname` are the caller's to fill in.
 * 0, or -1 with errno ENOMEM. To be freed with records_free() in either case.
 */
int records_read(struct records *records, const struct recorder_view *view,
                 const struct record_query *query);

void records_free(struct records *records);

#endif
