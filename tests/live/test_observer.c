// SPDX-License-Identifier: GPL-2.0
/* An independent observer, bpftrace on the classic tracepoint, counts the same. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define BPFTRACE "/usr/bin/bpftrace"

/* Its `pid` is the target's thread: in these workloads that is the process. */
#define PROGRAM "tracepoint:signal:signal_generate { @[args->pid, args->sig] = count(); }"
#define MIX     "calls signals ignored pending overflow exits timer group sigpipe stops flood"

static void add(json_t *counts, json_int_t pid, json_int_t signal, json_int_t count)
{
	char key[64];

	(void)snprintf(key, sizeof(key), "%lld,%lld", pid, signal);
	count += json_integer_value(json_object_get(counts, key));
	ck_assert_int_eq(json_object_set_new(counts, key, json_integer(count)), 0);
}

/* By target and signal: what the tool reports of the storm. */
static json_t *counts_of_tool(const json_t *reports, const struct storm *storm)
{
	json_t *counts = json_object();
	const json_t *report, *row;
	size_t i, j;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		for (j = 0; (row = json_array_get(json_object_get(report, "rows"), j)); j++)
			if (row_of_storm(row, storm) && !row_is_refused_door(row))
				add(counts, row_integer(row, "target_pid"),
				    row_integer(row, "signal_number"), row_count(row));
	return counts;
}

/* Lines such as {"type":"map","data":{"@":{"1234,10":23,...}}} */
static json_t *counts_of_observer(char *text, const json_t *like)
{
	json_t *counts = json_object();

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		json_t *object = json_loads(line, 0, NULL);
		json_t *data = json_object_get(json_object_get(object, "data"), "@");
		void *at;

		for (at = json_object_iter(data); at; at = json_object_iter_next(data, at))
			if (json_object_get(like, json_object_iter_key(at)))
				(void)json_object_set(counts, json_object_iter_key(at),
				                      json_object_iter_value(at));
	}
	return counts;
}

START_TEST(test_bpftrace)
{
	struct storm storm = {.comm = "observed"};
	struct tool tool;
	struct outcome outcome;
	json_t *reports, *counts;
	char file[] = "/tmp/live-observer.XXXXXX", *command = NULL;
	int fd;

	if (access(BPFTRACE, X_OK)) {
		skip("there is no " BPFTRACE);
		return;
	}
	fd = mkstemp(file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_gt(asprintf(&command, "%s --comm %s " MIX, realpath(path_sigstorm(), NULL),
	                          storm.comm),
	                 0);
	tool_start(&tool, NULL);
	/* It starts the storm when its probes are attached, and ends with it. */
	outcome =
		process_run(BPFTRACE, ARGS("-f", "json", "-o", file, "-c", command, "-e", PROGRAM));
	reports = tool_reports(&tool);
	unlink(file);
	if (outcome.code) {
		skip("bpftrace exits with %d: %.200s", outcome.code, outcome.err);
		return;
	}
	storm_adopt(&storm, outcome.out);
	counts = counts_of_tool(reports, &storm);
	ck_assert_uint_gt(json_object_size(counts), 80);
	tally_assert_equal(counts, counts_of_observer(memory_text(fd), counts));
}
END_TEST

void add_observer(Suite *suite)
{
	tcase_add_test(theme(suite, "observer", 60), test_bpftrace);
}
