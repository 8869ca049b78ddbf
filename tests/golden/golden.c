// SPDX-License-Identifier: GPL-2.0
/*
 * What each renderer prints, compared with tests/golden/NAME.golden. Run from the top of the
 * repository. UPDATE_GOLDEN=1 in the environment writes the files anew instead.
 */
#include <check.h>
#include <jansson.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks.h"
#include "events.h"
#include "golden.h"
#include "model/fold.h"
#include "model/series.h"
#include "openmetrics.h"
#include "render/render.h"
#include "records.h"
#include "samples.h"

#define FOLDER "tests/golden"

/* Every word that --by takes. */
static const char *const by_words[] = {
	"sender",        "target",
	"signal",        "sender_pid",
	"sender_comm",   "sender_uid",
	"sender_parent", "sender_parent_comm",
	"sender_cgroup", "target_pid",
	"target_comm",   "target_uid",
	"target_parent", "target_parent_comm",
	"target_cgroup", "signal_number",
	"origin",        "outcome",
	"errno",
};

#define BY_WORDS (sizeof(by_words) / sizeof(by_words[0]))

#define BY_ALL                                                                                     \
	"sender,sender_uid,sender_parent,sender_parent_comm,sender_cgroup,target,target_uid,"      \
	"target_parent,target_parent_comm,target_cgroup,signal,origin,outcome,errno"

struct options {
	const char *by;   /* NULL = the default */
	const char *sort; /* NULL = by count */
	size_t rows;
	int width;
	bool color;
	bool later;        /* not the first report */
	size_t series;     /* as totals, with at most so many series; 0 = as it is */
	const char *names; /* likewise: --label-names */
};

