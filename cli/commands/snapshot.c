// SPDX-License-Identifier: GPL-2.0
/* snapshot: report what was counted since the last one, exactly once. */
#include "commands/commands.h"
#include "kernel/log.h"
#include "options/sets.h"
#include "pinned/collect.h"

/* From here on the exit code is all that counts: see pinned/EXACTLY_ONCE.md. */
static int deliver(struct collection *c, const struct options *options, struct fault *fault)
{
	collect_say_lost(&c->store);
	return collect_report(options, &c->store.backlog, fault) || collect_claim(c, false, fault)
	               ? -1
	               : 0;
}

static int run(const struct options *given, struct fault *fault)
{
	struct options options = *given;
	struct collection c;
	int error;

	log_start(options.verbose);
	options.total |= options.renderer->cumulative;
	if (collect_open(&c, fault))
		return -1;
	error = collect_absorb(&c, fault);
	if (!error && options.total)
		error = collect_report(&options, &c.store.totals, fault);
	else if (!error)
		error = deliver(&c, &options, fault);
	/* The lock goes last, with the process: the claim is settled by then. */
	pins_close(&c.pins);
	store_free(&c.store);
	return error;
}

static const char doc[] =
	"Report what was counted since the last snapshot (or the start).\v"
	"What a snapshot reports counts as delivered when it exits with 0. One that is killed, or "
	"cannot write, has delivered nothing: the next one reports it too. Two at once wait for "
	"each other. Totals (--total, and -o prometheus) are no delivery, and leave the next "
	"snapshot what it would report.\n"
	"\n"
	"Examples:\n"
	"  sigsnoop-top snapshot                       as a table\n"
	"  sigsnoop-top snapshot -o csv >> signals.csv for cron\n"
	"  sigsnoop-top snapshot -o prometheus --output-file /run/signals.prom\n"
	"\n"
	"Exit codes: 0 delivered; 1 failed, also when nothing was started; 2 bad usage; 3 no "
	"privilege.";

static const char total_help[] =
	"Everything since the start, by names; leaves to the next snapshot what it would report "
	"(Prometheus always gets this)";

// clang-format off
static const struct option_spec own[] = {
	FLAG("total", 0, total, total_help),
};
// clang-format on

static const struct option_set options_own = OPTION_SET("Reports", own, NULL);

const struct command command_snapshot = {
	.name = "snapshot",
	.summary = "report what was counted since the last snapshot; for cron",
	.arguments = "",
	.doc = doc,
	.sets = {&options_rows, &options_output, &options_file, &options_own, &options_series},
	.run = run,
};
