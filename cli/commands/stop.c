// SPDX-License-Identifier: GPL-2.0
/* stop: a last snapshot, and nothing is left. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "abi/delivery.h"
#include "commands/commands.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "options/sets.h"
#include "pinned/collect.h"

/* Everything, the state last: as long as it is there, another stop finds what is left. */
static int clear_away(const struct state *state, bool *found, struct fault *fault)
{
	return pins_remove(found, fault) || state_remove(state, fault) ? -1 : 0;
}

/*
 * The last report is delivered when the process that was asked to stop has exited with 0, so
 * nothing may be removed before. This child is there for some milliseconds more: it waits for that
 * exit (the kernel closes `alive` after it has witnessed the exit code), and removes everything if
 * it was a delivery. It holds the lock too, so the next command finds it done. If it is killed, or
 * if it was none, the run simply goes on.
 */
static void remove_after(struct collection *c, int alive)
{
	struct delivery delivery = {.delivered = DELIVERED_NONE};
	struct fault fault = {.text = ""};
	bool found;
	char none;

	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	while (read(alive, &none, 1) < 0 && errno == EINTR)
		;
	if (pins_delivery(&c->pins, &delivery, &fault) ||
	    (delivery.delivered == c->store.absorbed && clear_away(&c->state, &found, &fault)))
		(void)fprintf(stderr, "sigsnoop-top: %s\n", fault.text);
	_exit(EXIT_OK);
}

/* Start that child. The other end of its pipe stays open for as long as this process lives. */
static int prepare_removal(struct collection *c, struct fault *fault)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return fault_set(fault, EXIT_FAILED, "cannot make a pipe: %s", strerror(errno));
	pid = fork();
	if (pid < 0)
		return fault_set(fault, EXIT_FAILED, "cannot start a process: %s", strerror(errno));
	if (pid == 0) {
		(void)close(ends[1]);
		remove_after(c, ends[0]);
	}
	(void)close(ends[0]);
	return 0;
}

/* What runs: a snapshot, and when it has been delivered, the end. */
static int stop_running(const struct options *options, struct fault *fault)
{
	struct collection c;
	int error;

	if (collect_open(&c, fault))
		return -1;
	collect_say_lost(&c.store);
	error = collect_absorb(&c, fault) || collect_report(options, &c.store.backlog, fault) ||
	        prepare_removal(&c, fault) || collect_claim(&c, true, fault);
	pins_close(&c.pins);
	store_free(&c.store);
	return error ? -1 : 0;
}

/* What a reboot, or a child of stop that was killed, left behind. */
static int report_leftover(const struct options *options, const struct state *state,
                           struct store *store, struct fault *fault)
{
	if (collect_ending(state, store) != ENDED_WHOLE)
		(void)fprintf(stderr,
		              "sigsnoop-top: the host was rebooted, or what was pinned was "
		              "removed: what was counted since the last snapshot is lost\n");
	if (state_claimed(state, store) || !(store->backlog.interval > 0))
		return 0;
	return collect_report(options, &store->backlog, fault);
}

static int sweep(const struct options *options, const struct state *state, struct fault *fault)
{
	const char *remedy = options->no_snapshot ? "add --set-aside to keep it under another name"
	                                          : COLLECT_REMEDY;
	struct store store;
	bool found = false;
	int error;

	switch (state_load(state, remedy, &store, fault)) {
	case STATE_FOUND:
		error = options->no_snapshot ? 0 : report_leftover(options, state, &store, fault);
		store_free(&store);
		return error || clear_away(state, &found, fault) ? -1 : 0;
	case STATE_NONE:
		error = pins_remove(&found, fault);
		if (!error && !found)
			(void)fprintf(stderr, "sigsnoop-top: nothing was started\n");
		return error;
	case STATE_DAMAGED:
		if (!options->set_aside)
			return -1;
		return state_set_aside(state, fault) || clear_away(state, &found, fault) ? -1 : 0;
	default:
		return -1;
	}
}

static int run(const struct options *options, struct fault *fault)
{
	struct state state;

	log_start(options->verbose);
	if (options->renderer->cumulative)
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--output %s: a last snapshot has no totals since the start: take "
		                 "another format",
		                 options->renderer->name);
	if (!options->no_snapshot && pins_exist())
		return stop_running(options, fault);
	if (state_open(&state, fault))
		return -1;
	return sweep(options, &state, fault);
}

static const char doc[] =
	"Report what was counted since the last snapshot, and remove everything that `sigsnoop-top "
	"start` put in place.\v"
	"If the report cannot be written, or the process is killed, nothing is removed; if it "
	"exits "
	"with 0, everything is gone some milliseconds later (and any other command waits for "
	"that). "
	"What a start that was killed, or a reboot, left behind is removed too, and what had not "
	"been reported is reported now.\n"
	"\n"
	"Exit codes: 0 stopped, or nothing was started; 1 failed; 2 bad usage; 3 no privilege.";

// clang-format off
static const struct option_spec own[] = {
	FLAG("no-snapshot", 0, no_snapshot, "Drop what has not been reported, instead of a last snapshot"),
};
// clang-format on

static const struct option_set options_own = OPTION_SET("Reports", own, NULL);

const struct command command_stop = {
	.name = "stop",
	.summary = "report a last time, and remove what `start` put in place",
	.arguments = "",
	.doc = doc,
	.sets = {&options_rows, &options_output, &options_file, &options_own, &options_state},
	.run = run,
};