static const struct golden {
	const char *name;
	const struct renderer *renderer;
	sample_fn sample;
	struct options options;
} goldens[] = {
	{"table-normal-80", &render_table, sample_normal, {.width = 80}},
	{"table-normal-132", &render_table, sample_normal, {.width = 132}},
	{"table-normal-40", &render_table, sample_normal, {.width = 40}},
	{"table-normal-color", &render_table, sample_normal, {.width = 80, .color = true}},
	{"table-later-80", &render_table, sample_normal, {.width = 80, .later = true}},
	{"table-idle-80", &render_table, sample_idle, {.width = 80}},
	{"table-idle-color", &render_table, sample_idle, {.width = 132, .color = true}},
	{"table-hostile-80", &render_table, sample_hostile, {.width = 80}},
	{"table-hostile-132", &render_table, sample_hostile, {.width = 132}},
	{"table-losses-80", &render_table, sample_losses, {.width = 80}},
	{"table-losses-color", &render_table, sample_losses, {.width = 80, .color = true}},
	{"table-losses-signal", &render_table, sample_losses, {.width = 80, .by = "signal"}},
	{"table-losses-cut", &render_table, sample_losses, {.width = 80, .rows = 1}},
	{"table-full-80", &render_table, sample_full, {.width = 80}},
	{"table-cut-80", &render_table, sample_many, {.width = 80, .rows = 5}},
	{"table-cut-one", &render_table, sample_many, {.width = 80, .rows = 22}},
	{"table-sort-target", &render_table, sample_many, {.width = 80, .sort = "target_pid"}},
	{"table-large-80", &render_table, sample_large, {.width = 80}},
	{"table-large-132", &render_table, sample_large, {.width = 132}},
	{"table-by-all-80", &render_table, sample_normal, {.width = 80, .by = BY_ALL}},
	{"table-by-all-132", &render_table, sample_normal, {.width = 132, .by = BY_ALL}},
	{"table-by-all-300", &render_table, sample_normal, {.width = 300, .by = BY_ALL}},
	{"table-times-80", &render_table, sample_times, {.width = 80}},
	{"table-times-40", &render_table, sample_times, {.width = 40}},
	{"table-times-color", &render_table, sample_times, {.width = 132, .color = true}},
	{"table-drawn", &render_table, sample_drawn, {.width = 80}},
	{"json-normal", &render_json, sample_normal, {.later = false}},
	{"json-idle", &render_json, sample_idle, {.later = true}},
	{"json-hostile", &render_json, sample_hostile, {.by = BY_ALL}},
	{"json-losses", &render_json, sample_losses, {.later = false}},
	{"json-cut", &render_json, sample_many, {.rows = 5}},
	{"json-large", &render_json, sample_large, {.later = false}},
	{"json-by-all", &render_json, sample_normal, {.by = BY_ALL}},
	{"json-times", &render_json, sample_times, {.later = false}},
	{"json-drawn", &render_json, sample_drawn, {.width = 80}},
	{"csv-normal", &render_csv, sample_normal, {.later = false}},
	{"csv-later", &render_csv, sample_normal, {.later = true}},
	{"csv-idle", &render_csv, sample_idle, {.later = false}},
	{"csv-idle-later", &render_csv, sample_idle, {.later = true}},
	{"csv-hostile", &render_csv, sample_hostile, {.by = BY_ALL}},
	{"csv-losses", &render_csv, sample_losses, {.later = false}},
	{"csv-cut", &render_csv, sample_many, {.rows = 5}},
	{"csv-drawn", &render_csv, sample_drawn, {.width = 80}},
	{"csv-by-all", &render_csv, sample_normal, {.by = BY_ALL}},
	{"prometheus-normal", &render_prometheus, sample_normal, {.later = false}},
	{"prometheus-idle", &render_prometheus, sample_idle, {.later = false}},
	{"prometheus-hostile", &render_prometheus, sample_hostile, {.later = false}},
	{"prometheus-losses", &render_prometheus, sample_losses, {.later = false}},
	{"prometheus-cut", &render_prometheus, sample_many, {.rows = 5}},
	{"prometheus-times", &render_prometheus, sample_times, {.later = false}},
	{"prometheus-drawn", &render_prometheus, sample_drawn, {.width = 80}},
	{"prometheus-by-all", &render_prometheus, sample_normal, {.by = BY_ALL}},
	{"prometheus-by-signal", &render_prometheus, sample_normal, {.by = "signal"}},
	{"prometheus-other", &render_prometheus, sample_normal, {.series = 7}},
	{"prometheus-names",
         &render_prometheus,
         sample_normal,
         {.series = 1000, .names = "nginx*"}},
	{"prometheus-no-names",
         &render_prometheus,
         sample_hostile,
         {.series = 1000, .names = "off"}},
	{"openmetrics-normal", &render_openmetrics, sample_normal, {.later = false}},
	{"openmetrics-idle", &render_openmetrics, sample_idle, {.later = false}},
	{"openmetrics-hostile", &render_openmetrics, sample_hostile, {.series = 1000}},
	{"openmetrics-losses", &render_openmetrics, sample_losses, {.later = false}},
	{"openmetrics-cut", &render_openmetrics, sample_many, {.rows = 5}},
	{"openmetrics-times", &render_openmetrics, sample_times, {.later = false}},
	{"openmetrics-other", &render_openmetrics, sample_normal, {.series = 7}},
};

#define GOLDENS (sizeof(goldens) / sizeof(goldens[0]))

/* The same renderer with each --by in turn; they share a file. */
static const struct golden by_goldens[] = {
	{"table-by-each", &render_table, sample_normal, {.width = 80}},
	{"json-by-each", &render_json, sample_normal, {.later = false}},
	{"csv-by-each", &render_csv, sample_normal, {.later = false}},
};

#define BY_GOLDENS (sizeof(by_goldens) / sizeof(by_goldens[0]))

static column_set wanted_columns(const struct golden *golden)
{
	column_set columns;
	struct fault fault;

	if (!golden->options.by)
		return columns_used(golden->renderer->columns);
	ck_assert_int_eq(columns_parse_by(golden->options.by, &columns, &fault), 0);
	return columns;
}

