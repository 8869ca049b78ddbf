// SPDX-License-Identifier: GPL-2.0
/* events: one line per observation, as it comes. */
#include <inttypes.h>
#include <stdio.h>

#include "clock.h"
#include "commands/commands.h"
#include "interrupt.h"
#include "kernel/event_buffers.h"
#include "kernel/log.h"
#include "options/sets.h"
#include "output.h"
#include "render/format.h"

#define MILLISECOND (NANOSECONDS / 1000)

/* The buffers are looked at so often, whether or not they are full enough for a wake-up. */
#define LOOK (100 * MILLISECOND)

/*
 * An event is shown when it is this old: by then those of the other CPUs that were made before it
 * are there too, and all of that time are in order.
 */
#define WINDOW (10 * MILLISECOND)

struct watching {
	const struct options *options;
	struct sensor *sensor;
	struct output output;
	uint64_t printed, cut;      /* as in struct event_ledger */
	uint64_t deadline;          /* CLOCK_MONOTONIC, nanoseconds */
	uint64_t said_at;           /* when the last loss was told, ... */
	struct event_ledger before; /* ... and what was known then */
};

/* Show what was made before `until`, but no more than was asked for. */
static enum written show(struct watching *w, uint64_t until, struct fault *fault)
{
	struct event_buffers *buffers = sensor_events(w->sensor);
	uint64_t most = w->options->count ? w->options->count - w->printed : UINT64_MAX;
	enum written written = WRITTEN;
	struct events ready, wanted;
	const struct document document = {DOCUMENT_EVENTS, .events = &wanted};

	if (event_buffers_read(buffers, fault))
		return WRITTEN_FAILED;
	ready = wanted = event_buffers_before(buffers, until);
	if (wanted.count > most)
		wanted.count = (size_t)most;
	if (wanted.count || w->output.style.first)
		written = output_write(&w->output, w->options->renderer, &document, fault);
	w->printed += wanted.count;
	w->cut += ready.count - wanted.count;
	event_buffers_done(buffers, &ready);
	return written;
}

static uint64_t lost(const struct event_ledger *ledger)
{
	return ledger->buffer_full + ledger->no_buffer;
}

/* What does not come through is told as it happens, but at most once a second. */
static void say_losses(struct watching *w, uint64_t now)
{
	struct event_ledger ledger;
	double seconds = (double)(now - w->said_at) / (double)NANOSECONDS;

	if (now - w->said_at < NANOSECONDS)
		return;
	sensor_event_ledger(w->sensor, &ledger);
	if (ledger.suppressed > w->before.suppressed)
		(void)fprintf(stderr,
		              "sigsnoop-top: %" PRIu64 " suppressed in %.1f s (--max-rate %" PRIu64
		              ")\n",
		              ledger.suppressed - w->before.suppressed, seconds,
		              w->options->sensor.max_rate);
	if (lost(&ledger) > lost(&w->before))
		(void)fprintf(stderr,
		              "sigsnoop-top: %" PRIu64 " lost in %.1f s: the reader is too slow "
		              "(--buffer-kib, or filters)\n",
		              lost(&ledger) - lost(&w->before), seconds);
	w->before = ledger;
	w->said_at = now;
}

static bool is_over(const struct watching *w, uint64_t now)
{
	return now >= w->deadline || (w->options->count && w->printed >= w->options->count);
}

static enum written watch(struct watching *w, struct fault *fault)
{
	int descriptor = event_buffers_descriptor(sensor_events(w->sensor));
	enum written written = show(w, 0, fault); /* the headings */
	uint64_t now = event_now();

	while (written == WRITTEN && !is_over(w, now)) {
		struct timespec until =
			time_of(now + LOOK < w->deadline ? now + LOOK : w->deadline);
		enum wake wake = interrupt_wait_input(&until, w->output.fd, descriptor);

		if (wake == WAKE_STOP)
			break;
		if (wake == WAKE_CLOSED)
			return WRITTEN_CLOSED;
		now = event_now();
		written = show(w, now - WINDOW, fault);
		say_losses(w, now);
	}
	return written;
}

/* seen = printed + suppressed + lost, and what came after the last one that was asked for. */
static void say_sum(const struct event_ledger *ledger)
{
	(void)fprintf(stderr,
	              "sigsnoop-top: seen %" PRIu64 " = printed %" PRIu64 " + suppressed %" PRIu64
	              " + lost %" PRIu64,
	              ledger->seen, ledger->printed, ledger->suppressed, lost(ledger));
	if (ledger->cut)
		(void)fprintf(stderr, " + after --count %" PRIu64, ledger->cut);
	if (lost(ledger))
		(void)fprintf(stderr, " (buffer full: %" PRIu64 ", other causes: %" PRIu64 ")",
		              ledger->buffer_full, ledger->no_buffer);
	if (ledger->recursion)
		(void)fprintf(stderr,
		              "; not seen: %" PRIu64 ", skipped by the kernel's recursion guard",
		              ledger->recursion);
	(void)fputc('\n', stderr);
}

