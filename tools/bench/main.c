// SPDX-License-Identifier: GPL-2.0
/* What observing signals costs: sigsnoop-top and its peers, side by side. */
#include <argp.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "model/numbers.h"
#include "results.h"

#define ROUNDS       9
#define ROUNDS_QUICK 2
#define KEYS_QUICK   2000U

enum { KEY_QUICK = 1000, KEY_ROUNDS, KEY_KEYS, KEY_WAYS };

struct options {
	bool quick;
	int64_t rounds; /* 0 = not given, and likewise */
	int64_t keys;
	uint32_t parts; /* bits of enum part; 0 = not given */
	const char *ways;
	const char *output;
};

static const struct argp_option argp_options[] = {
	{.name = "quick",
         .key = KEY_QUICK,
         .doc = "To see that all works: few rounds of few calls"},
	{.name = "rounds", .key = KEY_ROUNDS, .arg = "N", .doc = "1 to 99 (9; quick: 2)"},
	{.name = "keys",
         .key = KEY_KEYS,
         .arg = "N",
         .doc = "At most so many, 1000 to 100000 (100000; quick: 2000)"},
	{.name = "ways",
         .key = KEY_WAYS,
         .arg = "LIST",
         .doc = "Compare only these with nothing and the empty program, e.g. count,bpftrace"},
	{.name = "output", .key = 'o', .arg = "FILE", .doc = "Results in JSON go there"},
	{0},
};

static uint32_t part_parse(const char *word)
{
	static const struct {
		const char *name;
		uint32_t part;
	} names[] = {
		{"kill", PART_KILL},   {"bystander", PART_BYSTANDER}, {"rate", PART_RATE},
		{"start", PART_START}, {"drain", PART_DRAIN},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(word, names[i].name))
			return names[i].part;
	return 0;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
	struct options *options = state->input;
	uint32_t part;

	switch (key) {
	case KEY_QUICK:
		options->quick = true;
		return 0;
	case KEY_ROUNDS:
		if (number_parse(word, 1, 99, &options->rounds))
			argp_error(state, "--rounds '%s': a number from 1 to 99", word);
		return 0;
	case KEY_KEYS:
		if (number_parse(word, 1000, KEYS_MOST, &options->keys))
			argp_error(state, "--keys '%s': a number from 1000 to %u", word, KEYS_MOST);
		return 0;
	case KEY_WAYS:
		options->ways = word;
		return 0;
	case 'o':
		options->output = word;
		return 0;
	case ARGP_KEY_ARG:
		part = part_parse(word);
		if (!part)
			argp_error(state, "'%s': kill, bystander, rate, start or drain", word);
		options->parts |= part;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Mark the chosen ways; the first two always are. 0, or -1 with a fault. */
static int choose_ways(struct bench *bench, const char *list, struct fault *fault)
{
	char *words, *word, *rest = NULL;
	uint32_t i;

	for (i = 0; i < way_count; i++)
		bench->trials[i].chosen = i < 2 || !list;
	if (!list)
		return 0;
	words = strdup(list);
	for (word = strtok_r(words, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
		for (i = 0; i < way_count && strcmp(ways[i].name, word) != 0; i++)
			;
		if (i == way_count) {
			(void)fault_set(fault, EXIT_BAD_USAGE, "--ways: there is no '%.40s'", word);
			free(words);
			return -1;
		}
		bench->trials[i].chosen = true;
	}
	free(words);
	return 0;
}

/* The processors that we may use: the first for the first sender and so on. -1 = there is none. */
static int nth_cpu(uint32_t nth)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &set) && !nth--)
			return cpu;
	return -1;
}

static int start_all(struct bench *bench, struct fault *fault)
{
	if (targets_start(&bench->targets, bench->effort.keys_most, fault))
		return -1;
	bench->parties.targets = &bench->targets;
	for (uint32_t i = 0; i < SENDERS; i++) {
		int cpu = i < SENDERS_FLOOD ? nth_cpu(i) : -1;

		if (sender_start(&bench->senders[i], &bench->targets, cpu, fault))
			return -1;
		bench->parties.senders[i] = bench->senders[i].pid;
		bench->cpus += cpu >= 0;
	}
	workloads_draw(bench->senders, &bench->targets, &bench->effort);
	if (tally_parties_init(&bench->parties, fault) ||
	    tally_init(&bench->truth, &bench->parties, fault))
		return -1;
	return tally_init(&bench->counted, &bench->parties, fault);
}