static void make_series(const struct golden *golden, struct snapshot *snapshot)
{
	struct series_rules rules = {.most = golden->options.series};
	struct fault fault;

	if (golden->options.names)
		ck_assert_int_eq(series_names_parse(golden->options.names, &rules, &fault), 0);
	snapshot->columns = wanted_columns(golden);
	ck_assert_int_eq(series_fold(snapshot, &rules), 0);
}

static void make_snapshot(const struct golden *golden, struct snapshot *snapshot)
{
	struct fold fold = {wanted_columns(golden), COLUMN_COUNT, golden->options.rows};
	struct fault fault;

	if (golden->options.sort)
		ck_assert_int_eq(column_parse(golden->options.sort, &fold.sort, &fault), 0);
	snapshot_init(snapshot);
	golden->sample(snapshot);
	if (golden->options.series)
		make_series(golden, snapshot);
	else
		ck_assert_int_eq(fold_apply(snapshot, &fold), 0);
}

static void render(const struct golden *golden, FILE *out)
{
	struct style style = {golden->options.color, golden->options.width, !golden->options.later};
	struct snapshot snapshot;

	make_snapshot(golden, &snapshot);
	ck_assert_int_eq(golden->renderer->report(&snapshot, &style, out), 0);
	snapshot_free(&snapshot);
}

/* Allocated. */
static char *rendered(const struct golden *golden)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	render(golden, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_uint_eq(strlen(text), size);
	return text;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_msg(file, "%s: %m", path);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* What `diff -u` says of the golden file and the text; NULL if they are the same. Allocated. */
static char *difference(const char *path, const char *text)
{
	char actual[] = "/tmp/sigsnoop-golden.XXXXXX", command[256], *diff = NULL;
	size_t size;
	FILE *in, *out = open_memstream(&diff, &size);
	int descriptor = mkstemp(actual), byte, status;

	ck_assert_ptr_nonnull(out);
	ck_assert_int_ge(descriptor, 0);
	ck_assert_int_eq(close(descriptor), 0);
	write_file(actual, text);
	(void)snprintf(command, sizeof(command), "diff -u %s %s 2>&1", path, actual);
	in = popen(command, "r");
	ck_assert_ptr_nonnull(in);
	while ((byte = fgetc(in)) != EOF)
		(void)fputc(byte, out);
	status = pclose(in);
	ck_assert_int_eq(unlink(actual), 0);
	ck_assert_int_eq(fclose(out), 0);
	if (status != 0)
		return diff;
	free(diff);
	return NULL;
}

void golden_compare(const char *name, const char *text)
{
	char path[128], *diff;

	(void)snprintf(path, sizeof(path), FOLDER "/%s.golden", name);
	if (getenv("UPDATE_GOLDEN")) {
		write_file(path, text);
		return;
	}
	diff = difference(path, text);
	if (diff) {
		(void)printf("%s", diff);
		(void)fflush(stdout);
	}
	ck_assert_msg(!diff, "%s differs; if that is as it should be: UPDATE_GOLDEN=1 make golden",
	              path);
}

START_TEST(test_golden)
{
	char *text = rendered(&goldens[_i]);

	golden_compare(goldens[_i].name, text);
	free(text);
}
END_TEST

START_TEST(test_golden_by_each)
{
	struct golden golden = by_goldens[_i];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	for (size_t i = 0; i < BY_WORDS; i++) {
		golden.options.by = by_words[i];
		(void)fprintf(out, "--by %s\n", by_words[i]);
		render(&golden, out);
	}
	ck_assert_int_eq(fclose(out), 0);
	golden_compare(golden.name, text);
	free(text);
}
END_TEST

static uint64_t sum(const json_t *numbers)
{
	uint64_t total = 0;
	const char *key;
	json_t *number;

	json_object_foreach ((json_t *)numbers, key, number) {
		ck_assert(json_is_integer(number));
		total += (uint64_t)json_integer_value(number);
	}
	return total;
}

static void check_row(json_t *row, column_set columns)
{
	enum column column = 0;
	const char *key;
	json_t *value;

	/* jansson keeps the order of the keys. */
	json_object_foreach (row, key, value) {
		while (column < COLUMNS && !(columns & COLUMN_BIT(column)))
			column++;
		ck_assert_int_lt(column, COLUMNS);
		ck_assert_str_eq(key, column_name(column));
		column++;
	}
	ck_assert_uint_eq(json_object_size(row), (size_t)__builtin_popcountll(columns));
	ck_assert(json_is_integer(json_object_get(row, "count")));
	ck_assert(json_is_real(json_object_get(row, "rate_per_s")));
}

static void check_object(json_t *object, const struct snapshot *snapshot)
{
	json_t *ledger = json_object_get(object, "ledger");
	json_t *rows = json_object_get(object, "rows"), *row;
	json_int_t seen = json_integer_value(json_object_get(ledger, "seen"));
	uint64_t counted = snapshot->hidden_signals;
	size_t i;

	ck_assert_str_eq(json_string_value(json_object_get(object, "schema")), "sigsnoop-top/1");
	ck_assert_str_eq(json_string_value(json_object_get(object, "hostname")),
	                 snapshot->hostname);
	ck_assert_int_eq(seen, json_integer_value(json_object_get(ledger, "rows")) +
	                               json_integer_value(json_object_get(ledger, "remainder")));
	ck_assert_uint_eq(sum(json_object_get(object, "signals")), (uint64_t)seen);
	ck_assert_uint_eq(json_array_size(rows), snapshot->row_count);
	json_array_foreach (rows, i, row) {
		check_row(row, snapshot->columns);
		counted += (uint64_t)json_integer_value(json_object_get(row, "count"));
	}
	/* Estimates add up to the totals only about. */
	if (snapshot->sample <= 1)
		ck_assert_uint_eq(counted, (uint64_t)seen);
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(object, "sample"), "one_in")),
		snapshot->sample);
}

