// SPDX-License-Identifier: GPL-2.0
/* What was sent, or what an observer says of it. */
#include "tally.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define SIGNALS 32U

int tally_parties_init(struct tally_parties *parties, struct fault *fault)
{
	const struct targets *targets = parties->targets;

	parties->order = calloc(targets->count, sizeof(*parties->order));
	if (!parties->order)
		return fault_set(fault, EXIT_FAILED, "%s", strerror(ENOMEM));
	/* Pids ascend, but for where they wrap around: insertion is fast. */
	for (uint32_t i = 0; i < targets->count; i++) {
		uint32_t place = i;

		for (; place && targets->pids[parties->order[place - 1]] > targets->pids[i];
		     place--)
			parties->order[place] = parties->order[place - 1];
		parties->order[place] = i;
	}
	return 0;
}

void tally_parties_free(struct tally_parties *parties)
{
	free(parties->order);
	parties->order = NULL;
}

static size_t columns(const struct tally *tally)
{
	return tally->parties->targets->count + TALLY_SENDERS;
}

static size_t counts(const struct tally *tally)
{
	return TALLY_SENDERS * columns(tally) * SIGNALS;
}

int tally_init(struct tally *tally, const struct tally_parties *parties, struct fault *fault)
{
	tally->parties = parties;
	tally->counts = calloc(counts(tally), sizeof(*tally->counts));
	if (!tally->counts)
		return fault_set(fault, EXIT_FAILED, "%s", strerror(ENOMEM));
	return 0;
}

void tally_free(struct tally *tally)
{
	free(tally->counts);
	tally->counts = NULL;
}

void tally_clear(struct tally *tally)
{
	memset(tally->counts, 0, counts(tally) * sizeof(*tally->counts));
}

static uint32_t find_sender(const struct tally_parties *parties, pid_t pid)
{
	uint32_t i = 0;

	while (i < TALLY_SENDERS && parties->senders[i] != pid)
		i++;
	return i;
}

/* Column of a target; the number of columns if it is none of ours. */
static size_t find_target(const struct tally *tally, pid_t pid)
{
	const struct targets *targets = tally->parties->targets;
	uint32_t from = 0, to = targets->count;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		uint32_t target = tally->parties->order[middle];

		if (targets->pids[target] == pid)
			return target;
		if (targets->pids[target] < pid)
			from = middle + 1;
		else
			to = middle;
	}
	return targets->count + find_sender(tally->parties, pid);
}

void tally_add(void *context, pid_t sender, pid_t target, int signal, uint64_t count)
{
	struct tally *tally = context;
	uint32_t row = find_sender(tally->parties, sender);
	size_t column = target ? find_target(tally, target) : 0;

	if (row == TALLY_SENDERS || column == columns(tally) || signal < 0 ||
	    (uint32_t)signal >= SIGNALS)
		return;
	tally->counts[(row * columns(tally) + column) * SIGNALS + (uint32_t)signal] += count;
}

uint64_t tally_sender(const struct tally *tally, uint32_t sender)
{
	size_t size = columns(tally) * SIGNALS;
	uint64_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += tally->counts[sender * size + i];
	return sum;
}

static void judge(struct verdict *verdict, uint64_t truth, uint64_t counted)
{
	verdict->sent += truth;
	verdict->counted += counted;
	if (counted < truth)
		verdict->missing += truth - counted;
	else
		verdict->surplus += counted - truth;
}

static uint64_t sum_signal(const struct tally *tally, uint32_t sender, uint32_t signal)
{
	uint64_t sum = 0;

	for (size_t column = 0; column < columns(tally); column++)
		sum += tally->counts[(sender * columns(tally) + column) * SIGNALS + signal];
	return sum;
}

struct verdict tally_compare(const struct tally *truth, const struct tally *counted,
                             enum detail detail)
{
	struct verdict verdict = {0};

	if (detail == DETAIL_KEY)
		for (size_t i = 0; i < counts(truth); i++)
			judge(&verdict, truth->counts[i], counted->counts[i]);
	for (uint32_t sender = 0; sender < TALLY_SENDERS; sender++) {
		if (detail == DETAIL_SENDER)
			judge(&verdict, tally_sender(truth, sender), tally_sender(counted, sender));
		for (uint32_t signal = 0; detail == DETAIL_SIGNAL && signal < SIGNALS; signal++)
			judge(&verdict, sum_signal(truth, sender, signal),
			      sum_signal(counted, sender, signal));
	}
	return verdict;
}
