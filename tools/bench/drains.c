// SPDX-License-Identifier: GPL-2.0
/* What it takes to read what was counted: the drain by itself, and whole reports. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "kernel/sensor.h"

#define STEP_MS        5U
#define STEPS_AT_REST  10U
#define REPORT_MOST_MS 10000U

/* Each key once, by the first sender. */
static int send_keys(struct bench *bench, uint32_t keys, struct fault *fault)
{
	struct job job = {.action = ACTION_KILL, .step = 1, .keys = keys};

	if (sender_begin(&bench->senders[0], &job, fault))
		return -1;
	return sender_finish(&bench->senders[0], fault);
}

/* The snapshot has to hold all the keys, or it was no drain of so many. */
static int drain_once(struct bench *bench, struct sensor *sensor, struct drain_trial *trial,
                      struct fault *fault)
{
	struct snapshot snapshot;
	uint64_t wall, cpu;
	int error;

	if (send_keys(bench, trial->keys, fault))
		return -1;
	snapshot_init(&snapshot);
	wall = clock_now();
	cpu = clock_cpu();
	error = sensor_drain(sensor, &snapshot, fault);
	samples_add(&trial->wall, (double)(clock_now() - wall) / 1e6);
	samples_add(&trial->cpu, (double)(clock_cpu() - cpu) / 1e6);
	if (!error && snapshot.row_count < trial->keys)
		error = fault_set(fault, EXIT_FAILED, "a drain of %u keys has only %zu rows",
		                  trial->keys, snapshot.row_count);
	snapshot_free(&snapshot);
	return error ? error : check_stopped(fault);
}

static int drain_keys(struct bench *bench, struct drain_trial *trial, struct fault *fault)
{
	const struct load load = {.failures = FAILURES_OFF};
	struct sensor *sensor;
	int error = 0;

	if (load_sensor(&load, trial->entries, &sensor, fault))
		return -1;
	for (uint32_t i = 0; !error && i < bench->repeats; i++) {
		progress("drain of %u keys: %u of %u", trial->keys, i + 1, bench->repeats);
		error = drain_once(bench, sensor, trial, fault);
	}
	sensor_close(sensor);
	return error;
}

int measure_drains(struct bench *bench, struct fault *fault)
{
	/* What else happens on this machine needs some room. */
	static const struct drain_trial trials[] = {
		{.keys = 0, .entries = 16384},
		{.keys = 1000, .entries = 16384},
		{.keys = 16384, .entries = 20000},
		{.keys = 0, .entries = 2 * KEYS_MOST},
		{.keys = 16384, .entries = 2 * KEYS_MOST},
		{.keys = KEYS_MOST, .entries = 2 * KEYS_MOST},
	};

	for (uint32_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct drain_trial *trial = &bench->drains[bench->drain_count];

		if (trials[i].keys > bench->effort.keys_most)
			continue;
		*trial = trials[i];
		bench->drain_count++;
		if (drain_keys(bench, trial, fault))
			return -1;
	}
	return 0;
}

static off_t printed(const struct process *process)
{
	struct stat file;

	return fstat(process->out, &file) ? 0 : file.st_size;
}

/* Wait until the next report is there, and whole: nothing more comes for a while. */
static int await_report(const struct process *process, struct fault *fault)
{
	off_t before = printed(process), last = before;
	unsigned at_rest = 0;

	for (unsigned ms = 0; last == before || at_rest < STEPS_AT_REST; ms += STEP_MS) {
		off_t now = printed(process);

		if (ms > REPORT_MOST_MS)
			return fault_set(fault, EXIT_FAILED, "no report within %u ms", ms);
		at_rest = now == last ? at_rest + 1 : 0;
		last = now;
		sleep_ms(STEP_MS);
	}
	return check_stopped(fault);
}

/* As many reports as repeats, with all the keys in each: processor time of one. */
static int report_keys(struct bench *bench, struct process *process, struct report_trial *trial,
                       struct fault *fault)
{
	if (await_report(process, fault))
		return -1;
	/* An interval has just begun, so that its keys come into one report. */
	for (uint32_t i = 0; i < bench->repeats; i++) {
		uint64_t cpu = process_cpu(process->pid);

		progress("reports, %s, %u keys: %u of %u", trial->format, trial->keys, i + 1,
		         bench->repeats);
		if (send_keys(bench, trial->keys, fault) || await_report(process, fault))
			return -1;
		samples_add(&trial->cpu, (double)(process_cpu(process->pid) - cpu) / 1e6);
	}
	return 0;
}

/*
 * They were reports of so many keys: all counts are in the JSON. A table tells by its lines, of
 * which there are fewer if two sendings fell into one interval.
 */
static int check_output(struct bench *bench, const struct report_trial *trial, FILE *out,
                        struct fault *fault)
{
	uint64_t wanted = (uint64_t)trial->rows * bench->repeats / 2, found = 0;
	int byte;

	if (!strcmp(trial->format, "json")) {
		tally_clear(&bench->counted);
		if (parse_reports(out, &bench->counted, fault))
			return -1;
		found = tally_sender(&bench->counted, 0);
		wanted = (uint64_t)trial->keys * bench->repeats;
	} else {
		while ((byte = getc(out)) != EOF)
			found += byte == '\n';
	}
	if (found >= wanted)
		return 0;
	return fault_set(fault, EXIT_FAILED, "%s reports of %u rows: only %llu of %llu rows",
	                 trial->format, trial->rows, (unsigned long long)found,
	                 (unsigned long long)wanted);
}

static int report_trial(struct bench *bench, struct report_trial *trial, struct fault *fault)
{
	char rows[16];
	const char *const argv[] = {own_program(), "-i",
	                            "0.5",         "-o",
	                            trial->format, "-n",
	                            rows,          "--failures=off",
	                            "--hist=none", "--map-entries",
	                            "20000",       NULL};
	struct process process;
	int error;
	FILE *out;

	(void)snprintf(rows, sizeof(rows), "%u", trial->rows < trial->keys ? trial->rows : 0);
	if (process_start(&process, argv, fault))
		return -1;
	error = process_settle(&process, 10000, fault) ||
	        report_keys(bench, &process, trial, fault);
	if (error) {
		process_kill(&process);
		return -1;
	}
	out = process_end(&process, fault);
	if (!out)
		return -1;
	error = check_output(bench, trial, out, fault);
	(void)fclose(out);
	return error;
}

int measure_reports(struct bench *bench, struct fault *fault)
{
	static const struct report_trial trials[] = {
		{.keys = 0, .rows = 0, .format = "table"},
		{.keys = 1000, .rows = 20, .format = "table"},
		{.keys = 1000, .rows = 1000, .format = "table"},
		{.keys = 1000, .rows = 1000, .format = "json"},
		{.keys = 16384, .rows = 20, .format = "table"},
		{.keys = 16384, .rows = 16384, .format = "json"},
	};

	for (uint32_t i = 0; i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct report_trial *trial = &bench->reports[bench->report_count];

		if (trials[i].keys > bench->effort.keys_most)
			continue;
		*trial = trials[i];
		bench->report_count++;
		if (report_trial(bench, trial, fault))
			return -1;
	}
	return 0;
}
