// SPDX-License-Identifier: GPL-2.0
/* status: what runs without a process, since when, and at what cost. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "abi/delivery.h"
#include "clock.h"
#include "commands/commands.h"
#include "kernel/log.h"
#include "model/status.h"
#include "options/sets.h"
#include "output.h"
#include "pinned/collect.h"

static void ledger_add_unread(struct ledger *total, const struct ledger *unread)
{
	total->seen += unread->seen;
	total->remainder += unread->remainder;
	total->rows += unread->seen - unread->remainder;
	total->map_full += unread->map_full;
	total->map_busy += unread->map_busy;
	total->no_memory += unread->no_memory;
	total->unnamed += unread->unnamed;
}

/* A side that may be written right now: good for a status, not for a report. */
static int add_side(struct status *status, const struct pins *pins, uint32_t epoch,
                    struct fault *fault)
{
	struct snapshot side;
	int error;

	snapshot_init(&side);
	error = drain_read(&pins->drain, epoch & 1, &side, fault);
	ledger_add_unread(&status->ledger, &side.ledger);
	status->unread += side.ledger.seen;
	status->map_entries = side.map_entries;
	status->map_capacity = side.map_capacity;
	snapshot_free(&side);
	return error;
}

struct taking {
	struct status *status;
	bool failed;
};

static void take_program(void *context, const struct pinned_program *program)
{
	struct taking *taking = context;
	struct program_status *entry = status_add_program(taking->status);

	if (!entry) {
		taking->failed = true;
		return;
	}
	memcpy(entry->name, program->name, sizeof(entry->name));
	entry->runs = program->runs;
	entry->nanoseconds = program->nanoseconds;
	entry->recursion = program->recursion;
}

static void add_state(struct status *status, const struct store *store, bool delivered)
{
	status->now = clock_read(CLOCK_REALTIME);
	memcpy(status->program, store->program, sizeof(status->program));
	status->started = store->started;
	status->filters = store->filters;
	status->hooks = store->hooks;
	status->pins = pins_folder();
	status->state = state_folder();
	status->ledger = store->totals.ledger;
	status->delivered_at = delivered ? store->backlog.time : store->delivered_at;
	status->undelivered = delivered ? 0 : store->backlog.ledger.seen;
}

/* Nothing is locked: a snapshot at this moment makes some figures a little older than others. */
static int look(struct status *status, const struct store *store, const struct pins *pins,
                struct fault *fault)
{
	struct taking taking = {.status = status};
	uint32_t epoch = *pins->drain.epoch;
	struct delivery delivery;

	if (pins_delivery(pins, &delivery, fault))
		return -1;
	add_state(status, store, delivery.delivered == store->absorbed);
	if (epoch != store->absorbed && add_side(status, pins, epoch - 1, fault))
		return -1;
	if (add_side(status, pins, epoch, fault) || pins_memory(&status->memory, fault) ||
	    pins_programs(take_program, &taking, fault) ||
	    pins_recursion(&status->ledger.recursion, fault))
		return -1;
	return taking.failed ? fault_set(fault, EXIT_FAILED, "out of memory") : 0;
}

static int print(const struct options *options, const struct status *status, struct fault *fault)
{
	const struct document document = {DOCUMENT_STATUS, .status = status};
	struct output output = output_standard();

	return output_write(&output, options->renderer, &document, fault) == WRITTEN_FAILED ? -1
	                                                                                    : 0;
}

static int show(const struct options *options, const struct store *store, struct fault *fault)
{
	struct status status = {0};
	struct pins pins;
	int error;

	if (pins_open(&pins, false, fault))
		return -1;
	error = look(&status, store, &pins, fault) || print(options, &status, fault);
	status_free(&status);
	pins_close(&pins);
	return error ? -1 : 0;
}

static int load(const struct options *options, const struct state *state, struct fault *fault)
{
	struct store store;
	int error;

	switch (state_load(state, COLLECT_REMEDY, &store, fault)) {
	case STATE_FOUND:
		error = pins_exist() ? show(options, &store, fault)
		                     : collect_not_started(state, fault);
		store_free(&store);
		return error;
	case STATE_NONE:
		return pins_exist() ? collect_state_missing(fault)
		                    : collect_not_started(state, fault);
	default:
		return -1;
	}
}

static int run(const struct options *options, struct fault *fault)
{
	struct state state;
	int error;

	log_start(options->verbose);
	if (access(state_folder(), F_OK) && errno == ENOENT)
		return fault_set(fault, EXIT_FAILED, COLLECT_NEVER_STARTED);
	if (state_open_readable(&state, fault))
		return -1;
	error = load(options, &state, fault);
	state_close(&state);
	return error;
}

static const char doc[] =
	"What `sigsnoop-top start` left in the kernel: since when, what it observes, holds, costs "
	"and lost.\v"
	"Counting goes on undisturbed, so the figures of what has not been reported yet are about "
	"right. Members of the group that start was given may use it too.\n"
	"\n"
	"Exit codes: 0 it counts; 1 nothing was started, or something is wrong; 2 bad usage; 3 no "
	"privilege.";

const struct command command_status = {
	.name = "status",
	.summary = "what `start` left running, since when, at what cost",
	.arguments = "",
	.doc = doc,
	.sets = {&options_status_format},
	.run = run,
};
