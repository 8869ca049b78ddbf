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

static json_t *integer_if(bool known, int64_t number)
{
	return known ? integer(number) : json_null();
}

static json_t *text_if(bool known, const char *text)
{
	return known ? json_string(text) : json_null();
}

/* Keys without a value are null; json_object_set_new() fails on a value that could not be made. */
static int set_party(json_t *object, const struct party *party, const char *role)
{
	const struct {
		const char *key;
		json_t *value;
	} members[] = {
		{"pid", integer_if(party->known, party->pid)},
		{"comm", text_if(party->comm.text[0] || party->identified, party->comm.text)},
		{"uid", integer_if(party->identified, party->uid)},
		{"parent", integer_if(party->identified, party->parent)},
		{"parent_comm", text_if(party->identified, party->parent_comm.text)},
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		char key[32];

		(void)snprintf(key, sizeof(key), "%s_%s", role, members[i].key);
		error |= json_object_set_new(object, key, members[i].value);
	}
	return error;
}

static int set_rest(json_t *object, const struct record *record)
{
	char error[ERROR_NAME_SIZE], last[TIME_SIZE];
	json_t *rest = json_pack("{s:s, s:i, s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:s}", "signal",
	                         signal_name(record->signal), "signal_number", record->signal,
	                         "origin", text_if(record->caused, origin_name(record->origin)),
	                         "outcome", text_if(record->caused, outcome_name(record->outcome)),
	                         "errno", text_if(record->error, error_name(record->error, error)),
	                         "oom", record->oom, "ended", record->ended, "ended_after_s",
	                         record->ended ? json_real(round(record->ended_after * 1e6) / 1e6)
	                                       : json_null(),
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

	if (set_party(object, &record->sender, "sender") ||
	    set_party(object, &record->target, "target") || set_rest(object, record)) {
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
