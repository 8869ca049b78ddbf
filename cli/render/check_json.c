// SPDX-License-Identifier: GPL-2.0
/* What a kernel allows and what came of the test, for programs. */
#include "render/json.h"

#include <string.h>

#include "model/signals.h"
#include "render/format.h"
#include "render/json.h"

#define SCHEMA "sigsnoop-check/1"

/* Like all that build a container here: NULL if anything in it could not be made. */
static json_t *capabilities_json(const struct check_host *host)
{
	json_t *object = json_object();

	for (size_t i = 0; i < CHECK_CAPABILITIES; i++)
		if (json_object_set_new(object, host->capabilities[i].name,
		                        json_boolean(host->capabilities[i].held)) != 0) {
			json_decref(object);
			return NULL;
		}
	return object;
}

static json_t *mount_json(const struct check_mount *mount)
{
	return json_pack("{s:o, s:b, s:o}", "path", json_text_if(*mount->path, mount->path),
	                 "mountable", *mount->path || !mount->error, "why_not",
	                 json_text_if(mount->error, strerror(mount->error)));
}

static json_t *sysctl_json(int32_t value)
{
	return json_integer_if(value != SYSCTL_UNKNOWN, value);
}

static json_t *host_json(const struct check_host *host)
{
	return json_pack(
		"{s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:i, s:i, s:b, "
		"s:o, s:o}",
		"release", host->release, "version", host->version, "machine", host->machine,
		"preemption", preemption_name(host->preemption), "preemptible",
		preemption_possible(host->preemption), "btf", host->type_information, "lockdown",
		json_text_if(*host->lockdown, host->lockdown), "perf_event_paranoid",
		sysctl_json(host->perf_event_paranoid), "unprivileged_bpf_disabled",
		sysctl_json(host->unprivileged_bpf_disabled), "cgroups", host->cgroups, "bpffs",
		mount_json(&host->mounts[MOUNT_BPFFS]), "tracefs",
		mount_json(&host->mounts[MOUNT_TRACEFS]), "capabilities", capabilities_json(host),
		"cpus_possible", host->cpus_possible, "cpus_online", host->cpus_online,
		"initial_pid_namespace", host->sees_all_pids, "memory_needed_bytes",
		json_integer((json_int_t)host->memory_needed), "memory_available_bytes",
		json_integer_if(host->memory_at_hand, (int64_t)host->memory_at_hand));
}

static json_t *usable_json(enum usable usable)
{
	return usable == USABLE_UNKNOWN ? json_null() : json_boolean(usable == USABLE_YES);
}

static json_t *hook_json(const struct check_hook *hook)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "name", hook->name, "use", hook->use, "usable",
	                 usable_json(hook->usable), "why_not",
	                 json_text_if(hook->usable != USABLE_YES, hook->why));
}

static json_t *door_json(const char *method)
{
	const char *cost = method ? check_cost(method) : NULL;

	return json_pack("{s:o, s:o}", "method", json_text_if(method, method), "cost",
	                 json_text_if(cost, cost));
}

static json_t *doors_json(const struct check *check)
{
	return json_pack("{s:o, s:o}", "generated", door_json(check->taken.generated), "refused",
	                 door_json(check->taken.refused));
}

static json_t *row_json(const struct check_row *row)
{
	char error[ERROR_NAME_SIZE], gave[ERROR_NAME_SIZE];
	bool tested = row->sent && !row->unwatched;

	return json_pack(
		"{s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:b, s:o, s:I, s:o, s:b}", "kind", row->kind,
		"sender_pid", json_integer_if(!row->any_sender, row->sender), "target_pid",
		json_integer_if(!row->any_target && !row->target_unknown, row->target), "signal",
		signal_name(row->signal), "origin", origin_name(row->origin), "outcome",
		outcome_name(row->outcome), "errno",
		json_text_if(row->error, error_name(row->error, error)), "tested", tested, "gave",
		json_text_if(row->gave, error_name(row->gave, gave)), "expected",
		(json_int_t)row->expected, "counted",
		json_integer_if(tested, (int64_t)row->counted), "right", check_row_right(row));
}

static json_t *time_json(const struct check_time *time)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:b}", "kind", hist_kind_name(time->kind),
	                 "signal", signal_name(time->signal), "expected",
	                 (json_int_t)time->expected, "counted", (json_int_t)time->counted, "others",
	                 (json_int_t)time->others, "right", check_time_right(time));
}

/* An array of `count` elements, or NULL. */
#define ARRAY(name, type)                                                                          \
	static json_t *name##s_json(const type *items, size_t count)                               \
	{                                                                                          \
		json_t *array = json_array();                                                      \
                                                                                                   \
		for (size_t i = 0; i < count; i++)                                                 \
			if (json_array_append_new(array, name##_json(&items[i])) != 0) {           \
				json_decref(array);                                                \
				return NULL;                                                       \
			}                                                                          \
		return array;                                                                      \
	}

ARRAY(hook, struct check_hook)
ARRAY(row, struct check_row)
ARRAY(time, struct check_time)

static json_t *test_json(const struct check_test *test)
{
	if (!test->row_count)
		return json_null();
	return json_pack("{s:o, s:o, s:I}", "rows", rows_json(test->rows, test->row_count), "times",
	                 times_json(test->times, test->time_count), "lost", (json_int_t)test->lost);
}

int check_json(const struct check *check, const struct style *style, FILE *out)
{
	static const char *const results[] = {[VERDICT_EXACT] = "exact",
	                                      [VERDICT_DIFFERS] = "differs",
	                                      [VERDICT_BLIND] = "blind"};
	char text[VERDICT_SIZE], valid[UTF8_SIZE(VERDICT_SIZE)], time[TIME_SIZE];
	enum verdict verdict = check_verdict(check, text);

	(void)style;
	utf8_copy(valid, text, VERDICT_SIZE);
	return json_line(
		json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:s, s:s}", "schema", SCHEMA,
	                  "time", time_utc(&check->time, time), "program", SIGSNOOP_VERSION, "host",
	                  host_json(&check->host), "hooks",
	                  hooks_json(check->hooks, check->hook_count), "doors", doors_json(check),
	                  "may_lose", json_text_if(check->risk, check->risk), "test",
	                  test_json(&check->test), "result", results[verdict], "verdict", valid),
		out);
}
