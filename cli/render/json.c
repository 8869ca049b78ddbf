// SPDX-License-Identifier: GPL-2.0
/* JSON lines: one object per report. */
#include "abi/histogram.h"
#include "abi/signal.h"
#include "render/render.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/format.h"
#include "render/json.h"

/*
 * Only ASCII: jansson leaves characters above U+007F as they are, and among them are terminal
 * escapes (U+009B) and bidirectional marks.
 */
#define FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(REAL_DIGITS))

static json_t *hooks_json(const struct hooks *hooks)
{
	return json_pack("{s:s, s:s}", "generated", hooks->generated, "refused", hooks->refused);
}

static json_t *count_json(uint64_t count)
{
	return json_integer((json_int_t)count);
}

static json_t *lost_json(const struct ledger *ledger)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "total", count_json(ledger_lost(ledger)),
	                 "map_full", count_json(ledger->map_full), "map_busy",
	                 count_json(ledger->map_busy), "no_memory", count_json(ledger->no_memory),
	                 "recursion", count_json(ledger->recursion), "events",
	                 count_json(ledger->events));
}

static json_t *ledger_json(const struct ledger *ledger)
{
	/* The '*' leaves a key out: keys without names are rare and cost no count. */
	return json_pack("{s:o, s:o, s:o, s:o, s:o*}", "seen", count_json(ledger->seen), "rows",
	                 count_json(ledger->rows), "remainder", count_json(ledger->remainder),
	                 "lost", lost_json(ledger), "unnamed",
	                 ledger->unnamed ? count_json(ledger->unnamed) : NULL);
}

/* Like all that build a container here: NULL if anything in it could not be made. */
static json_t *signals_json(const struct snapshot *snapshot)
{
	json_t *object = json_object();
	int slots[SIGNAL_SLOTS];
	size_t count = signals_ranked(snapshot, slots);

	for (size_t i = 0; i < count; i++) {
		json_t *number = count_json(snapshot->signals[slots[i]]);

		if (json_object_set_new(object, signal_name(slots[i]), number) != 0) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}

static json_t *value_json(const struct value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
		return json_integer(value->integer);
	case VALUE_REAL:
		return json_real(real_rounded(value->real));
	case VALUE_TEXT:
		return json_string(value->text);
	case VALUE_NULL:
		break;
	}
	return json_null();
}

static json_t *row_json(const struct row *row, const struct snapshot *snapshot)
{
	json_t *object = json_object();

	for (column_set rest = snapshot->columns; rest; rest &= rest - 1) {
		enum column column = (enum column)__builtin_ctz(rest);
		struct value value;
		json_t *json;

		column_value(column, row, snapshot, &value);
		json = value_json(&value);
		/* Not checked for valid UTF-8: names of columns are ASCII. */
		if (json_object_set_new_nocheck(object, column_name(column), json) != 0) {
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
		object = json_pack("{s:o, s:o, s:o}", "ge", count_json(hist_bucket_low(bucket)),
		                   "lt", count_json(hist_bucket_high(bucket)), "count",
		                   count_json(histogram->buckets[bucket]));
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

static json_t *histogram_json(const struct histogram *histogram)
{
	/* The '*' leaves a key out: no process is behind a gap. */
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o*, s:o}", "kind",
	                 hist_kind_name(histogram->kind), "signal", signal_name(histogram->signal),
	                 "unit", "us", "count", count_json(histogram->count), "p50",
	                 quantile_json(histogram, 0.50), "p90", quantile_json(histogram, 0.90),
	                 "p99", quantile_json(histogram, 0.99), "max", count_json(histogram->max),
	                 "slowest",
	                 histogram->pid ? process_json(histogram->pid, &histogram->comm) : NULL,
	                 "buckets", buckets_json(histogram));
}

static json_t *histograms_json(const struct snapshot *snapshot)
{
	json_t *array = json_array();

	for (size_t i = 0; i < snapshot->histogram_count; i++) {
		if (json_array_append_new(array, histogram_json(&snapshot->histograms[i])) != 0) {
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
		const struct alive *alive = &snapshot->alive[i];
		json_t *object = json_pack(
			"{s:s, s:o, s:f, s:o}", "signal", signal_name(alive->signal), "count",
			count_json(alive->count), "oldest_s", real_rounded(alive->oldest), "oldest",
			process_json(alive->pid, &alive->comm));

		if (json_array_append_new(array, object) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

/* NULL, which leaves the key out, if every time was taken. */
static json_t *untimed_json(const struct snapshot *snapshot)
{
	const uint64_t *untimed = snapshot->untimed;

	if (!untimed[HIST_EXIT] && !untimed[HIST_HANDLER] && !untimed[HIST_GAP])
		return NULL;
	return json_pack("{s:o, s:o, s:o}", "exit", count_json(untimed[HIST_EXIT]), "handler",
	                 count_json(untimed[HIST_HANDLER]), "gap", count_json(untimed[HIST_GAP]));
}

/* NULL, which leaves the key out, if the counts of rows are no estimates. */
static json_t *sample_json(const struct snapshot *snapshot)
{
	if (snapshot->sample <= 1)
		return NULL;
	return json_pack("{s:I, s:o}", "one_in", (json_int_t)snapshot->sample, "left_out",
	                 count_json(snapshot->left_out));
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
	return json_pack("{s:o, s:o, s:o*}", "histograms", histograms_json(snapshot), "alive",
	                 alive_json(snapshot), "untimed", untimed_json(snapshot));
}

/* jansson escapes every control character but DEL; outside of strings there is none. */
static void write_text(const char *text, FILE *out)
{
	const char *del;

	for (; (del = strchr(text, 0x7f)); text = del + 1) {
		(void)fwrite(text, 1, (size_t)(del - text), out);
		(void)fputs("\\u007F", out);
	}
	(void)fputs(text, out);
}

/* Write it and give it back. 0, or -1 with errno ENOMEM. The stream keeps its error. */
static int json_write(json_t *json, size_t flags, FILE *out)
{
	char *text = json_dumps(json, FLAGS | flags);

	json_decref(json);
	if (!text) {
		errno = ENOMEM;
		return -1;
	}
	write_text(text, out);
	free(text);
	return 0;
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

json_t *json_integer_if(bool known, int64_t number)
{
	return known ? json_integer((json_int_t)number) : json_null();
}

json_t *json_text_if(bool known, const char *text)
{
	return known ? json_string(text) : json_null();
}

int json_set_party(json_t *object, const struct party *party, const char *role)
{
	const struct {
		const char *key;
		json_t *value;
	} members[] = {
		{"pid", json_integer_if(party->known, party->pid)},
		{"comm", json_text_if(party->comm.text[0] || party->identified, party->comm.text)},
		{"uid", json_integer_if(party->identified, party->uid)},
		{"parent", json_integer_if(party->identified, party->parent)},
		{"parent_comm", json_text_if(party->identified, party->parent_comm.text)},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char key[32];

		(void)snprintf(key, sizeof(key), "%s_%s", role, members[i].key);
		error |= json_object_set_new(object, key, members[i].value);
	}
	return error;
}

int json_line(json_t *json, FILE *out)
{
	if (json_write(json, 0, out) != 0)
		return -1;
	(void)fputc('\n', out);
	return 0;
}

static int report(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	(void)style;
	(void)fputc('{', out);
	if (json_write(head_json(snapshot), JSON_EMBED, out) != 0 ||
	    write_rows(snapshot, out) != 0 || json_write(tail_json(snapshot), JSON_EMBED, out) != 0)
		return -1;
	(void)fputs("}\n", out);
	return 0;
}

const struct renderer render_json = {"json", report};
