// SPDX-License-Identifier: GPL-2.0
/* What is printed for Prometheus. */
#include "exposition.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden/openmetrics.h"
#include "live.h"
#include "process.h"

void exposition_check(const char *text)
{
	FILE *promtool;

	if (system("command -v promtool >/dev/null 2>&1") != 0) {
		skip("promtool is not installed (package prometheus)");
		return;
	}
	promtool = popen("promtool check metrics 2>&1", "w");
	ck_assert_ptr_nonnull(promtool);
	ck_assert_int_ge(fputs(text, promtool), 0);
	ck_assert_msg(pclose(promtool) == 0, "promtool complains about: %.4000s", text);
}

void exposition_check_open(const char *text)
{
	const char *line, *wrong = openmetrics_wrong(text, &line);

	ck_assert_msg(!wrong, "%s: %.*s", wrong, (int)strcspn(line, "\n"), line);
}

const char *exposition_last(const char *text)
{
	const char *next;

	while ((next = strstr(text + 1, "# HELP sigsnoop_build_info ")))
		text = next;
	return text;
}

static bool begins_with_one(const char *line, const char *const beginnings[])
{
	for (int i = 0; beginnings[i]; i++)
		if (!strncmp(line, beginnings[i], strlen(beginnings[i])))
			return true;
	return false;
}

static void add_sample(json_t *samples, const char *name, json_int_t value)
{
	json_int_t before = json_integer_value(json_object_get(samples, name));

	ck_assert_int_eq(json_object_set_new(samples, name, json_integer(before + value)), 0);
}

json_t *exposition_samples(const char *text, const char *const beginnings[])
{
	json_t *samples = json_object();
	char *copy = strdup(text), *rest = copy;

	for (char *line; (line = strsep(&rest, "\n"));) {
		char *value = strrchr(line, ' ');

		if (!begins_with_one(line, beginnings))
			continue;
		*value = '\0';
		ck_assert_ptr_null(json_object_get(samples, line));
		add_sample(samples, line, strtoll(value + 1, NULL, 10));
	}
	free(copy);
	return samples;
}

json_int_t exposition_sum(const char *text, const char *beginning)
{
	json_t *samples = exposition_samples(text, ARGS(beginning));
	json_int_t sum = tally_total(samples);

	json_decref(samples);
	return sum;
}

static char *series_of(const json_t *row)
{
	char *name = NULL;
	int length;

	if (!strcmp(row_text(row, "outcome"), "refused"))
		length = asprintf(
			&name, "sigsnoop_refused_total{signal=\"%s\",errno=\"%s\",sender=\"%s\"}",
			row_text(row, "signal"), row_text(row, "errno"),
			row_text(row, "sender_comm"));
	else
		length = asprintf(&name,
		                  "sigsnoop_signals_total{signal=\"%s\",origin=\"%s\",outcome="
		                  "\"%s\",sender=\"%s\",target=\"%s\"}",
		                  row_text(row, "signal"), row_text(row, "origin"),
		                  row_text(row, "outcome"), row_text(row, "sender_comm"),
		                  row_text(row, "target_comm"));
	ck_assert_int_gt(length, 0);
	return name;
}

json_t *exposition_of_rows(const json_t *rows, row_filter wanted, const void *context)
{
	json_t *samples = json_object();
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++) {
		char *name;

		if (wanted && !wanted(row, context))
			continue;
		name = series_of(row);
		add_sample(samples, name, row_count(row));
		free(name);
	}
	return samples;
}
