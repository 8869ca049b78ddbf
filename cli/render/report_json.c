// SPDX-License-Identifier: GPL-2.0
/* Reports as JSON: one object on one line. */
#include "render/json.h"

#include "model/json_list.h"
#include "render/format.h"

static json_t *hooks_json(const struct hooks *hooks)
{
	return json_pack("{s:s, s:s}", "generated", hooks->generated, "refused", hooks->refused);
}

static json_t *lost_json(const struct ledger *ledger)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "total", json_count(ledger_lost(ledger)),
	                 "map_full", json_count(ledger->map_full), "map_busy",
	                 json_count(ledger->map_busy), "no_memory", json_count(ledger->no_memory),
	                 "recursion", json_count(ledger->recursion), "events",
	                 json_count(ledger->events));
}

static json_t *ledger_json(const struct ledger *ledger)
{
	/* The '*' leaves a key out: keys without names are rare and cost no count. */
	return json_pack("{s:o, s:o, s:o, s:o, s:o*}", "seen", json_count(ledger->seen), "rows",
	                 json_count(ledger->rows), "remainder", json_count(ledger->remainder),
	                 "lost", lost_json(ledger), "unnamed",
	                 ledger->unnamed ? json_count(ledger->unnamed) : NULL);
}

/* Like all that build a container here: NULL if anything in it could not be made. */
static json_t *signals_json(const struct snapshot *snapshot)
{
	json_t *object = json_object();
	int slots[SIGNAL_SLOTS];
	size_t count = signals_ranked(snapshot, slots);

	for (size_t i = 0; i < count; i++) {
		json_t *number = json_count(snapshot->signals[slots[i]]);

		if (json_object_set_new(object, signal_name(slots[i]), number) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *buckets_json(const struct histogram *histogram)
{
	json_t *array = json_array();

	for (uint32_t bucket = 1; bucket < HIST_BUCKETS; bucket++) {
		json_t *object;

		if (!histogram->buckets[bucket])
			continue;
		object = json_pack("{s:o, s:o, s:o}", "ge", json_count(hist_bucket_low(bucket)),
		                   "lt", json_count(hist_bucket_high(bucket)), "count",
		                   json_count(histogram->buckets[bucket]));
		if (json_array_append_new(array, object) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *quantile_json(const struct histogram *histogram, double q)
{
	return json_real(real_rounded(histogram_quantile(histogram, q)));
}

static json_t *process_json(int32_t pid, const struct name *comm)
{
	return json_pack("{s:i, s:s}", "pid", (int)pid, "comm", comm->text);
}

static json_t *histogram_json(const void *item)
{
	const struct histogram *histogram = item;

	/* The '*' leaves a key out: no process is behind a gap. */
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o*, s:o}", "kind",
	                 hist_kind_name(histogram->kind), "signal", signal_name(histogram->signal),
	                 "unit", "us", "count", json_count(histogram->count), "p50",
	                 quantile_json(histogram, 0.50), "p90", quantile_json(histogram, 0.90),
	                 "p99", quantile_json(histogram, 0.99), "max", json_count(histogram->max),
	                 "slowest",
	                 histogram->pid ? process_json(histogram->pid, &histogram->comm) : NULL,
	                 "buckets", buckets_json(histogram));
}

static json_t *alive_json(const void *item)
{
	const struct alive *alive = item;

	return json_pack("{s:s, s:o, s:f, s:o}", "signal", signal_name(alive->signal), "count",
	                 json_count(alive->count), "oldest_s", real_rounded(alive->oldest),
	                 "oldest", process_json(alive->pid, &alive->comm));
}

/* NULL, which leaves the key out, if every time was taken. */
static json_t *untimed_json(const struct snapshot *snapshot)
{
	const uint64_t *untimed = snapshot->untimed;

	if (!untimed[HIST_EXIT] && !untimed[HIST_HANDLER] && !untimed[HIST_GAP])
		return NULL;
	return json_pack("{s:o, s:o, s:o}", "exit", json_count(untimed[HIST_EXIT]), "handler",
	                 json_count(untimed[HIST_HANDLER]), "gap", json_count(untimed[HIST_GAP]));
}

/* NULL, which leaves the key out, if the counts of rows are no estimates. */
static json_t *sample_json(const struct snapshot *snapshot)
{
	if (snapshot->sample <= 1)
		return NULL;
	return json_pack("{s:I, s:o}", "one_in", (json_int_t)snapshot->sample, "left_out",
	                 json_count(snapshot->left_out));
}

/* All that comes before the rows, and all that comes after them. */
static json_t *head_json(const struct snapshot *snapshot)
{
	char time[TIME_SIZE];

	return json_pack("{s:s, s:s, s:f, s:s, s:o, s:o*, s:o, s:o}", "schema", JSON_SCHEMA, "time",
	                 time_utc(&snapshot->time, time), "interval_s",
	                 real_rounded(snapshot->interval), "hostname", snapshot->hostname, "hooks",
	                 hooks_json(&snapshot->hooks), "sample", sample_json(snapshot), "ledger",
	                 ledger_json(&snapshot->ledger), "signals", signals_json(snapshot));
}

static json_t *tail_json(const struct snapshot *snapshot)
{
	return json_pack("{s:o, s:o, s:o*}", "histograms",
	                 json_list(snapshot->histograms, snapshot->histogram_count,
	                           sizeof(*snapshot->histograms), histogram_json),
	                 "alive",
	                 json_list(snapshot->alive, snapshot->alive_count, sizeof(*snapshot->alive),
	                           alive_json),
	                 "untimed", untimed_json(snapshot));
}

static json_t *row_json(const struct row *row, const struct snapshot *snapshot)
{
	json_t *object = json_object();

	if (json_set_columns(object, snapshot->columns, row, snapshot) == 0)
		return object;
	json_decref(object);
	return NULL;
}

/* One by one: a tree of all of them is slow to build, and slower to free. */
static int write_rows(const struct snapshot *snapshot, FILE *out)
{
	(void)fputs(",\"rows\":[", out);
	for (size_t i = 0; i < snapshot->row_count; i++) {
		if (i)
			(void)fputc(',', out);
		if (json_write(row_json(&snapshot->rows[i], snapshot), 0, out) != 0)
			return -1;
	}
	(void)fputs("],", out);
	return 0;
}

int report_json(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	(void)style;
	(void)fputc('{', out);
	if (json_write(head_json(snapshot), JSON_EMBED, out) != 0 ||
	    write_rows(snapshot, out) != 0 || json_write(tail_json(snapshot), JSON_EMBED, out) != 0)
		return -1;
	(void)fputs("}\n", out);
	return 0;
}