/* What is still in the buffers, and the sum of it all. */
static enum written finish(struct watching *w, struct fault *fault)
{
	struct event_ledger ledger;
	enum written written;

	if (sensor_detach(w->sensor, fault))
		return WRITTEN_FAILED;
	written = show(w, UINT64_MAX, fault);
	if (written != WRITTEN)
		return written;
	sensor_event_ledger(w->sensor, &ledger);
	ledger.printed = w->printed;
	ledger.cut = w->cut;
	say_sum(&ledger);
	return WRITTEN;
}

/* Also the sign, for those who start it, that it has begun. */
static void say_what_runs(const struct sensor *sensor)
{
	struct hooks hooks = sensor_hooks(sensor);
	char text[HOOKS_SIZE];

	(void)fprintf(stderr, "sigsnoop-top: watching; %s\n", hooks_text(&hooks, text));
}

static int run(const struct options *options, struct fault *fault)
{
	struct watching w = {.options = options, .output = output_standard()};
	struct sensor_config config = options->sensor;
	enum written written;

	log_start(options->verbose);
	config.events = true;
	config.map_entries = 1; /* nothing is entered */
	if (interrupt_install(fault) || sensor_open(&w.sensor, &config, fault))
		return -1;
	if (!w.output.terminal)
		w.output.style.width = INT32_MAX;
	w.said_at = event_now();
	w.deadline = options->duration > 0
	                     ? w.said_at + (uint64_t)(options->duration * (double)NANOSECONDS)
	                     : UINT64_MAX;
	say_what_runs(w.sensor);
	written = watch(&w, fault);
	if (written == WRITTEN)
		written = finish(&w, fault);
	sensor_close(w.sensor);
	return written == WRITTEN_FAILED ? -1 : 0;
}

static const char doc[] =
	"One line per signal as it comes, a tenth of a second later: time to the microsecond, "
	"sender "
	"and target with their threads, origin and outcome.\v"
	"Unlike reports, this copies each signal to user space: at a high rate it costs time, and "
	"what comes faster than --max-rate is only counted. At the end the sum is told: seen = "
	"printed + suppressed + lost.\n"
	"\n"
	"Examples:\n"
	"  sigsnoop-top events                       all of them, until Ctrl-C\n"
	"  sigsnoop-top events -s '!CHLD,URG'        without the noise\n"
	"  sigsnoop-top events -c 1 -t nginx -s TERM wait for the first: who sent it?\n"
	"  sigsnoop-top events -x --duration 60      what is refused within a minute\n"
	"  sigsnoop-top events -o json | jq .sender_comm\n"
	"\n"
	"TID is the thread that sent it, and the one that the kernel addressed (of a signal for a "
	"whole process: its first, as a rule). Lines of all CPUs are in order of time, to within "
	"10 ms. A narrow terminal has no room for all columns: thread ids go first, then parent, "
	"uid and origin. In JSON the "
	"keys are those of a report's rows, and time, sender_tid, target_tid.\n"
	"\n"
	"Exit codes: 0 done, also by SIGINT or SIGTERM; 1 failed; 2 bad usage; 3 cannot observe "
	"here (no privilege, no BTF, locked down, kernel too old).";

#define DURATION_MOST (366.0 * 86400) /* seconds */
#define RATE_MOST     1000000000      /* events a second */
#define BUFFER_LEAST  8               /* KiB on each CPU */
#define BUFFER_MOST   (1 << 20)

static const char max_rate_help[] =
	"At most so many events a second, and of these a tenth at once; the rest is counted as "
	"suppressed; 0 = no limit";

static const char buffer_help[] =
	"Size of the buffer on each CPU; what does not fit is counted as lost";

// clang-format off
static const struct option_spec own[] = {
	NUMBER("count", 'c', "N", count, 1, INT64_MAX, "events", "Stop after N events"),
	SECONDS("duration", 0, "SEC", duration, INTERVAL_LEAST, DURATION_MOST, "Stop after so many seconds"),
	NUMBER("max-rate", 0, "N", sensor.max_rate, 0, RATE_MOST, "events", max_rate_help, .initial = "10000"),
	NUMBER("buffer-kib", 0, "N", sensor.buffer_kib, BUFFER_LEAST, BUFFER_MOST, "KiB", buffer_help, .initial = "512"),
};
// clang-format on

static const struct option_set options_own = OPTION_SET("Observation", own, NULL);

const struct command command_events = {
	.name = "events",
	.summary = "one line per signal, as it comes",
	.arguments = "",
	.doc = doc,
	.sets = {&options_events_format, &options_filter, &options_own, &options_hooks,
                 &options_verbose},
	.run = run,
};
