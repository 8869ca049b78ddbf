// SPDX-License-Identifier: GPL-2.0
/* What was measured, for machines. */
#include "results.h"

#include <time.h>

#include "machine.h"

static json_t *way_json(const struct way *way, const struct trial *trial)
{
	const struct verdict *verdict = &trial->verdict;
	json_t *it =
		json_pack("{s:s, s:s, s:b, s:s?, s:I, s:s?}", "way", way->name, "title", way->title,
	                  "ours", (int)way->ours, "skipped", trial->skipped ? trial->reason : NULL,
	                  "void_rounds", (json_int_t)trial->void_rounds, "void_reason",
	                  trial->void_rounds ? trial->reason : NULL);

	if (verdict->sent)
		(void)json_object_update_new(it, json_pack("{s:I, s:I, s:I, s:I}", "sent",
		                                           (json_int_t)verdict->sent, "counted",
		                                           (json_int_t)verdict->counted, "missing",
		                                           (json_int_t)verdict->missing, "surplus",
		                                           (json_int_t)verdict->surplus));
	(void)json_object_update_new(it, json_pack("{s:o, s:o}", "idle_resident_bytes",
	                                           samples_json(&trial->idle_resident),
	                                           "idle_kernel_bytes",
	                                           samples_json(&trial->idle_kernel_memory)));
	(void)json_object_update_new(
		it, json_pack("{s:o, s:o, s:o, s:o}", "start_ms", samples_json(&trial->start),
	                      "cpu_s_per_million", samples_json(&trial->cpu_per_million),
	                      "resident_bytes", samples_json(&trial->resident), "kernel_bytes",
	                      samples_json(&trial->kernel_memory)));
	return it;
}

static json_t *cost_json(const struct bench *bench, uint32_t way, uint32_t nth)
{
	static const char *const sections[] = {"kill", "bystander", "rate"};
	const struct workload *workload = &workloads[nth];
	const struct trial *trial = &bench->trials[way];
	char text[WORKLOAD_TEXT];

	return json_pack("{s:s, s:s, s:s, s:I, s:I, s:b, s:I, s:o, s:o, s:o}", "way",
	                 ways[way].name, "section", sections[workload->section], "workload",
	                 workload_text(workload, &bench->effort, text), "cpus",
	                 (json_int_t)workload->cpus, "keys",
	                 (json_int_t)workload_keys(workload, &bench->effort), "zipf",
	                 (int)workload->zipf, "rate", (json_int_t)workload->rate, "ns",
	                 samples_json(&trial->cost[nth]), "with_ns",
	                 samples_json(&trial->with[nth]), "own_ns", samples_json(&trial->own[nth]));
}

static void add_ways(const struct bench *bench, json_t *all_ways, json_t *costs)
{
	for (uint32_t i = 0; i < way_count; i++) {
		if (!bench->trials[i].chosen)
			continue;
		(void)json_array_append_new(all_ways, way_json(&ways[i], &bench->trials[i]));
		for (uint32_t nth = 0; nth < workload_count; nth++)
			if (bench->trials[i].cost[nth].count)
				(void)json_array_append_new(costs, cost_json(bench, i, nth));
	}
}

static json_t *drains_json(const struct bench *bench)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < bench->drain_count; i++) {
		const struct drain_trial *trial = &bench->drains[i];

		(void)json_array_append_new(all, json_pack("{s:I, s:I, s:o, s:o}", "keys",
		                                           (json_int_t)trial->keys, "entries",
		                                           (json_int_t)trial->entries, "wall_ms",
		                                           samples_json(&trial->wall), "cpu_ms",
		                                           samples_json(&trial->cpu)));
	}
	return all;
}

static json_t *reports_json(const struct bench *bench)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < bench->report_count; i++) {
		const struct report_trial *trial = &bench->reports[i];

		(void)json_array_append_new(
			all, json_pack("{s:I, s:I, s:s, s:o}", "keys", (json_int_t)trial->keys,
		                       "rows", (json_int_t)trial->rows, "format", trial->format,
		                       "cpu_ms", samples_json(&trial->cpu)));
	}
	return all;
}

json_t *results_json(const struct bench *bench)
{
	json_t *all_ways = json_array(), *costs = json_array();
	const struct effort *effort = &bench->effort;
	time_t now = time(NULL);
	char when[32] = "";
	struct tm utc;

	if (gmtime_r(&now, &utc))
		(void)strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &utc);
	add_ways(bench, all_ways, costs);
	return json_pack("{s:s, s:s, s:s, s:o, s:{s:I, s:I, s:I, s:I, s:I}, s:o, s:o, s:o, s:o}",
	                 "schema", "sigsnoop-top-bench/1", "time", when, "version",
	                 SIGSNOOP_VERSION, "machine", machine_json(), "effort", "rounds",
	                 (json_int_t)effort->rounds, "calls", (json_int_t)effort->calls,
	                 "keys_most", (json_int_t)effort->keys_most, "paced_ms",
	                 (json_int_t)effort->paced_ms, "repeats", (json_int_t)bench->repeats,
	                 "ways", all_ways, "costs", costs, "drains", drains_json(bench), "reports",
	                 reports_json(bench));
}
