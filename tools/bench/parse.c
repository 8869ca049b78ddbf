// SPDX-License-Identifier: GPL-2.0
/* What the observers print, read back. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "model/signals.h"
#include "observer.h"

static void add_report_row(struct tally *counted, const json_t *row)
{
	json_int_t sender = json_integer_value(json_object_get(row, "sender_pid"));
	json_int_t target = json_integer_value(json_object_get(row, "target_pid"));
	json_int_t signal = json_integer_value(json_object_get(row, "signal_number"));
	json_int_t count = json_integer_value(json_object_get(row, "count"));

	tally_add(counted, (pid_t)sender, (pid_t)target, (int)signal, (uint64_t)count);
}

static void add_report(struct tally *counted, const json_t *report)
{
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(json_object_get(report, "rows"), i)); i++)
		add_report_row(counted, row);
}

/* Give each object of a file to `take`. */
static int for_each_object(FILE *out, struct tally *counted,
                           void (*take)(struct tally *counted, const json_t *object),
                           struct fault *fault)
{
	json_error_t error;
	json_t *object;

	while ((object = json_loadf(out, JSON_DISABLE_EOF_CHECK, &error))) {
		take(counted, object);
		json_decref(object);
	}
	if (json_error_code(&error) != json_error_premature_end_of_input)
		return fault_set(fault, EXIT_FAILED, "its output: %s", error.text);
	return 0;
}

int parse_reports(FILE *out, struct tally *counted, struct fault *fault)
{
	return for_each_object(out, counted, add_report, fault);
}

/*
 * Rows of a sample are estimates, but the totals by signal are exact: those of the marks, which
 * nobody else sends, prove that it was on.
 */
static void add_sample(struct tally *counted, const json_t *report)
{
	const json_t *marks =
		json_object_get(json_object_get(report, "signals"), signal_name(MARK_SIGNAL));
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(json_object_get(report, "rows"), i)); i++)
		if (json_integer_value(json_object_get(row, "signal_number")) != MARK_SIGNAL)
			add_report_row(counted, row);
	tally_add(counted, counted->parties->senders[TALLY_SENDER_MARKS], 0, MARK_SIGNAL,
	          (uint64_t)json_integer_value(marks));
}

int parse_sample(FILE *out, struct tally *counted, struct fault *fault)
{
	return for_each_object(out, counted, add_sample, fault);
}

int parse_events(FILE *out, struct tally *counted, struct fault *fault)
{
	char line[512], name[16];

	(void)fault;
	while (fgets(line, sizeof(line), out)) {
		int sender, target, signal;

		/* A name with blanks in it is none of ours. */
		if (sscanf(line, "%*s %d %*s %*d %*d %*d %*s %d %*s %*d %15s", &sender, &target,
		           name) != 3)
			continue;
		signal = signal_parse(name);
		if (signal > 0)
			tally_add(counted, sender, target, signal, 1);
	}
	return 0;
}

int parse_snoop(FILE *out, struct tally *counted, struct fault *fault)
{
	char line[512];

	(void)fault;
	while (fgets(line, sizeof(line), out)) {
		int sender, signal, target;

		/* A name with blanks in it is none of ours. */
		if (sscanf(line, "%*s %d %*s %d %d", &sender, &signal, &target) == 3)
			tally_add(counted, sender, target, signal, 1);
	}
	return 0;
}

int parse_bpftrace_map(FILE *out, struct tally *counted, struct fault *fault)
{
	char line[512];

	(void)fault;
	while (fgets(line, sizeof(line), out)) {
		int sender, target, signal;
		uint64_t count;

		if (sscanf(line, "@[%d, %d, %d, %*d]: %" SCNu64, &sender, &target, &signal,
		           &count) == 4)
			tally_add(counted, sender, target, signal, count);
	}
	return 0;
}

int parse_perf_summary(FILE *out, struct tally *counted, struct fault *fault)
{
	char line[512];
	int sender = 0;

	(void)fault;
	while (fgets(line, sizeof(line), out)) {
		const char *pid = strrchr(line, '(');
		uint64_t count;

		if (strstr(line, " events, ") && pid)
			(void)sscanf(pid, "(%d)", &sender);
		else if (sscanf(line, " kill %" SCNu64, &count) == 1)
			tally_add(counted, sender, 0, 0, count);
	}
	return 0;
}
