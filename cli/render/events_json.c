// SPDX-License-Identifier: GPL-2.0
/* Observations one by one as JSON, with the keys of a report's rows. */
#include "render/format.h"
#include "render/json.h"

static int set_tid(json_t *object, const char *name, int32_t tid)
{
	return json_object_set_new(object, name, json_integer_if(tid != 0, tid));
}

static json_t *event_json(const struct event *event)
{
	const column_set all = columns_used(USE_LINES), parties = all & COLUMNS_OF_PARTIES;
	char time[TIME_SIZE];
	json_t *object = json_pack("{s:s}", "time", time_utc_us(&event->time, time));

	if (json_set_columns(object, parties, &event->row, NULL) ||
	    set_tid(object, "sender_tid", event->sender_tid) ||
	    set_tid(object, "target_tid", event->target_tid) ||
	    json_set_columns(object, all & ~parties, &event->row, NULL)) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int events_json(const struct events *events, const struct style *style, FILE *out)
{
	(void)style;
	for (size_t i = 0; i < events->count; i++) {
		struct event event;

		event_decode(&event, events, i);
		if (json_line(event_json(&event), out))
			return -1;
	}
	return 0;
}
