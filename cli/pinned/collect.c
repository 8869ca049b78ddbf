// SPDX-License-Identifier: GPL-2.0
/* From the kernel to the durable state, and from there to the reader. */
#include "pinned/collect.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "abi/delivery.h"
#include "clock.h"
#include "kernel/host.h"
#include "output.h"
#include "pinned/replace.h"
#include "render/format.h"

#define LOCK_PATIENCE 2 /* seconds: a scraper does not wait for long, nor a user who stops us */

double collect_now(void)
{
	return clock_seconds(CLOCK_BOOTTIME);
}

enum ending collect_ending(const struct state *state, const struct store *store)
{
	char boot[BOOT_ID_SIZE];

	if (strcmp(store->boot, host_boot_id(boot)) != 0)
		return ENDED_BY_REBOOT;
	return state_stopped(state, store) || pins_starting() ? ENDED_WHOLE : ENDED_BY_REMOVAL;
}

int collect_not_started(const struct state *state, struct fault *fault)
{
	struct store store;
	char since[TIME_SIZE];
	enum ending ending;

	if (state_load(state, "", &store, fault) != STATE_FOUND)
		return fault_set(fault, EXIT_FAILED, COLLECT_NEVER_STARTED);
	ending = collect_ending(state, &store);
	(void)time_local(&store.started, since);
	store_free(&store);
	if (ending == ENDED_BY_REBOOT)
		return fault_set(
			fault, EXIT_FAILED,
			"nothing is counted here: the host was rebooted since the start at "
			"%s; `sigsnoop-top start` begins anew",
			since);
	if (ending == ENDED_BY_REMOVAL)
		return fault_set(
			fault, EXIT_FAILED,
			"nothing is counted here: what the start at %s pinned in %s was removed, and "
			"counts with it; `sigsnoop-top start` begins anew",
			since, pins_folder());
	return fault_set(fault, EXIT_FAILED,
	                 "nothing is counted here: a start or stop was interrupted; `sigsnoop-top "
	                 "stop` completes it, and reports what is left");
}

int collect_state_missing(struct fault *fault)
{
	return fault_set(fault, EXIT_FAILED,
	                 "the state file in %s is missing, so nobody knows what has been reported: "
	                 "`sigsnoop-top stop --no-snapshot` ends the run",
	                 state_folder());
}

/* The run that the state tells of is the one in the kernel; take in what the kernel witnessed. */
static int match(struct collection *c, struct fault *fault)
{
	uint32_t epoch = *c->pins.drain.epoch;
	struct delivery delivery;

	if (pins_delivery(&c->pins, &delivery, fault))
		return -1;
	if (delivery.run != c->store.run || epoch - c->store.absorbed > 1)
		return fault_set(fault, EXIT_FAILED,
		                 "the state in %s is not of what runs (%s): was it restored from a "
		                 "copy? `sigsnoop-top stop --no-snapshot` ends the run",
		                 state_folder(), pins_folder());
	if (delivery.delivered == c->store.absorbed)
		store_delivered(&c->store);
	return 0;
}

static int load(struct collection *c, const struct barrier *barrier, struct fault *fault)
{
	switch (state_load(&c->state, COLLECT_REMEDY, &c->store, fault)) {
	case STATE_FOUND:
		break;
	case STATE_NONE:
		return collect_state_missing(fault);
	default:
		return -1;
	}
	if (!(barrier ? pins_open_with(&c->pins, barrier, fault)
	              : pins_open(&c->pins, true, fault))) {
		c->pins.drain.sample = c->store.sample;
		if (!match(c, fault))
			return 0;
		pins_close(&c->pins);
	}
	store_free(&c->store);
	return -1;
}

static int open_locked(struct collection *c, const struct barrier *barrier, struct fault *fault)
{
	if (pins_exist() ? !load(c, barrier, fault) : !collect_not_started(&c->state, fault))
		return 0;
	state_close(&c->state);
	return -1;
}

int collect_open(struct collection *c, struct fault *fault)
{
	/* The witness in the kernel knows this process by its pid there. */
	if (!host_sees_all_pids())
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "this is a pid namespace of a container: run it on the host "
		                 "(nsenter -t 1 -p)");
	return state_open(&c->state, fault) || open_locked(c, NULL, fault) ? -1 : 0;
}

int collect_open_briefly(struct collection *c, const struct barrier *barrier, struct fault *fault)
{
	return state_open_within(&c->state, LOCK_PATIENCE, fault) || open_locked(c, barrier, fault)
	               ? -1
	               : 0;
}

static void stamp(struct collection *c, struct snapshot *fill, uint64_t recursion)
{
	double now = collect_now();

	fill->time = clock_read(CLOCK_REALTIME);
	fill->interval = now - c->store.absorbed_at;
	fill->hooks = c->store.hooks;
	fill->ledger.recursion = recursion - c->store.recursion;
	c->store.recursion = recursion;
	c->store.absorbed_at = now;
	c->store.absorbed++;
	host_name(fill->hostname);
}

/* Take a quiet side, which holds the first fill that is not absorbed, into the state. */
static int absorb(struct collection *c, uint32_t side, struct fault *fault)
{
	struct snapshot fill;
	uint64_t recursion;
	int error;

	snapshot_init(&fill);
	error = drain_read(&c->pins.drain, side, &fill, fault) || pins_recursion(&recursion, fault);
	if (!error) {
		stamp(c, &fill, recursion);
		error = store_absorb(&c->store, &fill);
		if (error)
			(void)fault_set(fault, EXIT_FAILED, "out of memory");
	}
	snapshot_free(&fill);
	return error || state_save(&c->state, &c->store, fault) ? -1 : 0;
}

