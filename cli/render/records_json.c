// SPDX-License-Identifier: GPL-2.0
/* Records of the flight recorder as JSON: one object, with the keys of a report's rows. */
#include "render/records.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>

#include "render/format.h"
#include "render/json.h"

static json_t *integer(int64_t number)
{
	return json_integer((json_int_t)number);
}

static int set_rest(json_t *object, const struct record *record)
{
	char error[ERROR_NAME_SIZE], last[TIME_SIZE];
	json_t *rest = json_pack(
		"{s:s, s:i, s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:s}", "signal",
		signal_name(record->signal), "signal_number", record->signal, "origin",
		json_text_if(record->caused, origin_name(record->origin)), "outcome",
		json_text_if(record->caused, outcome_name(record->outcome)), "errno",
		json_text_if(record->error, error_name(record->error, error)), "oom", record->oom,
		"ended", record->ended, "ended_after_s",
		record->ended ? json_real(round(record->ended_after * 1e6) / 1e6) : json_null(),
		"count", integer((int64_t)record->count), "last_time",
		time_utc(&record->last, last));
	int failed = json_object_update(object, rest);

	json_decref(rest);
	return failed;
}

static json_t *record_json(const struct record *record)
{
	char time[TIME_SIZE];
	json_t *object = json_pack("{s:s}", "time", time_utc(&record->time, time));

	if (json_set_party(object, &record->sender, "sender") ||
	    json_set_party(object, &record->target, "target") || set_rest(object, record)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static json_t *items_json(const struct records *records)
{
	json_t *array = json_array();

	for (size_t i = 0; i < records->count; i++) {
		if (json_array_append_new(array, record_json(&records->items[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

int records_json(const struct records *records, FILE *out)
{
	char time[TIME_SIZE];

	return json_line(json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "schema", JSON_SCHEMA, "time",
	                           time_utc(&records->time, time), "hostname", records->hostname,
	                           "overwritten", integer((int64_t)records->overwritten), "lost",
	                           integer((int64_t)records->lost), "records", items_json(records)),
	                 out);
}
