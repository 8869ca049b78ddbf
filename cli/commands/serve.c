// SPDX-License-Identifier: GPL-2.0
/* serve: the Prometheus exporter, of programs of its own or of those that start pinned. */
#include <grp.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "commands/commands.h"
#include "http/server.h"
#include "interrupt.h"
#include "kernel/log.h"
#include "kernel/privileges.h"
#include "model/fold.h"
#include "options/parse.h"
#include "options/sets.h"
#include "output.h"
#include "pinned/collect.h"

struct serving {
	const struct options *options;
	struct sensor *sensor;  /* NULL with --pinned */
	struct barrier barrier; /* of --pinned */
	struct snapshot totals; /* since the start, by labels */
	struct fault fault;     /* of the last scrape; no text: it was good */
	bool broken;            /* the totals are not whole, and never will be */
};

static int collect_own(struct serving *s, struct fault *fault)
{
	struct snapshot fill;
	int error;

	snapshot_init(&fill);
	error = sensor_drain(s->sensor, &fill, fault);
	if (!error &&
	    (fold_accumulate(&s->totals, &fill) || series_fold(&s->totals, &s->options->series)))
		error = fault_set(fault, EXIT_FAILED, "out of memory");
	/* What was read, or half read, is in no total. */
	s->broken = error != 0;
	snapshot_free(&fill);
	return error;
}

/* As `snapshot --total` does: what is new goes to the state, for the next snapshot to deliver. */
static int collect_pinned(struct serving *s, struct fault *fault)
{
	struct collection c;
	int error;

	if (collect_open_briefly(&c, &s->barrier, fault))
		return -1;
	error = collect_absorb(&c, fault);
	if (!error && series_fold(&c.store.totals, &s->options->series))
		error = fault_set(fault, EXIT_FAILED, "out of memory");
	if (!error) {
		snapshot_free(&s->totals);
		s->totals = c.store.totals;
		snapshot_init(&c.store.totals);
	}
	pins_close(&c.pins);
	store_free(&c.store);
	state_close(&c.state);
	return error;
}

/* A fault is said once, however many scrapes it lasts. */
static int collect(void *context, struct fault *fault)
{
	struct serving *s = context;
	int error = s->sensor ? collect_own(s, fault) : collect_pinned(s, fault);

	if (!error)
		*fault = (struct fault){.text = ""};
	else if (strcmp(fault->text, s->fault.text) != 0)
		output_fault(fault);
	s->fault = *fault;
	return error;
}

static char *render(void *context, bool openmetrics, size_t *size, struct fault *fault)
{
	const struct serving *s = context;
	const struct style style = {.width = 80, .first = true};

	return output_render(&style, openmetrics ? &render_openmetrics : &render_prometheus,
	                     &s->totals, size, fault);
}

/* The state's files stay the group's that start gave them to, which takes being in it. */
static int join_group(struct fault *fault)
{
	struct state state;

	if (state_open_readable(&state, fault))
		return -1;
	if (state.group)
		(void)setgroups(1, &state.group);
	state_close(&state);
	return 0;
}

/* Everything that takes privileges. 0, or -1 with a fault; what was opened is open then too. */
static int prepare(struct serving *s, struct fault *fault)
{
	const struct options *options = s->options;

	if (!options->pinned)
		return sensor_open(&s->sensor, &options->sensor, fault);
	return barrier_open(&s->barrier, fault) || collect_pinned(s, fault) || join_group(fault)
	               ? -1
	               : 0;
}

static int drop(const struct serving *s, struct fault *fault)
{
	bool kept;

	if (privileges_drop(s->sensor ? sensor_barrier(s->sensor) : &s->barrier, &kept, fault))
		return -1;
	if (kept)
		(void)fprintf(stderr,
		              "sigsnoop-top: this kernel wants CAP_BPF for reading maps, with "
		              "kernel.unprivileged_bpf_disabled on: it is kept, and no other\n");
	return 0;
}