int collect_absorb(struct collection *c, struct fault *fault)
{
	struct drain *drain = &c->pins.drain;
	uint32_t epoch = *drain->epoch;
	uint32_t side;

	/* A process died between the flip and the saving, perhaps before the grace period was over.
	 */
	if (epoch != c->store.absorbed &&
	    (barrier_wait(&drain->barrier, fault) || absorb(c, (epoch - 1) & 1, fault)))
		return -1;
	return drain_clear(drain, (epoch - 1) & 1, fault) || drain_flip(drain, &side, fault) ||
	                       absorb(c, side, fault)
	               ? -1
	               : 0;
}

/* Only what the columns of the snapshot tell apart can be asked of it. */
static int fit(const struct options *options, const struct snapshot *snapshot, struct fold *fold,
               struct fault *fault)
{
	char words[COLUMNS_TEXT_SIZE];

	*fold = options->fold;
	if (!options->total)
		return 0;
	fold->columns &= snapshot->columns;
	if (!(fold->columns & ~COLUMNS_COUNTED))
		return fault_set(fault, EXIT_BAD_USAGE, "--by: totals are kept by %s",
		                 columns_words(snapshot->columns, ", ", " and ", words));
	if (!(fold->columns & COLUMN_BIT(fold->sort)))
		return fault_set(fault, EXIT_BAD_USAGE, "--sort %s: totals have no such column",
		                 column_name(fold->sort));
	return 0;
}

/* A file that is appended to has its head already. */
static bool is_first(int fd)
{
	struct stat status;

	return fstat(fd, &status) || !S_ISREG(status.st_mode) || !status.st_size;
}

/* The file behind standard output begins with these bytes; true also if it cannot be read. */
static bool begins_with(const char *head, size_t size)
{
	int file = open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC);
	char *begin = malloc(size);
	ssize_t got = file >= 0 && begin ? pread(file, begin, size, 0) : -1;
	bool same = got < 0 || ((size_t)got == size && !memcmp(begin, head, size));

	free(begin);
	if (file >= 0)
		(void)close(file);
	return same;
}

/* Rows of other columns than the file's head names would be read as what they are not. */
static int check_head(const struct output *output, const struct renderer *renderer,
                      const struct snapshot *snapshot, struct fault *fault)
{
	struct style style = output->style;
	char *text, *end;
	size_t size;
	bool fits;

	style.first = true;
	text = output_render(&style, renderer, snapshot, &size, fault);
	if (!text)
		return -1;
	end = memchr(text, '\n', size);
	fits = !end || begins_with(text, (size_t)(end + 1 - text));
	free(text);
	if (fits)
		return 0;
	return fault_set(
		fault, EXIT_FAILED,
		"the file that is appended to begins with another header than that of these "
		"columns (--by): write to another one; the report will be in the next one");
}

/* What a full disk or quota takes until then can still fail; a pipe or a terminal has no disk. */
static int flush(int fd, struct fault *fault)
{
	if (!fsync(fd) || errno == EINVAL || errno == EROFS || errno == ENOTSUP)
		return 0;
	return fault_set(fault, EXIT_FAILED, "cannot write the report: %s", strerror(errno));
}

static int to_stdout(struct output *output, const struct renderer *renderer,
                     const struct snapshot *snapshot, struct fault *fault)
{
	(void)signal(SIGPIPE, SIG_IGN);
	output->style.first = is_first(output->fd);
	if (!output->style.first && renderer->has_header &&
	    check_head(output, renderer, snapshot, fault))
		return -1;
	switch (output_report(output, renderer, snapshot, fault)) {
	case WRITTEN:
		return flush(output->fd, fault);
	case WRITTEN_CLOSED:
		return fault_set(fault, EXIT_FAILED,
		                 "the reader of the report has gone: it will be in the next one");
	default:
		return -1;
	}
}

static int to_file(const struct options *options, const struct snapshot *snapshot,
                   struct fault *fault)
{
	const struct style style = {.width = 80, .first = true};
	size_t size = 0;
	char *text = output_render(&style, options->renderer, snapshot, &size, fault);
	int error = text ? replace_path(options->output_file, text, size, fault) : -1;

	free(text);
	return error;
}

int collect_report(const struct options *options, struct snapshot *snapshot, struct fault *fault)
{
	struct output output = output_standard();
	struct fold fold;
	int error;

	if (fit(options, snapshot, &fold, fault))
		return -1;
	if (options->output_file)
		output.terminal = false;
	/* Series that have been shown must not be cut. */
	if (!options->renderer->cumulative)
		/* Every row, on a terminal too: no other report will have them. */
		error = output_fold(&output, options->renderer, &fold, true, snapshot);
	else
		error = series_fold(snapshot, &options->series);
	if (error)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	output_say_lost(options->renderer, snapshot);
	return options->output_file ? to_file(options, snapshot, fault)
	                            : to_stdout(&output, options->renderer, snapshot, fault);
}

int collect_claim(const struct collection *c, bool last, struct fault *fault)
{
	return state_claim(&c->state, &c->store, last, fault) ||
	                       pins_claim(&c->pins, c->store.absorbed, fault)
	               ? -1
	               : 0;
}

void collect_say_lost(const struct store *store)
{
	const struct timespec lost_since = {.tv_sec = (time_t)store->lost_since};
	char from[TIME_SIZE], to[TIME_SIZE];

	if (store->lost_since > 0)
		(void)fprintf(
			stderr,
			"sigsnoop-top: the host was rebooted, or what was pinned was removed: "
			"what was counted from %s on is lost, and counting began anew at %s\n",
			time_local(&lost_since, from), time_local(&store->started, to));
}
