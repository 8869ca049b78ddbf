// SPDX-License-Identifier: GPL-2.0
/* State between processes, from JSON. What reads a value returns -1 if it is not as it should be.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/store.h"
#include "model/store_json.h"

/* FNV-1a: it is to find damage, not malice; only root can write the file. */
uint64_t store_checksum(const char *text, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325U;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (uint8_t)text[i]) * 0x100000001b3U;
	return sum;
}

bool stored_in_range(json_int_t number, json_int_t least, json_int_t most)
{
	return number >= least && number <= most;
}

bool stored_is_signal(int signal)
{
	return stored_in_range(signal, 0, SIGNAL_MAX) || signal == SIGNAL_INVALID;
}

static int read_time(json_t *json, struct timespec *time)
{
	json_int_t seconds, nanoseconds;

	if (json_unpack(json, "[I, I]", &seconds, &nanoseconds) ||
	    !stored_in_range(nanoseconds, 0, 999999999))
		return -1;
	*time = (struct timespec){(time_t)seconds, (long)nanoseconds};
	return 0;
}

static int read_numbers(const json_t *array, uint64_t *numbers, size_t count)
{
	if (json_array_size(array) != count)
		return -1;
	for (size_t i = 0; i < count; i++) {
		const json_t *number = json_array_get(array, i);

		if (!json_is_integer(number) || json_integer_value(number) < 0)
			return -1;
		numbers[i] = (uint64_t)json_integer_value(number);
	}
	return 0;
}

static int read_histogram(json_t *json, struct snapshot *snapshot)
{
	json_int_t count, sum, max;
	struct histogram *it;
	int kind, signal;
	json_t *buckets;
	const char *comm;
	int pid;

	if (json_unpack(json, "[i, i, I, I, I, i, s, o]", &kind, &signal, &count, &sum, &max, &pid,
	                &comm, &buckets) ||
	    !stored_in_range(kind, 0, HIST_KINDS - 1) || !stored_is_signal(signal) || count < 0 ||
	    sum < 0 || max < 0)
		return -1;
	it = snapshot_histogram(snapshot, (enum hist_kind)kind, signal);
	if (!it)
		return -1;
	it->count = (uint64_t)count;
	it->sum = (uint64_t)sum;
	it->max = (uint64_t)max;
	it->pid = pid;
	(void)snprintf(it->comm.text, NAME_SIZE, "%s", comm);
	return read_numbers(buckets, it->buckets, (size_t)HIST_BUCKETS);
}

static int read_alive(json_t *json, struct snapshot *snapshot)
{
	json_int_t count;
	struct alive *it;
	int signal, pid;
	const char *comm;
	double oldest;

	if (json_unpack(json, "[i, I, F, i, s]", &signal, &count, &oldest, &pid, &comm) ||
	    !stored_is_signal(signal) || count < 0)
		return -1;
	it = snapshot_alive(snapshot, signal);
	if (!it)
		return -1;
	it->count = (uint64_t)count;
	it->oldest = oldest;
	it->pid = pid;
	(void)snprintf(it->comm.text, NAME_SIZE, "%s", comm);
	return 0;
}

static int read_each(const json_t *array, int (*read)(json_t *, struct snapshot *),
                     struct snapshot *snapshot)
{
	for (size_t i = 0; i < json_array_size(array); i++)
		if (read(json_array_get(array, i), snapshot))
			return -1;
	return json_is_array(array) ? 0 : -1;
}

static int read_snapshot(json_t *json, struct snapshot *snapshot)
{
	json_t *time, *ledger, *signals, *rows, *histograms, *alive, *untimed;
	json_int_t capacity, entries, sample, left_out;
	const char *hostname;

	if (json_unpack(json, "{s:o, s:F, s:s, s:I, s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}",
	                "time", &time, "interval", &snapshot->interval, "hostname", &hostname,
	                "sample", &sample, "left_out", &left_out, "ledger", &ledger, "signals",
	                &signals, "capacity", &capacity, "entries", &entries, "rows", &rows,
	                "histograms", &histograms, "alive", &alive, "untimed", &untimed) ||
	    !stored_in_range(capacity, 0, UINT32_MAX) || !stored_in_range(entries, 0, UINT32_MAX) ||
	    !stored_in_range(sample, 0, UINT32_MAX) || left_out < 0)
		return -1;
	snapshot->sample = (uint32_t)sample;
	snapshot->left_out = (uint64_t)left_out;
	(void)snprintf(snapshot->hostname, sizeof(snapshot->hostname), "%s", hostname);
	snapshot->map_capacity = (uint32_t)capacity;
	snapshot->map_entries = (uint32_t)entries;
	return read_time(time, &snapshot->time) ||
	                       read_numbers(ledger, (uint64_t *)&snapshot->ledger,
	                                    LEDGER_NUMBERS) ||
	                       read_numbers(signals, snapshot->signals, SIGNAL_SLOTS) ||
	                       read_numbers(untimed, snapshot->untimed, HIST_KINDS) ||
	                       read_each(rows, stored_row_read, snapshot) ||
	                       read_each(histograms, read_histogram, snapshot) ||
	                       read_each(alive, read_alive, snapshot)
	               ? -1
	               : 0;
}

