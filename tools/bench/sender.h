/* SPDX-License-Identifier: GPL-2.0 */
/* A process that sends signals, on a processor of its own, and tells what they cost it. */
#ifndef BENCH_SENDER_H
#define BENCH_SENDER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "fault.h"
#include "targets.h"

#define LISTS_MOST  32U
#define CALLS_MOST  65536U
#define STAMPS_MOST 30000U

struct call {
	pid_t target;
	int signal;
};

/* What is done again and again. */
enum action {
	ACTION_KILL,    /* kill(2) of the calls of a list, one after the other */
	ACTION_SELF,    /* kill(2) of SIGUSR1 to itself, which handles it */
	ACTION_GETPPID, /* the cheapest system call, by one who has nothing to do with signals */
};

struct job {
	enum action action;
	uint32_t list;   /* which list, */
	uint32_t length; /* and how many calls are in it */
	uint32_t calls;  /* how many to make; more than the list has only with a rate */
	uint32_t rate;   /* calls a second, in bursts of a millisecond; 0: as fast as it can */
	uint32_t first; /* beforehand, not timed: the list once, then each `step`th key from here */
	uint32_t step;
	uint32_t keys; /* to below this one; 0 = nothing beforehand */
	bool stamps;   /* note when each call was made */
};

/* Memory that the sender and we share. */
struct sender_page {
	struct job job;
	bool stop; /* ends a job with a rate early */
	int error; /* errno, 0 = all calls went well */
	uint32_t sent;
	uint64_t cpu_ns; /* the sender's processor time for the timed calls */
	uint64_t stamps[STAMPS_MOST];
	struct call lists[LISTS_MOST][CALLS_MOST];
};

struct sender {
	pid_t pid;
	int commands, answers; /* pipes */
	struct sender_page *page;
};

/* `cpu` to stay on; -1 = any. 0 with a sender that is to be stopped, or -1 with a fault. */
int sender_start(struct sender *sender, const struct targets *targets, int cpu,
                 struct fault *fault);
void sender_stop(struct sender *sender);

/* Let it do a job; wait for its end. 0, or -1 with a fault, also if a call failed. */
int sender_begin(const struct sender *sender, const struct job *job, struct fault *fault);
int sender_finish(const struct sender *sender, struct fault *fault);

/* Gives `take` every signal that the last job sent, and how often: the truth. */
typedef void (*sender_take_fn)(void *context, pid_t sender, pid_t target, int signal,
                               uint64_t count);
void sender_truth(const struct sender *sender, const struct targets *targets, sender_take_fn take,
                  void *context);

#endif