/* Names come back from JSON byte by byte as they went in. */
static void check_names(json_t *object, const struct snapshot *snapshot)
{
	json_t *row;
	size_t i;

	json_array_foreach (json_object_get(object, "rows"), i, row) {
		if (!snapshot->rows[i].remainder)
			ck_assert_str_eq(json_string_value(json_object_get(row, "sender_comm")),
			                 snapshot->rows[i].sender.comm.text);
	}
}

START_TEST(test_json_parses_back)
{
	const struct golden *golden = &goldens[_i];
	struct snapshot snapshot;
	json_error_t error;
	json_t *object;
	char *text;

	if (golden->renderer != &render_json)
		return;
	text = rendered(golden);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	object = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	ck_assert_msg(object, "%s: %s", golden->name, error.text);
	make_snapshot(golden, &snapshot);
	check_object(object, &snapshot);
	check_names(object, &snapshot);
	snapshot_free(&snapshot);
	json_decref(object);
	free(text);
}
END_TEST

static bool promtool_present(void)
{
	return system("command -v promtool >/dev/null 2>&1") == 0;
}

START_TEST(test_promtool)
{
	const struct golden *golden = &goldens[_i];
	FILE *promtool;
	char *text;

	if (golden->renderer != &render_prometheus || !promtool_present())
		return;
	text = rendered(golden);
	promtool = popen("promtool check metrics 2>&1", "w");
	ck_assert_ptr_nonnull(promtool);
	ck_assert_int_ge(fputs(text, promtool), 0);
	ck_assert_msg(pclose(promtool) == 0, "%s: promtool complains", golden->name);
	free(text);
}
END_TEST

START_TEST(test_openmetrics)
{
	const struct golden *golden = &goldens[_i];
	const char *wrong, *line;
	char *text;

	if (golden->renderer != &render_openmetrics)
		return;
	text = rendered(golden);
	wrong = openmetrics_wrong(text, &line);
	ck_assert_msg(!wrong, "%s: %s: %.*s", golden->name, wrong, (int)strcspn(line, "\n"), line);
	free(text);
}
END_TEST