/* Hooks are static strings everywhere. */
static const char *hook(const char *name)
{
	static const char *const known[] = {"tp_btf",       "raw_tp", "fexit",
	                                    "kprobe.multi", "kprobe", "tracepoint"};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(name, known[i]))
			return known[i];
	return "off";
}

static int read_body(json_t *json, struct store *store)
{
	const char *boot, *program, *filters, *generated, *refused;
	json_t *started, *delivered_at, *backlog, *totals;
	json_int_t run, sample, absorbed, recursion;

	if (json_unpack(
		    json,
		    "{s:I, s:s, s:o, s:s, s:s, s:[s, s], s:I, s:I, s:F, s:I, s:o, s:F, s:o, s:o}",
		    "run", &run, "boot", &boot, "started", &started, "program", &program, "filters",
		    &filters, "hooks", &generated, &refused, "sample", &sample, "absorbed",
		    &absorbed, "absorbed_at", &store->absorbed_at, "recursion", &recursion,
		    "delivered_at", &delivered_at, "lost_since", &store->lost_since, "backlog",
		    &backlog, "totals", &totals) ||
	    !stored_in_range(sample, 1, UINT32_MAX) || !stored_in_range(absorbed, 0, UINT32_MAX) ||
	    recursion < 0 || run < 0)
		return -1;
	store->run = (uint64_t)run;
	store->sample = (uint32_t)sample;
	store->absorbed = (uint32_t)absorbed;
	store->recursion = (uint64_t)recursion;
	(void)snprintf(store->boot, sizeof(store->boot), "%s", boot);
	(void)snprintf(store->program, sizeof(store->program), "%s", program);
	free(store->filters);
	store->filters = strdup(filters);
	store->hooks = (struct hooks){hook(generated), hook(refused)};
	store->backlog.hooks = store->totals.hooks = store->hooks;
	return !store->filters || read_time(started, &store->started) ||
	                       read_time(delivered_at, &store->delivered_at) ||
	                       read_snapshot(backlog, &store->backlog) ||
	                       read_snapshot(totals, &store->totals)
	               ? -1
	               : 0;
}

/* The head, and where the body is. */
static enum store_state read_head(const char *text, size_t size, const char **body, size_t *length,
                                  const char **why)
{
	const char *end = memchr(text, '\n', size);
	const char *format = "", *sum = "";
	json_int_t version = 0, claimed = 0;
	json_t *head = end ? json_loadb(text, (size_t)(end - text), 0, NULL) : NULL;
	enum store_state state = STORE_DAMAGED;
	char expected[32];

	*why = "it does not begin as a state file does";
	if (!head || json_unpack(head, "{s:s, s:I, s:I, s:s}", "format", &format, "version",
	                         &version, "size", &claimed, "checksum", &sum)) {
		json_decref(head);
		return STORE_DAMAGED;
	}
	*body = end + 1;
	*length = size - (size_t)(*body - text);
	if (!strcmp(format, STORE_FORMAT) && version > STORE_VERSION) {
		state = STORE_NEWER;
	} else if (!strcmp(format, STORE_FORMAT) && version < STORE_VERSION) {
		*why = "an older version wrote it";
	} else if (*length != (size_t)claimed + 1 || text[size - 1] != '\n') {
		*why = "it is cut short, or too long";
	} else {
		*length -= 1;
		(void)snprintf(expected, sizeof(expected), "%016" PRIx64,
		               store_checksum(*body, *length));
		*why = "its checksum does not match";
		if (!strcmp(sum, expected) && !strcmp(format, STORE_FORMAT) &&
		    version == STORE_VERSION)
			state = STORE_GOOD;
	}
	json_decref(head);
	return state;
}

enum store_state store_read(struct store *store, const char *text, size_t size, const char **why)
{
	const char *body;
	size_t length;
	enum store_state state = read_head(text, size, &body, &length, why);
	json_t *json;

	if (state != STORE_GOOD)
		return state;
	if (store_init(store))
		return STORE_NO_MEMORY;
	json = json_loadb(body, length, 0, NULL);
	errno = 0;
	if (!json || read_body(json, store)) {
		store_free(store);
		*why = "its contents make no sense";
		state = errno == ENOMEM ? STORE_NO_MEMORY : STORE_DAMAGED;
	}
	json_decref(json);
	return state;
}
