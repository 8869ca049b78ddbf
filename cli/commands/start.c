// SPDX-License-Identifier: GPL-2.0
/* start: count from now on with no process left running. */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "abi/filter.h"
#include "clock.h"
#include "commands/commands.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "model/filter.h"
#include "model/fold.h"
#include "model/numbers.h"
#include "options/sets.h"
#include "pinned/collect.h"
#include "render/format.h"

static int find_group(const char *name, gid_t *group, struct fault *fault)
{
	const struct group *entry;

	*group = 0;
	if (!name)
		return 0;
	entry = getgrnam(name);
	if (!entry)
		return fault_set(fault, EXIT_BAD_USAGE, "--group '%s': there is no such group",
		                 name);
	*group = entry->gr_gid;
	return 0;
}

/*
 * What an earlier run left: a reboot or a kill came before its stop. What it had read and not
 * delivered is the new run's to deliver.
 */
static int carry_over(const struct state *state, struct store *store, struct store *old,
                      struct fault *fault)
{
	const struct timespec *last = &old->totals.time;

	if (collect_ending(state, old) != ENDED_WHOLE)
		store->lost_since = seconds_of(last->tv_sec ? last : &old->started);
	if (state_claimed(state, old))
		return 0;
	store->backlog.time = old->backlog.time;
	if (!old->backlog.row_count && !(old->backlog.interval > 0))
		return 0;
	if (fold_accumulate(&store->backlog, &old->backlog))
		return fault_set(fault, EXIT_FAILED, "out of memory");
	return 0;
}

/* What is known of the run before it begins. 0, or -1 with a fault. */
static int describe(struct store *store, const struct options *options, struct fault *fault)
{
	const struct filter *filter = &options->sensor.filter;
	char boot[BOOT_ID_SIZE];

	free(store->filters);
	store->filters = filter_words(filter, options->sender, options->target);
	if (!store->filters)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	if (getrandom(&store->run, sizeof(store->run), 0) != (ssize_t)sizeof(store->run))
		return fault_set(fault, EXIT_FAILED, "no random number: %s", strerror(errno));
	store->run >>= 1;
	(void)snprintf(store->boot, sizeof(store->boot), "%s", host_boot_id(boot));
	(void)snprintf(store->program, sizeof(store->program), "%s", SIGSNOOP_VERSION);
	return 0;
}

static void say_what_runs(const struct options *options, const struct store *store)
{
	char memory[GROUPED_SIZE], keys[GROUPED_SIZE];

	(void)printf("started: generated %s, refused %s; counting %s\n"
	             "%s keys a side take %s of kernel memory\n"
	             "pinned in %s, state in %s\n",
	             store->hooks.generated, store->hooks.refused,
	             *store->filters ? store->filters : "everything",
	             number_group(options->sensor.map_entries, keys),
	             bytes_human(sensor_memory(&options->sensor), memory), pins_folder(),
	             state_folder());
	collect_say_lost(store);
}

/* Everything but the last step can be undone; that one puts it all in place at once. */
static int begin(const struct options *options, gid_t group, const struct state *state,
                 struct store *store, struct fault *fault)
{
	struct sensor_config config = options->sensor;
	struct sensor *sensor;
	int error;

	config.witness = true;
	if (describe(store, options, fault) || sensor_open(&sensor, &config, fault))
		return -1;
	store->started = clock_read(CLOCK_REALTIME);
	store->absorbed_at = collect_now();
	store->hooks = store->backlog.hooks = store->totals.hooks = sensor_hooks(sensor);
	store->sample = options->sensor.sample;
	error = pins_create(sensor, store->run, group, fault);
	if (!error && state_save(state, store, fault)) {
		bool found;
		struct fault other;

		(void)pins_remove(&found, &other);
		error = -1;
	}
	if (!error)
		error = pins_publish(fault);
	sensor_close(sensor);
	return error;
}

static int already_started(const struct state *state, struct fault *fault)
{
	struct store store;
	char since[TIME_SIZE] = "";

	if (state_load(state, "", &store, fault) == STATE_FOUND) {
		(void)time_local(&store.started, since);
		store_free(&store);
	}
	return fault_set(fault, EXIT_FAILED,
	                 "it is started already%s%s: `sigsnoop-top stop` ends it",
	                 *since ? ", since " : "", since);
}

/* The state of an earlier run, if there is one, into the new one's. */
static int load_earlier(const struct state *state, const struct options *options,
                        struct store *store, struct fault *fault)
{
	struct store old;
	int error;

	switch (state_load(state, "`sigsnoop-top start --set-aside` keeps it under another name",
	                   &old, fault)) {
	case STATE_FOUND:
		error = carry_over(state, store, &old, fault);
		store_free(&old);
		return error;
	case STATE_NONE:
		return 0;
	case STATE_DAMAGED:
		return options->set_aside ? state_set_aside(state, fault) : -1;
	default:
		return -1;
	}
}

static int start(const struct options *options, gid_t group, struct state *state,
                 struct fault *fault)
{
	struct store store;
	int error;

	if (pins_exist())
		return already_started(state, fault);
	if (store_init(&store))
		return fault_set(fault, EXIT_FAILED, "out of memory");
	error = load_earlier(state, options, &store, fault) || state_share(state, group, fault) ||
	        begin(options, group, state, &store, fault);
	if (!error)
		say_what_runs(options, &store);
	store_free(&store);
	return error ? -1 : 0;
}

static int run(const struct options *options, struct fault *fault)
{
	struct state state;
	gid_t group;
	int error;

	log_start(options->verbose);
	if (find_group(options->group, &group, fault))
		return -1;
	if (!host_may_load())
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "no permission to load programs into the kernel: run it as root");
	if (state_open(&state, fault))
		return -1;
	error = start(options, group, &state, fault);
	state_close(&state);
	return error;
}

static const char doc[] =
	"Count from now on, with no process left running: programs and counts stay in the kernel, "
	"pinned in bpffs, until `sigsnoop-top stop` or a reboot.\v"
	"`sigsnoop-top snapshot` reports what was counted, `sigsnoop-top status` tells what runs "
	"and at what cost.\n"
	"\n"
	"Files: /sys/fs/bpf/sigsnoop-top (or environment SIGSNOOP_PIN_DIR) and "
	"/var/lib/sigsnoop-top (SIGSNOOP_STATE_DIR). With both changed, runs are independent of "
	"each other.\n"
	"\n"
	"Exit codes: 0 started; 1 failed, also when it is started already; 2 bad usage; 3 cannot "
	"observe here (no privilege, no BTF, locked down, kernel too old).";

// clang-format off
static const struct option_spec recorder[] = {
	NUMBER("recorder-entries", 0, "N", sensor.recorder_entries, RECORDER_ENTRIES_LEAST, RECORDER_ENTRIES_MOST, "records", "Lethal signals that the flight recorder holds, 0 = none: see `last`", .initial = "4096", .or_zero = true),
};
// clang-format on

// clang-format off
static const struct option_spec access[] = {
	TEXT("group", 0, "NAME", group, "Members of this group may use `status` and `last` (default: root alone)"),
};
// clang-format on

static const struct option_set options_recorder = OPTION_SET("Observation", recorder, NULL);
static const struct option_set options_group = OPTION_SET("State", access, NULL);

const struct command command_start = {
	.name = "start",
	.summary = "count from now on, with no process left running",
	.arguments = "",
	.doc = doc,
	.sets = {&options_filter, &options_hooks, &options_counts, &options_recorder,
                 &options_verbose, &options_group, &options_state},
	.run = run,
};
