/* SPDX-License-Identifier: GPL-2.0 */
/* What was sent, or what an observer says of it, by sender, target and signal. */
#ifndef BENCH_TALLY_H
#define BENCH_TALLY_H

#include <stdint.h>
#include <sys/types.h>

#include "fault.h"
#include "targets.h"

#define TALLY_SENDERS      3
#define TALLY_SENDER_MARKS 2 /* of them: the one who sends marks */

/* How closely an observer tells. */
enum detail {
	DETAIL_NONE,   /* it does not count at all */
	DETAIL_SENDER, /* how many signals each sender sent */
	DETAIL_SIGNAL, /* by sender and signal */
	DETAIL_KEY,    /* by sender, target and signal */
};

/* Who takes part; of which all others of this machine are no business of ours. */
struct tally_parties {
	pid_t senders[TALLY_SENDERS];
	const struct targets *targets;
	uint32_t *order; /* of the targets, by pid */
};

struct tally {
	const struct tally_parties *parties;
	uint64_t *counts; /* [sender][target, or a sender itself][signal] */
};

/* 0, or -1 with a fault; then there is nothing to free. */
int tally_init(struct tally *tally, const struct tally_parties *parties, struct fault *fault);
void tally_free(struct tally *tally);
void tally_clear(struct tally *tally);

/* Sort the targets, when they are known. 0 with what is to be freed, or -1 with a fault. */
int tally_parties_init(struct tally_parties *parties, struct fault *fault);
void tally_parties_free(struct tally_parties *parties);

/* What is not known (target, signal) is 0. `context` is a tally; others' signals are left out. */
void tally_add(void *context, pid_t sender, pid_t target, int signal, uint64_t count);

/* All that the nth sender sent. */
uint64_t tally_sender(const struct tally *tally, uint32_t sender);

struct verdict {
	uint64_t sent;
	uint64_t counted;
	uint64_t missing; /* sum over the keys of what is too little */
	uint64_t surplus; /* likewise too much */
};

/* Compare what was counted with the truth, as closely as the observer can tell. */
struct verdict tally_compare(const struct tally *truth, const struct tally *counted,
                             enum detail detail);

#endif
