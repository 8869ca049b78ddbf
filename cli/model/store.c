// SPDX-License-Identifier: GPL-2.0
/* State between processes, as JSON. */
#include "model/store.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "model/fold.h"
#include "model/series.h"

#define FORMAT "sigsnoop-top state"

static void backlog_init(struct snapshot *backlog)
{
	snapshot_init(backlog);
	backlog->columns = COLUMNS_ALL;
}

int store_init(struct store *store)
{
	*store = (struct store){.hooks = {"off", "off"}, .sample = 1};
	backlog_init(&store->backlog);
	snapshot_init(&store->totals);
	store->totals.columns = columns_used(USE_TOTALS);
	store->backlog.hooks = store->totals.hooks = store->hooks;
	store->filters = strdup("");
	return store->filters ? 0 : -1;
}

void store_free(struct store *store)
{
	free(store->filters);
	store->filters = NULL;
	snapshot_free(&store->backlog);
	snapshot_free(&store->totals);
}

void store_delivered(struct store *store)
{
	store->delivered_at = store->backlog.time;
	store->lost_since = 0;
	snapshot_free(&store->backlog);
	backlog_init(&store->backlog);
	store->backlog.hooks = store->hooks;
}

/* A backlog that has nothing takes over the fill as it is, however large. */
static int backlog_add(struct snapshot *backlog, struct snapshot *fill)
{
	fill->columns = backlog->columns;
	if (backlog->interval > 0 || backlog->row_count)
		return fold_accumulate_bounded(backlog, fill, STORE_ROWS);
	snapshot_free(backlog);
	*backlog = *fill;
	snapshot_init(fill);
	return 0;
}

int store_absorb(struct store *store, struct snapshot *fill)
{
	if (fold_accumulate(&store->totals, fill) || series_bound(&store->totals, STORE_ROWS))
		return -1;
	return backlog_add(&store->backlog, fill);
}

/* --- to JSON: NULL if there is no memory --- */

static json_t *number_json(uint64_t number)
{
	return json_integer((json_int_t)number);
}

static json_t *time_json(const struct timespec *time)
{
	return json_pack("[I, I]", (json_int_t)time->tv_sec, (json_int_t)time->tv_nsec);
}

static json_t *numbers_json(const uint64_t *numbers, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		if (json_array_append_new(array, number_json(numbers[i]))) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *party_json(const struct party *party)
{
	return json_pack("[b, b, i, I, i, s, s, s?]", party->known, party->identified, party->pid,
	                 (json_int_t)party->uid, party->parent, party->comm.text,
	                 party->parent_comm.text, party->cgroup);
}

static json_t *row_json(const struct row *row)
{
	return json_pack("[o, o, i, i, i, i, b, I, f, I]", party_json(&row->sender),
	                 party_json(&row->target), row->signal, (int)row->outcome, (int)row->origin,
	                 row->error, row->remainder, (json_int_t)row->count, row->variance,
	                 (json_int_t)row->since);
}

static json_t *rows_json(const struct snapshot *snapshot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < snapshot->row_count; i++)
		if (json_array_append_new(array, row_json(&snapshot->rows[i]))) {
			json_decref(array);
			return NULL;
		}
	return array;
}

