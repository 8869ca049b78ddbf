// SPDX-License-Identifier: GPL-2.0
/* Interval reports. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/stop.h"
#include "kernel/log.h"
#include "model/numbers.h"
#include "output.h"

/* Lines of the table that are no rows: header, headings, blanks, prompt. */
#define TABLE_EXTRA_LINES 9
#define TABLE_ROWS_LEAST  5

struct reporting {
	const struct options *options;
	struct sensor *sensor;
	struct output output;
	struct snapshot total; /* counters since the start, for Prometheus */
	struct timespec start; /* the grid: start + k * interval */
	struct timespec last;  /* when the last report ended */
};

static double seconds_between(const struct timespec *from, const struct timespec *to)
{
	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

/* The next point of the grid: a report that took too long skips some, and none drifts. */
static struct timespec next_point(const struct reporting *r)
{
	struct timespec now, point;
	double steps, whole, fraction;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	steps = floor(seconds_between(&r->start, &now) / r->options->interval) + 1;
	fraction = modf(steps * r->options->interval, &whole);
	point.tv_sec = r->start.tv_sec + (time_t)whole;
	point.tv_nsec = r->start.tv_nsec + (long)(fraction * 1e9);
	if (point.tv_nsec >= 1000000000) {
		point.tv_nsec -= 1000000000;
		point.tv_sec++;
	}
	return point;
}

static size_t rows_that_fit(const struct output *output, const struct snapshot *snapshot)
{
	size_t extra = TABLE_EXTRA_LINES;

	for (size_t slot = 0; slot < SIGNAL_SLOTS; slot++)
		extra += snapshot->signals[slot] != 0;
	return output->rows > extra + TABLE_ROWS_LEAST ? output->rows - extra : TABLE_ROWS_LEAST;
}

/* Which of the rows to print. Counters since the start must not be cut. */
static void fold_for_output(struct reporting *r, struct snapshot *snapshot)
{
	struct fold fold = r->options->fold;

	output_refresh(&r->output);
	if (!r->options->rows_given && r->options->renderer == &render_table && r->output.terminal)
		fold.rows = rows_that_fit(&r->output, snapshot);
	fold_apply(snapshot, &fold);
}

static int take(struct reporting *r, struct snapshot *snapshot, struct fault *fault)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)clock_gettime(CLOCK_REALTIME, &snapshot->time);
	if (sensor_drain(r->sensor, snapshot, fault))
		return -1;
	snapshot->interval = seconds_between(&r->last, &now);
	r->last = now;
	if (gethostname(snapshot->hostname, sizeof(snapshot->hostname) - 1))
		(void)snprintf(snapshot->hostname, sizeof(snapshot->hostname), "localhost");
	return 0;
}

static enum written print(struct reporting *r, struct snapshot *snapshot, struct fault *fault)
{
	const struct renderer *renderer = r->options->renderer;

	if (renderer != &render_prometheus) {
		fold_for_output(r, snapshot);
		return output_report(&r->output, renderer, snapshot, fault);
	}
	if (fold_accumulate(&r->total, snapshot)) {
		fault_set(fault, EXIT_FAILED, "out of memory");
		return WRITTEN_FAILED;
	}
	return output_report(&r->output, renderer, &r->total, fault);
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
		enum wake wake = stop_wait(&until, r->output.fd);
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

int command_report(const struct options *options, struct fault *fault)
{
	struct reporting r = {.options = options, .output = output_standard()};
	int error;

	log_start(options->verbose);
	if (stop_install(fault) || sensor_open(&r.sensor, &options->sensor, fault))
		return -1;
	(void)clock_gettime(CLOCK_MONOTONIC, &r.start);
	r.last = r.start;
	snapshot_init(&r.total);
	r.total.columns = options->fold.columns;
	if (options->verbose)
		say_what_runs(options, r.sensor);
	error = report_loop(&r, fault);
	snapshot_free(&r.total);
	sensor_close(r.sensor);
	return error;
}
