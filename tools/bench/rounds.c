// SPDX-License-Identifier: GPL-2.0
/*
 * The ways to observe take turns, round by round, in one run, so that whatever else the machine
 * does hits them all alike. Before and after each, all workloads run with nothing on, and what a
 * way costs is taken against the mean of the two: what drifts over the run, the clock of the
 * processor or its neighbours, cancels out.
 */
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define MARKS           20U /* before the workloads, and after */
#define ENTRIES_PER_KEY 3U  /* each sender has keys of its own, and the machine does as well */

_Static_assert(SENDERS == TALLY_SENDERS && SENDER_MARKS == TALLY_SENDER_MARKS, "the same ones");

/* What one way showed in one round. */
struct pass {
	double ns[WORKLOADS_MOST];
	double own_ns[WORKLOADS_MOST];
	double cpu_per_million;
	uint64_t sent;
	uint64_t resident, kernel_memory;
	bool valid;
	struct verdict verdict;
};

bool bench_wants(const struct bench *bench, const struct workload *workload)
{
	return bench->parts >> workload->section & 1 && workload->cpus <= bench->cpus;
}

static void note_truth(struct bench *bench, uint32_t sender)
{
	sender_truth(&bench->senders[sender], &bench->targets, tally_add, &bench->truth);
}

static int send_marks(struct bench *bench, struct fault *fault)
{
	const struct sender *sender = &bench->senders[SENDER_MARKS];
	struct job job = marks_job(MARKS);

	if (sender_begin(sender, &job, fault) || sender_finish(sender, fault))
		return -1;
	note_truth(bench, SENDER_MARKS);
	return 0;
}

/* Workloads with a rate: what the observer itself takes of the time, when it has caught up. */
static int run_one(struct bench *bench, struct watch *watch, uint32_t nth, struct pass *pass,
                   struct fault *fault)
{
	const struct workload *workload = &workloads[nth];
	struct effort effort = bench->effort;
	bool own = workload->rate && watch->pid && watch->pid != getpid();
	uint64_t cpu = own ? process_cpu(watch->pid) : 0;
	uint64_t sent = 0;

	effort.unprepared = watch->way->per_event;
	if (workload_run(workload, bench->senders, &effort, &pass->ns[nth], fault))
		return -1;
	for (uint32_t i = 0; i < workload->cpus; i++) {
		note_truth(bench, i);
		if (workload->action != ACTION_GETPPID)
			sent += bench->senders[i].page->sent;
	}
	pass->sent += sent;
	if (own)
		pass->own_ns[nth] = (double)(process_cpu(watch->pid) - cpu) / (double)sent;
	return check_stopped(fault);
}

/* 0 though the observer may have failed, which `problem` tells; -1 if we failed, with `fault`. */
static int run_all(struct bench *bench, struct watch *watch, struct pass *pass,
                   struct fault *problem, struct fault *fault)
{
	const struct way *way = watch->way;

	for (uint32_t i = 0; i < workload_count; i++) {
		char text[WORKLOAD_TEXT];

		if (!bench_wants(bench, &workloads[i]))
			continue;
		progress("%s: %s, %u CPUs", way->title,
		         workload_text(&workloads[i], &bench->effort, text), workloads[i].cpus);
		if (way->observer->next(watch, problem))
			return 0;
		if (run_one(bench, watch, i, pass, fault))
			return -1;
	}
	return 0;
}

static void weigh(const struct watch *watch, struct pass *pass)
{
	pass->kernel_memory = process_kernel_memory(watch->pid);
	if (watch->pid != getpid() && pass->sent)
		pass->resident = process_resident(watch->pid);
}

/* On from the first to the last: most of the marks were counted, so some of each end. */
static void judge(struct bench *bench, struct pass *pass, enum detail detail, struct fault *problem)
{
	uint64_t marks = tally_sender(&bench->counted, SENDER_MARKS);

	pass->verdict = tally_compare(&bench->truth, &bench->counted, detail);
	pass->valid = !problem->text[0] && (detail == DETAIL_NONE || marks > MARKS);
	if (!pass->valid && !problem->text[0])
		(void)fault_set(problem, EXIT_FAILED, "it counted %d of %d marks", (int)marks,
		                (int)(2 * MARKS));
}

