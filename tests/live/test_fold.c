// SPDX-License-Identifier: GPL-2.0
/* --by, --sort, --rows: rows are grouped, ordered and cut, and no signal is lost by it. */
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "live.h"
#include "mounts.h"
#include "report.h"
#include "storm.h"
#include "text.h"
#include "tool.h"

#define STRANGER 61357
#define MIX      "calls", "signals", "overflow", "esrch", "einval", "eperm", "exits", "probe", "forged"

/* Run the mix under the tool, which counts nothing else: -p with the storm's name, and these. */
static json_t *rows_under(struct storm *storm, struct tool *tool, const char *const args[])
{
	const char *all[20] = {"-p", storm->comm};
	json_t *rows = json_array();
	const json_t *row;
	size_t i;

	storm_prepare(storm, ARGS(MIX));
	for (int word = 0; args[word]; word++)
		all[word + 2] = args[word];
	tool_start(tool, all);
	storm_begin(storm);
	storm_finish(storm);
	for (i = 0; (row = json_array_get(storm->rows, i)); i++)
		if (!strcmp(row_text(row, "sender_comm"), storm->comm))
			ck_assert_int_eq(json_array_append(rows, (json_t *)row), 0);
	return rows;
}

static const struct by_case {
	const char *keys;
	const char *columns[8];
} by_cases[] = {
	{"signal", {"signal", "signal_number"}},
	{"sender", {"sender_pid", "sender_comm"}},
	{"target,outcome", {"target_pid", "target_comm", "outcome"}},
	{"outcome,errno", {"outcome", "errno"}},
	{"sender_comm,target_comm", {"sender_comm", "target_comm"}},
	{"origin", {"origin"}},
	{"sender_uid,signal_number", {"sender_uid", "signal_number"}},
	{"sender,target,signal,outcome",
         {"sender_pid", "sender_comm", "target_pid", "target_comm", "signal", "signal_number",
          "outcome"}},
};

#define BY_CASES ((int)(sizeof(by_cases) / sizeof(by_cases[0])))

/* The rows with these columns alone, added up. */
static json_t *project(const json_t *rows, const char *const columns[])
{
	json_t *tally = tally_new();
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++) {
		json_t *part = json_object();

		for (int column = 0; columns[column]; column++)
			(void)json_object_set(part, columns[column],
			                      json_object_get(row, columns[column]));
		(void)json_object_set(part, "count", json_object_get(row, "count"));
		tally_add(tally, part);
	}
	return tally;
}

START_TEST(test_by)
{
	struct storm storm;
	struct tool tool;
	json_t *rows = rows_under(&storm, &tool, ARGS("--by", by_cases[_i].keys));
	json_t *reports = tool_reports(&tool);
	json_t *expected = project(rows, by_cases[_i].columns);
	json_t *shown = json_object_get(json_array_get(reports, 0), "rows");

	tally_assert_equal(expected, reports_tally(reports, NULL, NULL));
	/* No two rows of one report are the same. */
	ck_assert_uint_eq(json_array_size(shown),
	                  json_object_size(project(shown, by_cases[_i].columns)));
}
END_TEST

/* The path of this process in the unified hierarchy; NULL if there is none. */
static const char *own_cgroup(void)
{
	FILE *file = fopen("/proc/self/cgroup", "re");
	static char line[4096];
	const char *path = NULL;

	while (file && !path && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, "0::", 3))
			path = line + 3;
	}
	if (file)
		(void)fclose(file);
	return path;
}

/* What sigstorm's rows do not have: its first process is a child of this one, its targets its own.
 */
static void check_family(const json_t *row, const struct storm *storm, const char *name)
{
	bool to_child =
		row_text(row, "target_comm")[0] && row_integer(row, "target_pid") != getpid();

	ck_assert_int_eq(row_integer(row, "sender_parent"), getpid());
	ck_assert_str_eq(row_text(row, "sender_parent_comm"), name);
	if (to_child)
		ck_assert_int_eq(row_integer(row, "target_parent"), storm->pid);
	if (to_child)
		ck_assert_str_eq(row_text(row, "target_parent_comm"), storm->comm);
	if (!strcmp(row_text(row, "outcome"), "overflow"))
		ck_assert_int_eq(row_integer(row, "target_uid"), STRANGER);
}

START_TEST(test_by_family)
{
	struct storm storm;
	struct tool tool;
	json_t *rows;
	const json_t *row;
	size_t i, seen = 0;
	char name[16] = "";

	ck_assert_int_eq(prctl(PR_GET_NAME, name), 0);
	(void)rows_under(&storm, &tool,
	                 ARGS("-b", "sender,sender_parent,sender_parent_comm,target,target_uid,"
	                            "target_parent,target_parent_comm,outcome"));
	rows = json_object_get(json_array_get(tool_reports(&tool), 0), "rows");
	for (i = 0; (row = json_array_get(rows, i)); i++) {
		if (row_integer(row, "sender_pid") != storm.pid)
			continue;
		check_family(row, &storm, name);
		seen++;
	}
	ck_assert_uint_gt(seen, 3);
}
END_TEST

