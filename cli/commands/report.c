// SPDX-License-Identifier: GPL-2.0
/* Interval reports. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "commands/commands.h"
#include "interrupt.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "model/numbers.h"
#include "options/sets.h"
#include "output.h"

struct reporting {
	const struct options *options;
	struct sensor *sensor;
	struct output output;
	struct snapshot total; /* counters since the start, for Prometheus */
	struct timespec start; /* the grid: start + k * interval */
	struct timespec last;  /* when the last report ended */
};

/* The next point of the grid: a report that took too long skips some, and none drifts. */
static struct timespec next_point(const struct reporting *r)
{
	const struct timespec now = clock_read(CLOCK_MONOTONIC);
	const double interval = r->options->interval;
	const double steps = floor(seconds_between(&r->start, &now) / interval) + 1;

	return time_after(&r->start, steps * interval);
}

static int take(struct reporting *r, struct snapshot *snapshot, struct fault *fault)
{
	const struct timespec now = clock_read(CLOCK_MONOTONIC);

	snapshot->time = clock_read(CLOCK_REALTIME);
	if (sensor_drain(r->sensor, snapshot, fault))
		return -1;
	snapshot->interval = seconds_between(&r->last, &now);
	r->last = now;
	host_name(snapshot->hostname);
	return 0;
}

static enum written print(struct reporting *r, struct snapshot *snapshot, struct fault *fault)
{
	const struct options *options = r->options;
	bool totals = options->renderer->cumulative;
	int error;

	if (totals)
		error = fold_accumulate(&r->total, snapshot) ||
		        series_fold(&r->total, &options->series);
	else
		error = output_fold(&r->output, options->renderer, &options->fold,
		                    options->rows_given, snapshot);
	if (error) {
		fault_set(fault, EXIT_FAILED, "out of memory");
		return WRITTEN_FAILED;
	}
	output_say_lost(options->renderer, snapshot);
	return output_report(&r->output, options->renderer, totals ? &r->total : snapshot, fault);
}

static enum written report_once(struct reporting *r, struct fault *fault)
{
	enum written written = WRITTEN_FAILED;
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	if (!take(r, &snapshot, fault))
		written = print(r, &snapshot, fault);
	snapshot_free(&snapshot);
	return written;
}

static int report_loop(struct reporting *r, struct fault *fault)
{
	for (uint64_t done = 0; !r->options->count || done < r->options->count; done++) {
		struct timespec until = next_point(r);
		enum wake wake = interrupt_wait(&until, r->output.fd);
		enum written written;

		if (wake == WAKE_CLOSED)
			break;
		written = report_once(r, fault);
		if (written == WRITTEN_FAILED)
			return -1;
		if (written == WRITTEN_CLOSED || wake == WAKE_STOP)
			break;
	}
	return 0;
}

/* Also the sign, for those who start it, that counting has begun. */
static void say_what_runs(const struct options *options, const struct sensor *sensor)
{
	struct hooks hooks = sensor_hooks(sensor);
	char memory[GROUPED_SIZE];

	(void)fprintf(stderr,
	              "sigsnoop-top: counting: generated %s, refused %s; %u keys a side take %s of "
	              "kernel memory\n",
	              hooks.generated, hooks.refused, options->sensor.map_entries,
	              bytes_human(sensor_memory(&options->sensor), memory));
}

static int run(const struct options *options, struct fault *fault)
{
	struct reporting r = {.options = options, .output = output_standard()};
	int error;

	log_start(options->verbose);
	if (interrupt_install(fault) || sensor_open(&r.sensor, &options->sensor, fault))
		return -1;
	r.start = clock_read(CLOCK_MONOTONIC);
	r.last = r.start;
	snapshot_init(&r.total);
	/* What was refused is another metric, whatever the labels. */
	r.total.columns =
		(options->fold.columns & columns_used(USE_SERIES)) | COLUMN_BIT(COLUMN_OUTCOME);
	if (options->verbose)
		say_what_runs(options, r.sensor);
	error = report_loop(&r, fault);
	snapshot_free(&r.total);
	sensor_close(r.sensor);
	return error;
}

static const char doc[] =
	"Who sends which signals to whom on this host, how often, and with what outcome: counted "
	"in "
	"the kernel, read once an interval.\v"
	"Examples:\n"
	"  sigsnoop-top                       a report every 5 seconds\n"
	"  sigsnoop-top 1 10                  10 reports, one a second\n"
	"  sigsnoop-top -t nginx -s TERM,KILL who ends nginx\n"
	"  sigsnoop-top -x -b sender,errno    which sender is refused, and why\n"
	"  sigsnoop-top -s '!URG,CHLD' -k     what processes send, without the noise\n"
	"  sigsnoop-top -i 60 -o json >> log  one JSON object a minute\n"
	"\n"
	"Outcomes: queued; ignored (or the target is dying); pending (one was pending already: "
	"they "
	"are one now); overflow (queue full, the sender got EAGAIN); info_lost (queued without its "
	"siginfo); refused (the call failed: errno); probe (signal 0 that returned 0).\n"
	"\n"
	"Origins: kill, tkill, sigqueue (calls of the sender); timer, io, kernel (the kernel: "
	"shown "
	"as pid 0, kernel); child (SIGCHLD); fault; indirect (the kernel on behalf of the sender: "
	"SIGPIPE, cgroup.kill, parent-death signal).\n"
	"\n"
	"Exit codes: 0 done, also by SIGINT or SIGTERM; 1 failed; 2 bad usage; 3 cannot observe "
	"here (no privilege, no BTF, locked down, kernel too old).";

const struct command command_report = {
	.name = "",
	.summary = "interval reports",
	.arguments = "[INTERVAL [COUNT]]",
	.doc = doc,
	.sets = {&options_interval, &options_rows, &options_output, &options_series,
                 &options_filter, &options_hooks, &options_counts, &options_verbose},
	.words = &words_interval,
	.run = run,
};
