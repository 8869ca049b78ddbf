// SPDX-License-Identifier: GPL-2.0
/* The flight recorder: who killed whom lately. */
#include <stdio.h>

#include "abi/recorder.h"
#include "clock.h"
#include "commands/commands.h"
#include "interrupt.h"
#include "kernel/host.h"
#include "kernel/recorder.h"
#include "model/glob.h"
#include "model/numbers.h"
#include "options/sets.h"
#include "output.h"

/*
 * --follow shows a record when it is this old: by then what it says of its target's end is there,
 * and all of that time are in order.
 */
#define FOLLOW_DELAY    NANOSECONDS
#define FOLLOW_INTERVAL (NANOSECONDS / 4)

struct following {
	const struct renderer *renderer;
	struct recorder recorder;
	struct record_query query;
	struct output output;
	bool more; /* what was read has something that is too young to be shown */
};

/* Nothing new is worth no line; but the first answer is given even if it is that there is none. */
static bool worth_showing(const struct following *f, const struct records *records)
{
	return f->output.style.first || records->count || records->overwritten;
}

static enum written show(struct following *f, struct fault *fault)
{
	enum written written = WRITTEN;
	struct recorder_view view;
	struct records records;
	const struct document document = {DOCUMENT_RECORDS, .records = &records};

	if (recorder_read(&f->recorder, &view, fault))
		return WRITTEN_FAILED;
	if (records_read(&records, &view, &f->query)) {
		fault_set(fault, EXIT_FAILED, "out of memory");
		written = WRITTEN_FAILED;
	} else if (worth_showing(f, &records)) {
		records.time = clock_read(CLOCK_REALTIME);
		host_name(records.hostname);
		written = output_write(&f->output, f->renderer, &document, fault);
	}
	for (int ring = 0; ring < RINGS; ring++)
		f->query.next[ring] = records.next[ring];
	f->more = records.more;
	records_free(&records);
	return written;
}

static struct timespec soon(void)
{
	return time_of(clock_nanoseconds(CLOCK_MONOTONIC) + FOLLOW_INTERVAL);
}

static int follow(struct following *f, struct fault *fault)
{
	enum wake wake = WAKE_TIME;

	while (wake == WAKE_TIME) {
		struct timespec until = soon();
		enum written written = WRITTEN;

		f->query.until = recorder_now() - FOLLOW_DELAY;
		if (f->more || f->output.style.first || recorder_moved(&f->recorder))
			written = show(f, fault);
		if (written == WRITTEN_FAILED)
			return -1;
		if (written == WRITTEN_CLOSED)
			break;
		f->query.from = f->query.until;
		f->query.newest = 0;
		wake = interrupt_wait(&until, f->output.fd);
	}
	return 0;
}

static int run(const struct options *options, struct fault *fault)
{
	struct following f = {.query = options->query, .renderer = options->renderer};
	int error;

	if (interrupt_install(fault) || recorder_open(&f.recorder, fault))
		return -1;
	f.output = output_standard();
	f.query.newest = options->fold.rows;
	f.query.until = recorder_now() + FOLLOW_DELAY;
	if (options->follow)
		error = follow(&f, fault);
	else
		error = show(&f, fault) == WRITTEN_FAILED ? -1 : 0;
	recorder_close(&f.recorder);
	return error;
}

static int set_query(const struct option_spec *spec, struct options *options, const char *word,
                     struct fault *fault)
{
	struct record_query *query = &options->query;
	int64_t pid;

	(void)spec;
	query->by_pid = !number_parse(word, INT32_MIN, INT32_MAX, &pid);
	query->by_name = !query->by_pid;
	if (query->by_name)
		return glob_compile(word, &query->glob, fault);
	query->pid = (int32_t)pid;
	return 0;
}

static const struct option_type type_query = {"process", set_query};

static const char doc[] =
	"The flight recorder: the latest lethal signals, who sent them to whom, and what they "
	"ended; "
	"the newest last. It runs in the kernel from `sigsnoop-top start` on.\v"
	"Examples:\n"
	"  sigsnoop-top last               all that it holds\n"
	"  sigsnoop-top last 4312          who killed process 4312\n"
	"  sigsnoop-top last 'nginx*'      who killed nginx, or tried to\n"
	"  sigsnoop-top last -n 20         the newest 20\n"
	"  sigsnoop-top last --follow      and those to come, a second later\n"
	"  sigsnoop-top last -o json | jq '.records[] | select(.oom)'\n"
	"\n"
	"Recorded are SIGKILL, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGABRT and faults (SIGSEGV, "
	"SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS), whatever becomes of them; all other signals if "
	"they were going to end their target; refused calls, if the sender was not allowed to; and "
	"ends of processes by signals that nobody was seen to send. A signal that comes again "
	"within "
	"a minute is counted in the same record. What ended a process is kept apart from the rest, "
	"which cannot push it out.\n"
	"\n"
	"Times are those of this host's clock as it is set now. Of a refused call only the pid is "
	"known that the caller passed, as it is in the caller's pid namespace.\n"
	"\n"
	"Exit codes: 0 done, also if nothing was found; 1 failed; 2 bad usage; 3 nothing is "
	"started, "
	"or it is not for us to read.";

// clang-format off
static const struct option_spec own[] = {
	NUMBER("rows", 'n', "N", fold.rows, 0, INT32_MAX, "records", "The newest N records (default: all)"),
	FLAG("follow", 'f', follow, "Go on with those to come"),
};
// clang-format on

static const struct option_set options_own = OPTION_SET("Reports", own, NULL);

// clang-format off
static const struct option_spec words[] = {
	VALUE("PID|NAME", 0, NULL, type_query, "Of this target; a name may be a pattern", .argument = true),
};
// clang-format on

static const struct option_set words_own = OPTION_SET(NULL, words, NULL);

const struct command command_last = {
	.name = "last",
	.summary = "the flight recorder: who killed whom lately",
	.arguments = "[PID|NAME]",
	.doc = doc,
	.sets = {&options_records_format, &options_own},
	.words = &words_own,
	.run = run,
};
