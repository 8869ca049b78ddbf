// SPDX-License-Identifier: GPL-2.0
/* Observations one by one as JSON, with the keys of a report's rows. */
#include "render/events.h"

#include "render/format.h"
#include "render/json.h"

static int set_rest(json_t *object, const struct event *event)
{
	const struct row *row = &event->row;
	char error[ERROR_NAME_SIZE];
	json_t *rest =
		json_pack("{s:o, s:o, s:s, s:i, s:s, s:s, s:o}", "sender_tid",
	                  json_integer_if(event->sender_tid != 0, event->sender_tid), "target_tid",
	                  json_integer_if(event->target_tid != 0, event->target_tid), "signal",
	                  signal_name(row->signal), "signal_number", row->signal, "origin",
	                  origin_name(row->origin), "outcome", outcome_name(row->outcome), "errno",
	                  json_text_if(row->error != 0, error_name(row->error, error)));
	int failed = json_object_update(object, rest);

	json_decref(rest);
	return failed;
}

static json_t *event_json(const struct event *event)
{
	char time[TIME_SIZE];
	json_t *object = json_pack("{s:s}", "time", time_utc_us(&event->time, time));

	if (json_set_party(object, &event->row.sender, "sender") ||
	    json_set_party(object, &event->row.target, "target") || set_rest(object, event)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int events_json(const struct events *events, FILE *out)
{
	for (size_t i = 0; i < events->count; i++) {
		struct event event;

		event_decode(&event, events, i);
		if (json_line(event_json(&event), out))
			return -1;
	}
	return 0;
}
