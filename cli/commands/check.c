// SPDX-License-Identifier: GPL-2.0
/* check: what this kernel and these privileges allow, and whether counting is exact here. */
#include <string.h>

#include "check/storm.h"
#include "clock.h"
#include "commands/commands.h"
#include "kernel/facts.h"
#include "kernel/log.h"
#include "kernel/trials.h"
#include "options/sets.h"
#include "output.h"

/* What reports do by default, with these hooks. */
static struct sensor_config defaults(const struct options *options)
{
	struct sensor_config config = options->sensor;

	config.map_entries = MAP_ENTRIES_DEFAULT;
	config.hist_kinds = 1U << HIST_EXIT;
	return config;
}

/* Signals that enter by a door that was left closed are in no row. */
static void mark_unwatched(struct check_test *test, const struct hooks *hooks)
{
	bool closed = !strcmp(hooks->refused, "off");

	for (size_t i = 0; closed && i < test->row_count; i++)
		test->rows[i].unwatched = test->rows[i].outcome == OUTCOME_REFUSED ||
		                          test->rows[i].outcome == OUTCOME_PROBE;
}

static int observe(struct check_test *test, struct sensor *sensor, struct fault *fault)
{
	struct hooks hooks = sensor_hooks(sensor);
	struct snapshot snapshot;
	int error;

	snapshot_init(&snapshot);
	error = storm_run(test, fault) || sensor_drain(sensor, &snapshot, fault);
	if (!error) {
		mark_unwatched(test, &hooks);
		check_compare(test, &snapshot);
	}
	snapshot_free(&snapshot);
	return error;
}

static int test(struct check *check, const struct sensor_config *defaults, struct fault *fault)
{
	struct sensor_config config = *defaults;
	struct sensor *sensor;
	int error;

	/* The programs know processes by other numbers than we do. */
	if (!check->host.sees_all_pids)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "this is a pid namespace of a container: run it on the host "
		                 "(nsenter -t 1 -p)");
	config.hist_kinds |= 1U << HIST_HANDLER;
	if (sensor_open(&sensor, &config, fault))
		return -1;
	error = observe(&check->test, sensor, fault);
	sensor_close(sensor);
	return error;
}

/* The verdict is said where the rest is, so that no fault needs to be told but by its code. */
static int conclude(const struct check *check, struct fault *fault)
{
	char text[VERDICT_SIZE];

	*fault = (struct fault){0};
	switch (check_verdict(check, text)) {
	case VERDICT_EXACT:
		return 0;
	case VERDICT_DIFFERS:
		fault->code = EXIT_FAILED;
		return -1;
	default:
		fault->code = check->fault.code;
		return -1;
	}
}

static int run(const struct options *options, struct fault *fault)
{
	struct sensor_config config = defaults(options);
	struct output output = output_standard();
	struct check check = {0};
	const struct document document = {DOCUMENT_CHECK, .check = &check};

	log_start(options->verbose);
	check.time = clock_read(CLOCK_REALTIME);
	facts_collect(&check.host, &config);
	trials_make(&check, &config);
	if (test(&check, &config, &check.fault))
		check.test.row_count = 0;
	if (output_write(&output, options->renderer, &document, fault) == WRITTEN_FAILED)
		return -1;
	return conclude(&check, fault);
}

static const char doc[] =
	"What this kernel, its configuration and your privileges allow, which hooks are taken and "
	"what they cost whom; and a test: children of this program send some 380 signals of all "
	"kinds that take no privilege, and each row is compared with what was sent.\v"
	"On a kernel that nobody has tried, and in a report of a bug, start here. The last line is "
	"the verdict. Nothing is left behind, but tracefs mounted where tracepoints are taken.\n"
	"\n"
	"Examples:\n"
	"  sigsnoop-top check                       is counting exact here?\n"
	"  sigsnoop-top check --failures=fexit      is it by this method?\n"
	"  sigsnoop-top check -o json | jq .verdict\n"
	"\n"
	"Exit codes: 0 counting is exact here; 1 counts differ (the verdict says which), or the "
	"test failed; 2 bad usage; 3 cannot observe here (the verdict says why).";

const struct command command_check = {
	.name = "check",
	.summary = "what this kernel allows, and a test that counting is exact",
	.arguments = "",
	.doc = doc,
	.sets = {&options_check_format, &options_hooks, &options_verbose},
	.run = run,
};