/* The check itself: one thing wrong in each. */
static const char *const not_openmetrics[] = {
	"",
	"# EOF",
	"# TYPE a gauge\na 1\n",
	"# TYPE a gauge\na 1\n# EOF\n# EOF\n",
	"# TYPE a gauge\na 1\n\n# EOF\n",
	"a 1\n# EOF\n",
	"# a remark\n# TYPE a gauge\na 1\n# EOF\n",
	"# TYPE a_total counter\na_total 1\n# EOF\n",
	"# TYPE a counter\na 1\n# EOF\n",
	"# TYPE a counter\na_total -1\n# EOF\n",
	"# TYPE a info\na 1\n# EOF\n",
	"# TYPE a summer\na 1\n# EOF\n",
	"# TYPE a gauge\n# TYPE a gauge\na 1\n# EOF\n",
	"# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n",
	"# TYPE a gauge\n# TYPE b gauge\na 1\nb 1\n# EOF\n",
	"# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
	"# TYPE a gauge\na{b=\"1\"} 1\na{b=\"1\"} 2\n# EOF\n",
	"# TYPE a gauge\na{b=\"\\x\"} 1\n# EOF\n",
	"# TYPE a gauge\na{b=\"1} 1\n# EOF\n",
	"# TYPE a gauge\na{b=\"1\",} 1\n# EOF\n",
	"# TYPE a gauge\na{} 1\n# EOF\n",
	"# TYPE a gauge\na 1 1769860805\n# EOF\n",
	"# TYPE a gauge\na one\n# EOF\n",
	"# TYPE a histogram\na_bucket{le=\"1.5\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\n# EOF\n",
	"# TYPE a histogram\na_bucket{le=\"1.5\"} 1\na_count 1\n# EOF\n",
	"# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_count 1\n# EOF\n",
};

#define NOT_OPENMETRICS ((int)(sizeof(not_openmetrics) / sizeof(not_openmetrics[0])))

START_TEST(test_not_openmetrics)
{
	const char *line;

	ck_assert_msg(openmetrics_wrong(not_openmetrics[_i], &line), "%s", not_openmetrics[_i]);
}
END_TEST

static Suite *golden_suite(void)
{
	Suite *suite = suite_create("golden");
	TCase *compared = tcase_create("compared"), *parsed = tcase_create("parsed");

	tcase_add_loop_test(compared, test_golden, 0, (int)GOLDENS);
	tcase_add_loop_test(compared, test_golden_by_each, 0, (int)BY_GOLDENS);
	events_add_tests(compared);
	checks_add_tests(compared);
	records_add_tests(compared);
	tcase_add_loop_test(parsed, test_json_parses_back, 0, (int)GOLDENS);
	tcase_add_loop_test(parsed, test_promtool, 0, (int)GOLDENS);
	tcase_add_loop_test(parsed, test_openmetrics, 0, (int)GOLDENS);
	tcase_add_loop_test(parsed, test_not_openmetrics, 0, NOT_OPENMETRICS);
	tcase_set_timeout(compared, 60);
	tcase_set_timeout(parsed, 60);
	suite_add_tcase(suite, compared);
	suite_add_tcase(suite, parsed);
	return suite;
}

static int count_prometheus(void)
{
	int count = 0;

	for (size_t i = 0; i < GOLDENS; i++)
		count += goldens[i].renderer == &render_prometheus;
	return count;
}

int main(void)
{
	SRunner *runner = srunner_create(golden_suite());
	int failed;

	if (!setlocale(LC_CTYPE, "C.UTF-8") || setenv("TZ", "UTC", 1) != 0)
		return EXIT_FAILURE;
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	if (!promtool_present())
		(void)printf("golden: skipped %d checks: promtool is not installed (package "
		             "prometheus)\n",
		             count_prometheus());
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