START_TEST(test_by_cgroup)
{
	const char *cgroup = own_cgroup();
	struct storm storm;
	struct tool tool;
	json_t *rows;

	if (!cgroup || !mounts_cgroups(_i)) {
		skip("no unified cgroup hierarchy can be mounted");
		return;
	}
	(void)rows_under(&storm, &tool, ARGS("-b", "sender_cgroup,target_cgroup", "-s", "USR1"));
	rows = json_object_get(json_array_get(tool_reports(&tool), 0), "rows");
	ck_assert_uint_eq(json_array_size(rows), 1);
	ck_assert_str_eq(row_text(json_array_get(rows, 0), "sender_cgroup"), cgroup);
	ck_assert_str_eq(row_text(json_array_get(rows, 0), "target_cgroup"), cgroup);
}
END_TEST

static const char *const sort_columns[] = {"count",       "rate",   "sender_pid",    "target_pid",
                                           "sender_comm", "signal", "signal_number", "outcome",
                                           "origin",      "errno",  "sender_uid"};

#define SORT_COLUMNS ((int)(sizeof(sort_columns) / sizeof(sort_columns[0])))

/* Numbers go down, and texts go up; what is not known is less than all. */
static bool in_order(const json_t *one, const json_t *next)
{
	if (json_is_string(one) && json_is_string(next))
		return strcmp(json_string_value(one), json_string_value(next)) <= 0;
	if (json_is_number(one) && json_is_number(next))
		return json_number_value(one) >= json_number_value(next);
	if (json_is_null(one) && json_is_null(next))
		return true;
	return json_is_null(json_is_string(one) || json_is_string(next) ? one : next);
}

START_TEST(test_sort)
{
	const char *column = sort_columns[_i];
	const char *key = strcmp(column, "rate") ? column : "rate_per_s";
	struct storm storm;
	struct tool tool;
	json_t *rows;

	(void)rows_under(&storm, &tool, ARGS("--sort", column));
	rows = json_object_get(json_array_get(tool_reports(&tool), 0), "rows");
	for (size_t i = 0; i + 1 < json_array_size(rows); i++)
		ck_assert_msg(in_order(json_object_get(json_array_get(rows, i), key),
		                       json_object_get(json_array_get(rows, i + 1), key)),
		              "row %zu is out of the order of %s", i, column);
}
END_TEST

static int descending(const void *left, const void *right)
{
	json_int_t a = *(const json_int_t *)left, b = *(const json_int_t *)right;

	return (a < b) - (a > b);
}

#define COUNTS_MOST 4096

/* The counts of a tally, the largest first. Returns their number. */
static size_t tally_counts(json_t *tally, json_int_t counts[COUNTS_MOST])
{
	size_t used = 0;
	void *at;

	for (at = json_object_iter(tally); at; at = json_object_iter_next(tally, at)) {
		ck_assert_uint_lt(used, COUNTS_MOST);
		counts[used++] = json_integer_value(json_object_iter_value(at));
	}
	qsort(counts, used, sizeof(*counts), descending);
	return used;
}

START_TEST(test_rows)
{
	json_int_t counts[COUNTS_MOST] = {0};
	struct storm storm;
	struct tool tool;
	json_t *tally = tally_new(), *report, *shown;

	tally_add_rows(tally, rows_under(&storm, &tool, ARGS("-n", "3")), NULL, NULL);
	(void)tally_counts(tally, counts);
	report = json_array_get(reports_parse_cut(tool_text(&tool)), 0);
	shown = json_object_get(report, "rows");
	ck_assert_uint_eq(json_array_size(shown), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(row_count(json_array_get(shown, i)), counts[i]);
	ck_assert_int_eq(row_integer(json_object_get(report, "ledger"), "rows"),
	                 tally_total(tally));
}
END_TEST

/* What the table leaves out it says. */
START_TEST(test_rows_of_table)
{
	static const char *const columns[] = {"sender_pid",  "sender_comm", "target_pid",
	                                      "target_comm", "signal",      "signal_number",
	                                      "outcome",     NULL};
	json_int_t counts[COUNTS_MOST] = {0}, hidden;
	struct storm storm;
	struct tool tool;
	json_t *tally = project(rows_under(&storm, &tool, ARGS("-o", "table", "-n", "4")), columns);
	size_t groups = tally_counts(tally, counts);
	char sentence[256], number[32];
	char *text = text_unwrapped(tool_text(&tool));

	hidden = tally_total(tally) - counts[0] - counts[1] - counts[2] - counts[3];
	(void)snprintf(sentence, sizeof(sentence), "%zu rows with %s signals are not shown",
	               groups - 4, number_grouped(hidden, number));
	ck_assert_msg(strstr(text, sentence), "no '%s' in: %.2000s", sentence, text);
}
END_TEST

void add_fold(Suite *suite)
{
	TCase *tests = theme(suite, "fold", 30);

	tcase_add_loop_test(tests, test_by, 0, BY_CASES);
	tcase_add_test(tests, test_by_family);
	tcase_add_loop_test(tests, test_by_cgroup, 0, 2);
	tcase_add_loop_test(tests, test_sort, 0, SORT_COLUMNS);
	tcase_add_test(tests, test_rows);
	tcase_add_test(tests, test_rows_of_table);
}
