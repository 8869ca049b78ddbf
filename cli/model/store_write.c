// SPDX-License-Identifier: GPL-2.0
/* State between processes, to JSON. What makes a value returns NULL if there is no memory. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/json_list.h"
#include "model/store.h"
#include "model/store_json.h"

static json_t *time_json(const struct timespec *time)
{
	return json_pack("[I, I]", (json_int_t)time->tv_sec, (json_int_t)time->tv_nsec);
}

static json_t *number_json(const void *item)
{
	const uint64_t *number = item;

	return json_integer((json_int_t)*number);
}

static json_t *numbers_json(const uint64_t *numbers, size_t count)
{
	return json_list(numbers, count, sizeof(*numbers), number_json);
}

static json_t *histogram_json(const void *item)
{
	const struct histogram *it = item;

	return json_pack("[i, i, I, I, I, i, s, o]", (int)it->kind, it->signal,
	                 (json_int_t)it->count, (json_int_t)it->sum, (json_int_t)it->max, it->pid,
	                 it->comm.text, numbers_json(it->buckets, (size_t)HIST_BUCKETS));
}

static json_t *alive_json(const void *item)
{
	const struct alive *it = item;

	return json_pack("[i, I, f, i, s]", it->signal, (json_int_t)it->count, it->oldest, it->pid,
	                 it->comm.text);
}

static json_t *snapshot_json(const struct snapshot *it)
{
	return json_pack(
		"{s:o, s:f, s:s, s:I, s:I, s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:o}", "time",
		time_json(&it->time), "interval", it->interval, "hostname", it->hostname, "sample",
		(json_int_t)it->sample, "left_out", (json_int_t)it->left_out, "ledger",
		numbers_json((const uint64_t *)&it->ledger, LEDGER_NUMBERS), "signals",
		numbers_json(it->signals, SIGNAL_SLOTS), "capacity", (json_int_t)it->map_capacity,
		"entries", (json_int_t)it->map_entries, "rows",
		json_list(it->rows, it->row_count, sizeof(*it->rows), stored_row_json),
		"histograms",
		json_list(it->histograms, it->histogram_count, sizeof(*it->histograms),
	                  histogram_json),
		"alive", json_list(it->alive, it->alive_count, sizeof(*it->alive), alive_json),
		"untimed", numbers_json(it->untimed, HIST_KINDS));
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
	              "{\"format\":\"" STORE_FORMAT "\",\"version\":%d,\"size\":%zu,\"checksum\":"
	              "\"%016" PRIx64 "\"}\n%s\n",
	              STORE_VERSION, size, store_checksum(body, size), body);
	free(body);
	return 0;
}
