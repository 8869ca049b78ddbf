// SPDX-License-Identifier: GPL-2.0
/* What the observers print, read back. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "observer.h"

static void add_report_row(struct tally *counted, const json_t *row)
{
	json_int_t sender = json_integer_value(json_object_get(row, "sender_pid"));
	json_int_t target = json_integer_value(json_object_get(row, "target_pid"));
	json_int_t signal = json_integer_value(json_object_get(row, "signal_number"));
	json_int_t count = json_integer_value(json_object_get(row, "count"));

	tally_add(counted, (pid_t)sender, (pid_t)target, (int)signal, (uint64_t)count);
}

int parse_reports(FILE *out, struct tally *counted, struct fault *fault)
{
	json_error_t error;
	json_t *report;

	while ((report = json_loadf(out, JSON_DISABLE_EOF_CHECK, &error))) {
		json_t *row;
		size_t i;

		for (i = 0; (row = json_array_get(json_object_get(report, "rows"), i)); i++)
			add_report_row(counted, row);
		json_decref(report);
	}
	if (json_error_code(&error) != json_error_premature_end_of_input)
		return fault_set(fault, EXIT_FAILED, "its output: %s", error.text);
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
