// SPDX-License-Identifier: GPL-2.0
/* Observations one by one. */
#include "model/event.h"

#include "clock.h"
#include "model/decode.h"

void event_decode(struct event *event, const struct events *events, size_t nth)
{
	const struct raw_event *raw = &events->items[nth];

	*event = (struct event){
		.time = time_of((int64_t)raw->time + events->offset),
		.row.count = 1,
		.sender_tid = (int32_t)raw->sender_tid,
		.target_tid = raw->target_tid,
	};
	row_decode(&event->row, &raw->key, &raw->parties);
}
