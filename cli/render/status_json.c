// SPDX-License-Identifier: GPL-2.0
/* The status of a run that has no process, as JSON. */
#include "model/json_list.h"
#include "render/format.h"
#include "render/json.h"

#define SCHEMA "sigsnoop-top/status/1"

static json_t *program_json(const void *item)
{
	const struct program_status *it = item;

	return json_pack("{s:s, s:o, s:f, s:o}", "name", it->name, "runs", json_count(it->runs),
	                 "seconds", (double)it->nanoseconds / 1e9, "recursion",
	                 json_count(it->recursion));
}

static json_t *ledger_json(const struct ledger *it)
{
	return json_pack("{s:o, s:o, s:o, s:{s:o, s:o, s:o, s:o, s:o}}", "seen",
	                 json_count(it->seen), "rows", json_count(it->rows), "remainder",
	                 json_count(it->remainder), "lost", "total", json_count(ledger_lost(it)),
	                 "map_full", json_count(it->map_full), "map_busy", json_count(it->map_busy),
	                 "no_memory", json_count(it->no_memory), "recursion",
	                 json_count(it->recursion));
}

/* null if there was none. */
static json_t *time_json(const struct timespec *time)
{
	char text[TIME_SIZE];

	return time->tv_sec ? json_string(time_utc(time, text)) : json_null();
}

static json_t *to_json(const struct status *status)
{
	return json_pack(
		"{s:s, s:o, s:o, s:f, s:s, s:{s:s, s:s}, s:s, s:{s:o, s:o}, s:o, s:o, s:o, s:o, "
		"s:s, s:s, s:o}",
		"schema", SCHEMA, "time", time_json(&status->now), "started",
		time_json(&status->started), "uptime_s", real_rounded(status_uptime(status)),
		"version", status->program, "hooks", "generated", status->hooks.generated,
		"refused", status->hooks.refused, "filters", status->filters, "keys", "held",
		json_count(status->map_entries), "capacity", json_count(status->map_capacity),
		"memory_bytes", json_count(status->memory), "ledger", ledger_json(&status->ledger),
		"last_snapshot", time_json(&status->delivered_at), "not_reported",
		json_count(status->undelivered + status->unread), "pins", status->pins, "state",
		status->state, "programs",
		json_list(status->programs, status->program_count, sizeof(*status->programs),
	                  program_json));
}

int status_json(const struct status *status, const struct style *style, FILE *out)
{
	(void)style;
	return json_line(to_json(status), out);
}