static json_t *histograms_json(const struct snapshot *snapshot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < snapshot->histogram_count; i++) {
		const struct histogram *it = &snapshot->histograms[i];
		json_t *json = json_pack("[i, i, I, I, I, i, s, o]", (int)it->kind, it->signal,
		                         (json_int_t)it->count, (json_int_t)it->sum,
		                         (json_int_t)it->max, it->pid, it->comm.text,
		                         numbers_json(it->buckets, (size_t)HIST_BUCKETS));

		if (json_array_append_new(array, json)) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *alive_json(const struct snapshot *snapshot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < snapshot->alive_count; i++) {
		const struct alive *it = &snapshot->alive[i];
		json_t *json = json_pack("[i, I, f, i, s]", it->signal, (json_int_t)it->count,
		                         it->oldest, it->pid, it->comm.text);

		if (json_array_append_new(array, json)) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* The ledger is numbers and nothing else. */
#define LEDGER_NUMBERS (sizeof(struct ledger) / sizeof(uint64_t))

static json_t *snapshot_json(const struct snapshot *snapshot)
{
	return json_pack("{s:o, s:f, s:s, s:I, s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}",
	                 "time", time_json(&snapshot->time), "interval", snapshot->interval,
	                 "hostname", snapshot->hostname, "sample", (json_int_t)snapshot->sample,
	                 "left_out", (json_int_t)snapshot->left_out, "ledger",
	                 numbers_json((const uint64_t *)&snapshot->ledger, LEDGER_NUMBERS),
	                 "signals", numbers_json(snapshot->signals, SIGNAL_SLOTS), "capacity",
	                 (json_int_t)snapshot->map_capacity, "entries",
	                 (json_int_t)snapshot->map_entries, "rows", rows_json(snapshot),
	                 "histograms", histograms_json(snapshot), "alive", alive_json(snapshot),
	                 "untimed", numbers_json(snapshot->untimed, HIST_KINDS));
}

static json_t *store_json(const struct store *store)
{
	return json_pack(
		"{s:I, s:s, s:o, s:s, s:s, s:[s, s], s:I, s:I, s:f, s:I, s:o, s:f, s:o, s:o}",
		"run", (json_int_t)store->run, "boot", store->boot, "started",
		time_json(&store->started), "program", store->program, "filters", store->filters,
		"hooks", store->hooks.generated, store->hooks.refused, "sample",
		(json_int_t)store->sample, "absorbed", (json_int_t)store->absorbed, "absorbed_at",
		store->absorbed_at, "recursion", (json_int_t)store->recursion, "delivered_at",
		time_json(&store->delivered_at), "lost_since", store->lost_since, "backlog",
		snapshot_json(&store->backlog), "totals", snapshot_json(&store->totals));
}

/* FNV-1a: it is to find damage, not malice; only root can write the file. */
static uint64_t checksum(const char *text, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325U;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (uint8_t)text[i]) * 0x100000001b3U;
	return sum;
}

int store_write(const struct store *store, FILE *out)
{
	json_t *json = store_json(store);
	char *body = json ? json_dumps(json, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
	size_t size;

	json_decref(json);
	if (!body) {
		errno = ENOMEM;
		return -1;
	}
	size = strlen(body);
	(void)fprintf(out,
	              "{\"format\":\"" FORMAT "\",\"version\":%d,\"size\":%zu,\"checksum\":"
	              "\"%016" PRIx64 "\"}\n%s\n",
	              STORE_VERSION, size, checksum(body, size), body);
	free(body);
	return 0;
}

/* --- from JSON: -1 if it is not what it should be --- */

static bool in_range(json_int_t number, json_int_t least, json_int_t most)
{
	return number >= least && number <= most;
}

static int read_time(json_t *json, struct timespec *time)
{
	json_int_t seconds, nanoseconds;

	if (json_unpack(json, "[I, I]", &seconds, &nanoseconds) ||
	    !in_range(nanoseconds, 0, 999999999))
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

static int read_party(json_t *json, struct party *party, struct snapshot *snapshot)
{
	const char *comm, *parent_comm, *cgroup;
	int known, identified;
	json_int_t uid;
	json_t *path;

	if (json_unpack(json, "[b, b, i, I, i, s, s, o]", &known, &identified, &party->pid, &uid,
	                &party->parent, &comm, &parent_comm, &path) ||
	    !in_range(uid, 0, UINT32_MAX))
		return -1;
	cgroup = json_string_value(path);
	party->known = known;
	party->identified = identified;
	party->uid = (uint32_t)uid;
	(void)snprintf(party->comm.text, NAME_SIZE, "%s", comm);
	(void)snprintf(party->parent_comm.text, NAME_SIZE, "%s", parent_comm);
	party->cgroup = cgroup ? snapshot_intern(snapshot, cgroup) : NULL;
	return cgroup && !party->cgroup ? -1 : 0;
}

static bool is_signal(int signal)
{
	return in_range(signal, 0, SIGNAL_MAX) || signal == SIGNAL_INVALID;
}

static int read_row(json_t *json, struct snapshot *snapshot)
{
	struct row *row = snapshot_add_row(snapshot);
	json_t *sender, *target;
	int outcome, origin, remainder;
	json_int_t count, since;

	if (!row ||
	    json_unpack(json, "[o, o, i, i, i, i, b, I, F, I]", &sender, &target, &row->signal,
	                &outcome, &origin, &row->error, &remainder, &count, &row->variance,
	                &since) ||
	    !is_signal(row->signal) || !in_range(outcome, 0, OUTCOMES - 1) ||
	    !in_range(origin, 0, ORIGINS - 1) || !in_range(row->error, 0, WHAT_ERRNO_MASK) ||
	    count < 0 || row->variance < 0 || !in_range(since, 0, UINT32_MAX))
		return -1;
	row->outcome = (enum outcome)outcome;
	row->origin = (enum origin)origin;
	row->remainder = remainder;
	row->count = (uint64_t)count;
	row->since = (uint32_t)since;
	return read_party(sender, &row->sender, snapshot) ||
	                       read_party(target, &row->target, snapshot)
	               ? -1
	               : 0;
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
	    !in_range(kind, 0, HIST_KINDS - 1) || !is_signal(signal) || count < 0 || sum < 0 ||
	    max < 0)
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
	    !is_signal(signal) || count < 0)
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
	    !in_range(capacity, 0, UINT32_MAX) || !in_range(entries, 0, UINT32_MAX) ||
	    !in_range(sample, 0, UINT32_MAX) || left_out < 0)
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
	                       read_each(rows, read_row, snapshot) ||
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
	    !in_range(sample, 1, UINT32_MAX) || !in_range(absorbed, 0, UINT32_MAX) ||
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
	if (!strcmp(format, FORMAT) && version > STORE_VERSION) {
		state = STORE_NEWER;
	} else if (!strcmp(format, FORMAT) && version < STORE_VERSION) {
		*why = "an older version wrote it";
	} else if (*length != (size_t)claimed + 1 || text[size - 1] != '\n') {
		*why = "it is cut short, or too long";
	} else {
		*length -= 1;
		(void)snprintf(expected, sizeof(expected), "%016" PRIx64, checksum(*body, *length));
		*why = "its checksum does not match";
		if (!strcmp(sum, expected) && !strcmp(format, FORMAT) && version == STORE_VERSION)
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
