/* SPDX-License-Identifier: GPL-2.0 */
/* One run of the benchmark: what takes part, and what was measured. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "observer.h"
#include "stats.h"
#include "tally.h"
#include "workloads.h"

#define WAYS_MOST      32U
#define WORKLOADS_MOST LISTS_MOST

/* Parts of a run, as bits; the first three are those of enum section. */
enum part {
	PART_KILL = 1 << SECTION_KILL,
	PART_BYSTANDER = 1 << SECTION_BYSTANDER,
	PART_RATE = 1 << SECTION_RATE,
	PART_START = 1 << 3,
	PART_DRAIN = 1 << 4,
	PARTS_ROUNDS = PART_KILL | PART_BYSTANDER | PART_RATE,
	PARTS_ALL = (1 << 5) - 1,
};

/* What was measured of one way. */
struct trial {
	bool chosen;
	bool skipped;
	char reason[256];     /* of being skipped, or of the last void round */
	uint32_t void_rounds; /* it was not on, or not all the time: they count for nothing */
	/* By workload: processor time added to a call of the sender; of the first way, the call. */
	struct samples cost[WORKLOADS_MOST];
	struct samples with[WORKLOADS_MOST]; /* the call and what is added */
	/* Likewise, per signal, the observer's own; of workloads with a rate. */
	struct samples own[WORKLOADS_MOST];
	struct samples cpu_per_million; /* seconds of the observer's own, per million signals */
	struct samples resident;        /* bytes, at its end, with room for all keys */
	struct samples kernel_memory;
	struct samples idle_resident; /* likewise, with one key and the settings it comes with */
	struct samples idle_kernel_memory;
	struct samples start;   /* milliseconds from its start to the first signal counted */
	struct verdict verdict; /* of all rounds */
};

/* A drain with so many keys in a side of so many entries. */
struct drain_trial {
	uint32_t keys, entries;
	struct samples wall, cpu; /* milliseconds */
};

/* Reports of a format by the real program: so many keys in each, of which so many rows are shown.
 */
struct report_trial {
	uint32_t keys, rows;
	const char *format;
	struct samples cpu; /* milliseconds a report */
};

#define DRAINS_MOST  8U
#define REPORTS_MOST 8U

struct bench {
	struct effort effort;
	uint32_t parts;   /* bits of enum part */
	uint32_t repeats; /* of starts, drains and reports */
	uint32_t cpus;    /* for senders */
	struct targets targets;
	struct sender senders[SENDERS];
	struct tally_parties parties;
	struct tally truth, counted;
	struct trial trials[WAYS_MOST];
	struct drain_trial drains[DRAINS_MOST];
	uint32_t drain_count;
	struct report_trial reports[REPORTS_MOST];
	uint32_t report_count;
};

/* The workload is one of the chosen parts, and there are processors for it. */
bool bench_wants(const struct bench *bench, const struct workload *workload);

/* The parts of a run. 0, or -1 with a fault; interrupted by Ctrl-C is one. */
int measure_rounds(struct bench *bench, struct fault *fault);
int measure_starts(struct bench *bench, struct fault *fault);
int measure_drains(struct bench *bench, struct fault *fault);
int measure_reports(struct bench *bench, struct fault *fault);

/* Take SIGINT and SIGTERM as a wish to stop; -1 with a fault when there was one. */
void stop_on_signals(void);
int check_stopped(struct fault *fault);

/* A line about what is being done, on a terminal only; and away with it. */
__attribute__((format(printf, 1, 2))) void progress(const char *format, ...);
void progress_clear(void);

#endif
