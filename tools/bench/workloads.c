// SPDX-License-Identifier: GPL-2.0
/* What is done while an observer is on. */
#include "workloads.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/numbers.h"
#include "stats.h"

#define GETPPIDS 20U /* take as long as one kill(2) or so */

#define KILL(cpu_count, key_count, by_zipf)                                                        \
	{                                                                                          \
		.section = SECTION_KILL, .action = ACTION_KILL, .cpus = (cpu_count),               \
		.keys = (key_count), .zipf = (by_zipf)                                             \
	}
#define RATE(per_second)                                                                           \
	{                                                                                          \
		.section = SECTION_RATE, .action = ACTION_KILL, .cpus = 1, .keys = 1000,           \
		.rate = (per_second)                                                               \
	}

const struct workload workloads[] = {
	{
		.section = SECTION_BYSTANDER,
		.name = "getppid(2)",
		.action = ACTION_GETPPID,
		.cpus = 1,
	},
	{
		.section = SECTION_KILL,
		.name = "1 key, handled",
		.action = ACTION_SELF,
		.cpus = 1,
	},
	{
		.section = SECTION_KILL,
		.name = "1 key, SIGTERM",
		.action = ACTION_KILL,
		.cpus = 1,
		.keys = 1,
		.signal = SIGTERM,
	},
	KILL(1, 1, false),
	KILL(2, 1, false),
	KILL(1, 256, false),
	KILL(2, 256, false),
	RATE(1000),
	RATE(10000),
	RATE(100000),
	RATE(400000),
	KILL(1, 1000, false),
	KILL(2, 1000, false),
	KILL(1, 1000, true),
	KILL(2, 1000, true),
	KILL(1, KEYS_MOST, false),
	KILL(2, KEYS_MOST, false),
	KILL(1, KEYS_MOST, true),
	KILL(2, KEYS_MOST, true),
};

const uint32_t workload_count = sizeof(workloads) / sizeof(workloads[0]);

uint32_t workload_keys(const struct workload *workload, const struct effort *effort)
{
	return workload->keys < effort->keys_most ? workload->keys : effort->keys_most;
}

const char *workload_text(const struct workload *workload, const struct effort *effort,
                          char text[WORKLOAD_TEXT])
{
	char keys[GROUPED_SIZE];
	const char *spread = workload->zipf ? ", zipf" : workload->keys > 1 ? ", uniform" : "";

	(void)number_group(workload_keys(workload, effort), keys);
	if (workload->name)
		(void)snprintf(text, WORKLOAD_TEXT, "%s", workload->name);
	else
		(void)snprintf(text, WORKLOAD_TEXT, "%.12s key%s%s", keys,
		               workload->keys > 1 ? "s" : "", spread);
	return text;
}

/* Keys that this sender has of them: sender, sender + cpus, sender + 2 * cpus ... */
static uint32_t share_of(const struct workload *workload, const struct effort *effort)
{
	uint32_t share = workload_keys(workload, effort) / workload->cpus;

	return share ? share : 1;
}

static uint32_t key_of(const struct workload *workload, uint32_t sender, uint32_t nth)
{
	return nth * workload->cpus + sender;
}

/* Running sums of 1/1, 1/2, 1/3 ... */
static double *zipf_sums(uint32_t keys)
{
	double *sums = malloc(keys * sizeof(*sums));
	double sum = 0;

	for (uint32_t i = 0; sums && i < keys; i++)
		sums[i] = sum += 1.0 / (i + 1);
	return sums;
}

static uint32_t zipf_rank(const double *sums, uint32_t keys, uint64_t random)
{
	double wanted = (double)(random >> 11) / (double)(1ULL << 53) * sums[keys - 1];
	uint32_t from = 0, to = keys - 1;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;

		if (sums[middle] > wanted)
			to = middle;
		else
			from = middle + 1;
	}
	return from;
}

/* The frequent keys are not neighbours: this number has no divisor in common with 10^n or 2^n. */
static uint32_t scatter(uint32_t rank, uint32_t keys)
{
	return (uint32_t)((uint64_t)rank * 7919 % keys);
}

static void draw(struct call *calls, const struct workload *workload, uint32_t sender,
                 const struct targets *targets, const struct effort *effort)
{
	uint32_t keys = share_of(workload, effort);
	double *sums = workload->zipf ? zipf_sums(keys) : NULL;
	uint64_t state = sender + 1;

	for (uint32_t i = 0; i < effort->calls; i++) {
		uint64_t random = random_next(&state);
		uint32_t nth = sums ? scatter(zipf_rank(sums, keys, random), keys)
		                    : (uint32_t)(random % keys);
		uint32_t key = key_of(workload, sender, nth);

		calls[i].target = targets->pids[key_target(key)];
		calls[i].signal = workload->signal ? workload->signal : key_signal(key);
	}
	free(sums);
}

void workloads_draw(const struct sender senders[SENDERS], const struct targets *targets,
                    const struct effort *effort)
{
	for (uint32_t i = 0; i < workload_count; i++)
		for (uint32_t sender = 0; workloads[i].keys && sender < workloads[i].cpus; sender++)
			draw(senders[sender].page->lists[i], &workloads[i], sender, targets,
			     effort);
	senders[SENDER_MARKS].page->lists[0][0] = (struct call){targets->pids[0], MARK_SIGNAL};
}

struct job marks_job(uint32_t count)
{
	return (struct job){
		.action = ACTION_KILL, .length = 1, .calls = count, .rate = 1000, .stamps = true};
}

/* The job of the nth sender in a workload. */
static struct job workload_job(const struct workload *workload, uint32_t sender,
                               const struct effort *effort)
{
	struct job job = {
		.action = workload->action,
		.list = (uint32_t)(workload - workloads),
		.length = effort->calls,
		.calls = effort->calls,
		.rate = workload->rate,
	};

	if (workload->action == ACTION_GETPPID)
		job.calls *= GETPPIDS;
	if (workload->rate)
		job.calls = (uint32_t)((uint64_t)workload->rate * effort->paced_ms / 1000);
	if (workload->keys && !workload->signal && !effort->unprepared) {
		job.first = sender;
		job.step = workload->cpus;
		job.keys = share_of(workload, effort) * workload->cpus;
	}
	return job;
}

int workload_run(const struct workload *workload, const struct sender senders[SENDERS],
                 const struct effort *effort, double *ns, struct fault *fault)
{
	int error = 0;

	*ns = 0;
	for (uint32_t i = 0; i < workload->cpus; i++) {
		struct job job = workload_job(workload, i, effort);

		if (sender_begin(&senders[i], &job, fault))
			return -1;
	}
	/* Wait for all, also when one has failed. */
	for (uint32_t i = 0; i < workload->cpus; i++) {
		if (sender_finish(&senders[i], fault))
			error = -1;
		else
			*ns += (double)senders[i].page->cpu_ns / senders[i].page->sent /
			       workload->cpus;
	}
	return error;
}
