// SPDX-License-Identifier: GPL-2.0
/* What is counted; all of it is decided in the kernel. */
#include <string.h>

#include "model/glob.h"
#include "model/numbers.h"
#include "model/signals.h"
#include "options/sets.h"

/* A pid if it is a number, else a name pattern. */
static int set_sender(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	struct sensor_config *sensor = &options->sensor;
	char kernel[COMM_SIZE] = "kernel";
	int64_t pid;

	(void)spec;
	options->sender = word;
	sensor->filter.by_sender_pid = !number_parse(word, 0, INT32_MAX, &pid);
	sensor->filter.by_sender_name = !sensor->filter.by_sender_pid;
	if (sensor->filter.by_sender_pid) {
		sensor->filter.sender = (int32_t)pid;
		return 0;
	}
	if (glob_compile(word, &sensor->sender_glob, fault))
		return -1;
	sensor->filter.kernel_matches = glob_matches(&sensor->sender_glob, kernel) != 0;
	return 0;
}

/* A refused group kill has a negative target: -t -4312. */
static int set_target(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	struct sensor_config *sensor = &options->sensor;
	int64_t pid;

	(void)spec;
	options->target = word;
	sensor->filter.by_target_pid = !number_parse(word, INT32_MIN, INT32_MAX, &pid);
	sensor->filter.by_target_name = !sensor->filter.by_target_pid;
	if (sensor->filter.by_target_pid) {
		sensor->filter.target = (int32_t)pid;
		return 0;
	}
	return glob_compile(word, &sensor->target_glob, fault);
}

static int set_signals(const struct option_spec *spec, struct options *options, const char *word,
                       struct fault *fault)
{
	struct signal_set set;

	(void)spec;
	if (signal_set_parse(word, &set, fault))
		return -1;
	memcpy(options->sensor.filter.signals, set.bits, sizeof(set.bits));
	return 0;
}

static int set_uid(const struct option_spec *spec, struct options *options, const char *word,
                   struct fault *fault)
{
	int64_t number;

	if (option_number(spec, word, &number, fault))
		return -1;
	options->sensor.filter.uid = (uint32_t)number;
	options->sensor.filter.by_uid = true;
	return 0;
}

static int set_origins(const struct option_spec *spec, struct options *options, const char *word,
                       struct fault *fault)
{
	uint32_t set;

	(void)spec;
	if (origin_set_parse(word, &set, fault))
		return -1;
	options->sensor.filter.origins &= set;
	return 0;
}

const struct option_type type_sender = {"process", set_sender};
const struct option_type type_target = {"process", set_target};
const struct option_type type_signals = {"signals", set_signals};
const struct option_type type_uid = {"uid", set_uid};
const struct option_type type_origins = {"origins", set_origins};

static int settle(struct options *options, const struct given *given, struct fault *fault)
{
	struct filter *filter = &options->sensor.filter;

	(void)given;
	if (options->failed)
		filter->outcomes &= 1U << OUTCOME_REFUSED | 1U << OUTCOME_OVERFLOW;
	if (options->kill)
		filter->origins &= 1U << ORIGIN_KILL | 1U << ORIGIN_TKILL | 1U << ORIGIN_SIGQUEUE;
	if (filter->origins && filter->outcomes)
		return 0;
	return fault_set(fault, EXIT_BAD_USAGE,
	                 "these filters leave nothing to count: --kill and --origin exclude each "
	                 "other");
}

// clang-format off
static const struct option_spec rows[] = {
	VALUE("sender", 'p', "WHO", type_sender, "Sent by this pid or name (glob: 'nginx*')"),
	VALUE("target", 't', "WHO", type_target, "Sent to this pid or name (refused signals have no target name)"),
	VALUE("signal", 's', "LIST", type_signals, "TERM,KILL or 9,15 or RTMIN+1, or '!URG,CHLD' for all but these"),
	VALUE("uid", 'u', "UID", type_uid, "Sent by processes of this real uid", .least = 0, .most = UINT32_MAX - 1),
	FLAG("failed", 'x', failed, "Refused and overflow only"),
	FLAG("kill", 'k', kill, "Only what a process sent (origins kill, tkill, sigqueue)"),
	VALUE("origin", 0, "LIST", type_origins, "Only these origins, or '!child' for all but these"),
};
// clang-format on

const struct option_set options_filter = OPTION_SET("Filters, applied in the kernel", rows, settle);
