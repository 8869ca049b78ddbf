// SPDX-License-Identifier: GPL-2.0
/* Records of the flight recorder as JSON: one object, with the keys of a report's rows. */
#include <math.h>

#include "model/json_list.h"
#include "render/format.h"
#include "render/json.h"

static struct row row_of(const struct record *record)
{
	return (struct row){.sender = record->sender,
	                    .target = record->target,
	                    .signal = record->signal,
	                    .origin = record->origin,
	                    .outcome = record->outcome,
	                    .error = record->error};
}

/* What only the sender would tell, of a record of the end alone. */
static int set_uncaused(json_t *object)
{
	return json_object_set_new(object, column_name(COLUMN_ORIGIN), json_null()) ||
	       json_object_set_new(object, column_name(COLUMN_OUTCOME), json_null());
}

static int set_rest(json_t *object, const struct record *record)
{
	char last[TIME_SIZE];
	json_t *rest = json_pack(
		"{s:b, s:b, s:o, s:o, s:s}", "oom", record->oom, "ended", record->ended,
		"ended_after_s",
		record->ended ? json_real(round(record->ended_after * 1e6) / 1e6) : json_null(),
		"count", json_count(record->count), "last_time", time_utc(&record->last, last));
	int failed = json_object_update(object, rest);

	json_decref(rest);
	return failed;
}

static json_t *record_json(const void *item)
{
	const struct record *record = item;
	const struct row row = row_of(record);
	char time[TIME_SIZE];
	json_t *object = json_pack("{s:s}", "time", time_utc(&record->time, time));

	if (json_set_columns(object, columns_used(USE_LINES), &row, NULL) ||
	    (!record->caused && set_uncaused(object)) || set_rest(object, record)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int records_json(const struct records *records, const struct style *style, FILE *out)
{
	char time[TIME_SIZE];

	(void)style;
	return json_line(json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "schema", JSON_SCHEMA, "time",
	                           time_utc(&records->time, time), "hostname", records->hostname,
	                           "overwritten", json_count(records->overwritten), "lost",
	                           json_count(records->lost), "records",
	                           json_list(records->items, records->count,
	                                     sizeof(*records->items), record_json)),
	                 out);
}