static void stop_all(struct bench *bench)
{
	tally_free(&bench->truth);
	tally_free(&bench->counted);
	tally_parties_free(&bench->parties);
	for (uint32_t i = 0; i < SENDERS; i++)
		sender_stop(&bench->senders[i]);
	targets_stop(&bench->targets);
}

static int measure(struct bench *bench, struct fault *fault)
{
	if (bench->parts & PARTS_ROUNDS && measure_rounds(bench, fault))
		return -1;
	if (bench->parts & PART_START && measure_starts(bench, fault))
		return -1;
	if (bench->parts & PART_DRAIN)
		return measure_drains(bench, fault) ? -1 : measure_reports(bench, fault);
	return 0;
}

static int publish(const struct bench *bench, const char *path, struct fault *fault)
{
	json_t *results = results_json(bench);
	int error = 0;

	progress_clear();
	if (!results)
		return fault_set(fault, EXIT_FAILED, "%s", strerror(ENOMEM));
	if (path && json_dump_file(results, path, JSON_INDENT(1)))
		error = fault_set(fault, EXIT_FAILED, "cannot write %s: %s", path, strerror(errno));
	results_print(results, stdout);
	if (bench->cpus < SENDERS_FLOOD)
		(void)printf("skipped: workloads on %u CPUs: there is one\n", SENDERS_FLOOD);
	json_decref(results);
	return error;
}

/* What was measured is shown also when something failed then; not when it was interrupted. */
static int run(struct bench *bench, const char *output, struct fault *fault)
{
	struct fault unwritten;
	int error = measure(bench, fault);

	if (check_stopped(fault))
		return -1;
	if (!error)
		return publish(bench, output, fault);
	(void)publish(bench, output, &unwritten);
	return -1;
}

static int check_host(struct fault *fault)
{
	if (!host_may_load())
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "programs are loaded: be root");
	/* Peers look for their tracepoints there. */
	if (host_mount_tracefs(fault))
		return -1;
	/* More than bpftrace takes by itself; the keys of all workloads add up in it. */
	if (setenv("BPFTRACE_MAP_KEYS_MAX", "400000", 1))
		return fault_set(fault, EXIT_FAILED, "setenv: %s", strerror(errno));
	return 0;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = argp_options,
		.parser = parse,
		.args_doc = "[kill] [bystander] [rate] [start] [drain]",
		.doc = "What observing signals costs: sigsnoop-top and its peers, side by side.",
	};
	static struct bench bench;
	struct options options = {0};
	struct fault fault = {0};
	int error;

	argp_err_exit_status = EXIT_BAD_USAGE;
	(void)argp_parse(&argp, argc, argv, 0, NULL, &options);
	bench.parts = options.parts ? options.parts : PARTS_ALL;
	bench.repeats = options.quick ? 2 : 7;
	bench.effort = options.quick ? (struct effort){ROUNDS_QUICK, 2000, KEYS_QUICK, 20, false}
	                             : (struct effort){ROUNDS, 15000, KEYS_MOST, 100, false};
	if (options.rounds)
		bench.effort.rounds = (uint32_t)options.rounds;
	if (options.keys)
		bench.effort.keys_most = (uint32_t)options.keys;
	log_start(false);
	stop_on_signals();
	error = choose_ways(&bench, options.ways, &fault) || check_host(&fault) ||
	        start_all(&bench, &fault);
	if (!error)
		error = run(&bench, options.output, &fault);
	progress_clear();
	stop_all(&bench);
	if (!error)
		return EXIT_OK;
	(void)fprintf(stderr, "bench: %s\n", fault.text);
	return (int)fault.code;
}