/* All workloads, while one way is on. */
static int run_way(struct bench *bench, const struct way *way, struct pass *pass,
                   struct fault *problem, struct fault *fault)
{
	struct watch watch = {.way = way, .how = way->how, .counted = &bench->counted};
	struct fault second;
	uint64_t cpu;
	int error;

	watch.entries = ENTRIES_PER_KEY * bench->effort.keys_most;
	progress("%s: start", way->title);
	memset(pass, 0, sizeof(*pass));
	tally_clear(&bench->truth);
	tally_clear(&bench->counted);
	if (way->observer->on(&watch, problem))
		return 0;
	error = send_marks(bench, fault);
	cpu = process_cpu(watch.pid);
	if (!error)
		error = run_all(bench, &watch, pass, problem, fault);
	if (!error && !problem->text[0])
		(void)way->observer->settle(&watch, problem);
	if (!error && !problem->text[0]) {
		weigh(&watch, pass);
		error = send_marks(bench, fault);
		/* The last of them may still be on their way. */
		sleep_ms(watch.pid == getpid() ? 0 : 150);
	}
	/* The first problem is the one to tell. */
	if (way->observer->off(&watch, problem->text[0] ? &second : problem))
		return error;
	/* All that it took until its end: what reports at times has its last report still to make.
	 */
	if (pass->resident)
		pass->cpu_per_million =
			(double)(watch.process.cpu - cpu) / 1e3 / (double)pass->sent;
	judge(bench, pass, way->detail, problem);
	return error;
}

static void keep(struct trial *trial, const struct pass *pass, const struct fault *problem)
{
	struct verdict *sum = &trial->verdict;

	if (!pass->valid) {
		trial->skipped = problem->code == EXIT_CANNOT_OBSERVE && !sum->sent;
		trial->void_rounds += !trial->skipped;
		memcpy(trial->reason, problem->text, sizeof(trial->reason) - 1);
		return;
	}
	sum->sent += pass->verdict.sent;
	sum->counted += pass->verdict.counted;
	sum->missing += pass->verdict.missing;
	sum->surplus += pass->verdict.surplus;
	samples_add(&trial->kernel_memory, (double)pass->kernel_memory);
	if (!pass->resident)
		return;
	samples_add(&trial->resident, (double)pass->resident);
	samples_add(&trial->cpu_per_million, pass->cpu_per_million);
}

static void keep_costs(const struct bench *bench, struct trial *trial, const struct pass *pass,
                       const struct pass *before, const struct pass *after)
{
	for (uint32_t i = 0; i < workload_count; i++) {
		if (!bench_wants(bench, &workloads[i]))
			continue;
		samples_add(&trial->with[i], pass->ns[i]);
		samples_add(&trial->cost[i], pass->ns[i] - (before->ns[i] + after->ns[i]) / 2);
		if (workloads[i].rate && pass->resident)
			samples_add(&trial->own[i], pass->own_ns[i]);
	}
}

/* With nothing on, again. */
static int run_bare(struct bench *bench, struct pass *bare, struct fault *fault)
{
	static const struct pass none;
	struct fault problem = {0};

	if (run_way(bench, &ways[0], bare, &problem, fault))
		return -1;
	keep_costs(bench, &bench->trials[0], bare, &none, &none);
	return 0;
}

static int run_round(struct bench *bench, struct fault *fault)
{
	struct pass before, pass, after;

	if (run_bare(bench, &before, fault))
		return -1;
	for (uint32_t i = 1; i < way_count; i++) {
		struct trial *trial = &bench->trials[i];
		struct fault problem = {0};

		if (!trial->chosen || trial->skipped)
			continue;
		if (run_way(bench, &ways[i], &pass, &problem, fault))
			return -1;
		keep(trial, &pass, &problem);
		if (!pass.valid)
			continue;
		if (run_bare(bench, &after, fault))
			return -1;
		keep_costs(bench, trial, &pass, &before, &after);
		before = after;
	}
	return 0;
}

int measure_rounds(struct bench *bench, struct fault *fault)
{
	struct fault problem = {0};
	struct pass first;

	/* From here on everything that is sent is pending already. */
	if (run_way(bench, &ways[0], &first, &problem, fault))
		return -1;
	for (uint32_t round = 0; round < bench->effort.rounds; round++)
		if (run_round(bench, fault))
			return -1;
	return 0;
}
