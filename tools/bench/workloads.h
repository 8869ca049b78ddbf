/* SPDX-License-Identifier: GPL-2.0 */
/* What is done while an observer is on. */
#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include <stdbool.h>
#include <stdint.h>

#include "sender.h"

#define SENDERS_FLOOD 2U
#define SENDER_MARKS  2U /* one by itself, so that their count stands by itself */
#define SENDERS       3U

enum section { SECTION_KILL, SECTION_BYSTANDER, SECTION_RATE };

struct workload {
	enum section section;
	const char *name; /* for people; NULL: number and spread of keys */
	enum action action;
	uint32_t cpus; /* as many senders at once, with a share of the keys each, one at least */
	uint32_t keys; /* 0 = not by keys */
	bool zipf; /* the nth most frequent key is sent 1/n as often as the first; else all alike */
	int signal;    /* this one to the first target, instead of those of the keys; 0 = no */
	uint32_t rate; /* a second; 0 = as fast as the sender can */
};

/* In the order of their keys: see sensor and bpftrace, which remember those that were before. */
extern const struct workload workloads[];
extern const uint32_t workload_count;

/* How much of each is done. */
struct effort {
	uint32_t rounds;
	uint32_t calls;     /* timed, of each sender */
	uint32_t keys_most; /* more than so many keys are cut down to it */
	uint32_t paced_ms;  /* time of a workload with a rate */
	bool unprepared;    /* do not send all keys of a workload once before */
};

/* How many keys it has, after all. */
uint32_t workload_keys(const struct workload *workload, const struct effort *effort);

/* "1 key", "1,000 keys, zipf", in `text`, which is returned. */
#define WORKLOAD_TEXT 48
const char *workload_text(const struct workload *workload, const struct effort *effort,
                          char text[WORKLOAD_TEXT]);

/* Draw the calls of all workloads into the senders' lists: nth list, nth workload; then the marks.
 */
void workloads_draw(const struct sender senders[SENDERS], const struct targets *targets,
                    const struct effort *effort);

/* So many signals to the first target, by SENDER_MARKS, one a millisecond. */
struct job marks_job(uint32_t count);

/*
 * Let all senders of a workload do their jobs at once. `ns` is the processor time of a call, the
 * mean of the senders. 0, or -1 with a fault.
 */
int workload_run(const struct workload *workload, const struct sender senders[SENDERS],
                 const struct effort *effort, double *ns, struct fault *fault);

#endif