static int serve(const struct serving *s, struct server *server, struct fault *fault)
{
	struct hooks hooks = s->sensor ? sensor_hooks(s->sensor) : s->totals.hooks;

	if (drop(s, fault) || server_start(server, fault))
		return -1;
	(void)fprintf(stderr, "sigsnoop-top: serving http://%s/metrics: generated %s, refused %s\n",
	              server_address(server), hooks.generated, hooks.refused);
	for (;;) {
		const struct timespec now = clock_read(CLOCK_MONOTONIC);
		const struct timespec until = time_after(&now, server_patience(server));

		if (interrupt_wait_input(&until, -1, server_descriptor(server)) == WAKE_STOP)
			return 0;
		server_run(server);
		if (s->broken) {
			*fault = s->fault;
			return -1;
		}
	}
}

static int run(const struct options *options, struct fault *fault)
{
	struct serving s = {.options = options, .barrier = {-1, -1}};
	const struct metrics metrics = {collect, render, &s};
	struct server *server;
	int error;

	log_start(options->verbose);
	if (interrupt_install(fault) || server_open(&server, &options->listen, &metrics, fault))
		return -1;
	snapshot_init(&s.totals);
	s.totals.columns = columns_used(USE_SERIES);
	error = prepare(&s, fault) || serve(&s, server, fault);
	server_close(server);
	if (s.sensor)
		sensor_close(s.sensor);
	barrier_close(&s.barrier);
	snapshot_free(&s.totals);
	return error ? -1 : 0;
}

static const char doc[] =
	"Serve counters to Prometheus, at http://127.0.0.1:9435/metrics.\v"
	"Counters are since the start of this process, or with --pinned since `sigsnoop-top "
	"start`, and each scrape reads the kernel anew. Labels are names and never pids: a series "
	"once shown stays, and with --max-series of them all new names are counted as `other`, so "
	"that sums stay exact and memory stays bounded. A process may give itself any name: "
	"--label-names 'nginx*,postgres' takes those alone, off takes none.\n"
	"\n"
	"Examples:\n"
	"  sigsnoop-top serve                           this host alone can scrape\n"
	"  sigsnoop-top serve --listen 10.0.0.7:9435    whoever reaches that address\n"
	"  sigsnoop-top serve -s '!URG,CHLD'            without the noise\n"
	"  sigsnoop-top serve --pinned                  what `start` counts\n"
	"  curl -s http://127.0.0.1:9435/metrics        what Prometheus gets\n"
	"\n"
	"Once programs are attached it gives up every capability (before 5.19, and where "
	"kernel.unprivileged_bpf_disabled is on, all but CAP_BPF) and only then begins to listen. "
	"It answers GET and HEAD of /metrics (in OpenMetrics to those who ask for it), / and "
	"/-/healthy, without encryption or passwords: put a proxy in front of it where others "
	"could listen. If it cannot count, /metrics answers 503 and says why.\n"
	"\n"
	"Exit codes: 0 ended by SIGINT or SIGTERM; 1 failed, also when the address is in use or, "
	"with --pinned, nothing was started; 2 bad usage; 3 cannot observe here (no privilege, no "
	"BTF, locked down, kernel too old).";

static int set_listen(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	(void)spec;
	return address_parse(word, &options->listen, fault);
}

static const struct option_type type_address = {"address", set_listen};

static const char listen_help[] =
	"Where to serve: also [::1]:9435 for IPv6; port 0 = any free one. The default can be "
	"reached from this host only";

static const char pinned_help[] =
	"Serve what `sigsnoop-top start` began to count; snapshots still get everything";

// clang-format off
static const struct option_spec own[] = {
	VALUE("listen", 0, "ADDR:PORT", type_address, listen_help, .initial = "127.0.0.1:9435"),
	FLAG("pinned", 0, pinned, pinned_help),
};
// clang-format on

/* What runs pinned was told by `start` what to count. */
static int settle(struct options *options, const struct given *given, struct fault *fault)
{
	const char *decided = option_given_of(given, &options_filter);

	if (!decided)
		decided = option_given_of(given, &options_hooks);
	if (!decided)
		decided = option_given_of(given, &options_counts);
	if (!options->pinned || !decided)
		return 0;
	return fault_set(fault, EXIT_BAD_USAGE,
	                 "--%s: `sigsnoop-top start` decided that for what is pinned", decided);
}

static const struct option_set options_own = OPTION_SET("Exporter", own, settle);

const struct command command_serve = {
	.name = "serve",
	.summary = "Prometheus exporter",
	.arguments = "",
	.doc = doc,
	.sets = {&options_own, &options_labels, &options_filter, &options_hooks, &options_counts,
                 &options_verbose},
	.run = run,
};
