// SPDX-License-Identifier: GPL-2.0
/* What holds of every report: what it looks like in detail is the business of the golden files. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "model/fold.h"
#include "render/render.h"
#include "../golden/samples.h"

#define ROUNDS 300

static const struct renderer *const renderers[] = {&render_table, &render_json, &render_csv,
                                                   &render_prometheus};

static const sample_fn samples[] = {sample_normal, sample_idle, sample_hostile, sample_losses,
                                    sample_full,   sample_many, sample_large};

static void check_bad(const char *name, enum document_kind kind, const char *wanted)
{
	const struct renderer *renderer;
	struct fault fault;
	char text[128];

	ck_assert_int_eq(renderer_parse(name, kind, &renderer, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	(void)snprintf(text, sizeof(text), "--output '%s': must be %s", name, wanted);
	ck_assert_str_eq(fault.text, text);
}

START_TEST(test_parse)
{
	static const char *const bad[] = {"", "JSON", "xml", "tables", "openmetrics"};
	const struct renderer *renderer;
	struct fault fault;

	for (size_t i = 0; i < COUNT_OF(renderers); i++) {
		const char *name = renderers[i]->name;

		ck_assert_int_eq(renderer_parse(name, DOCUMENT_REPORT, &renderer, &fault), 0);
		ck_assert_ptr_eq(renderer, renderers[i]);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		check_bad(bad[i], DOCUMENT_REPORT, "table, json, csv or prometheus");
}
END_TEST

/* Not every format has all that there is to print. */
START_TEST(test_parse_kinds)
{
	enum document_kind kind = (enum document_kind)_i;
	const struct renderer *renderer;
	struct fault fault;

	ck_assert_int_eq(renderer_parse("table", kind, &renderer, &fault), 0);
	ck_assert_ptr_eq(renderer, &render_table);
	ck_assert_int_eq(renderer_parse("json", kind, &renderer, &fault), 0);
	ck_assert_ptr_eq(renderer, &render_json);
	check_bad("csv", kind, "table or json");
	check_bad("prometheus", kind, "table or json");
	check_bad("xml", kind, "table or json");
}
END_TEST

static void make(struct snapshot *snapshot, sample_fn sample, column_set columns, size_t rows)
{
	const struct fold fold = {columns, COLUMN_COUNT, rows};

	snapshot_init(snapshot);
	sample(snapshot);
	ck_assert_int_eq(fold_apply(snapshot, &fold), 0);
}

/* Allocated. */
static char *rendered(const struct renderer *renderer, const struct snapshot *snapshot,
                      const struct style *style)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(renderer->report(snapshot, style, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

/* A full disk is the stream's error, and no other. */
START_TEST(test_full_disk)
{
	const struct style style = {false, 80, true};
	struct snapshot snapshot;

	make(&snapshot, sample_normal, columns_used(USE_DATA), 0);
	for (size_t i = 0; i < COUNT_OF(renderers); i++) {
		FILE *out = fopen("/dev/full", "w");

		ck_assert_ptr_nonnull(out);
		ck_assert_int_eq(setvbuf(out, NULL, _IONBF, 0), 0);
		ck_assert_int_eq(renderers[i]->report(&snapshot, &style, out), 0);
		ck_assert(ferror(out));
		(void)fclose(out);
	}
	snapshot_free(&snapshot);
}
END_TEST

/* Valid UTF-8 without anything that a terminal acts on; returns its width. */
static size_t check_line(const char *line)
{
	mbstate_t state = {0};
	size_t width = 0;

	while (*line) {
		wchar_t character;
		size_t length = mbrtowc(&character, line, strlen(line), &state);

		/* Not ck_assert(): it writes to a file every time. */
		if (length > 4 || wcwidth(character) <= 0)
			ck_abort_msg("not to be printed: %s", line);
		width += (size_t)wcwidth(character);
		line += length;
	}
	return width;
}

/* Calls `check` with each line; the last must have its end. */
static void each_line(char *text, int width, void (*check)(char *line, int width))
{
	char *end;

	ck_assert(!*text || text[strlen(text) - 1] == '\n');
	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		*end = '\0';
		check(text, width);
	}
}

static void check_table_line(char *line, int width)
{
	ck_assert_msg(check_line(line) < (size_t)width, "too wide for %d: %s", width, line);
	ck_assert_msg(!*line || line[strlen(line) - 1] != ' ', "blanks at the end: '%s'", line);
}

static void check_other_line(char *line, int width)
{
	(void)width;
	(void)check_line(line);
}

/* Whatever was asked for: it fits. */
START_TEST(test_random)
{
	uint64_t state = 15485863;

	for (int round = 0; round < ROUNDS; round++) {
		column_set columns = random_below(&state, COLUMNS_ALL + 1);
		struct style style = {false, (int)(40 + random_below(&state, 160)),
		                      random_below(&state, 2)};
		size_t rows = random_below(&state, 10);
		struct snapshot snapshot;

		make(&snapshot, samples[random_below(&state, COUNT_OF(samples))], columns, rows);
		for (size_t i = 0; i < COUNT_OF(renderers); i++) {
			char *text = rendered(renderers[i], &snapshot, &style);

			each_line(text, style.width,
			          renderers[i] == &render_table ? check_table_line
			                                        : check_other_line);
			free(text);
		}
		snapshot_free(&snapshot);
	}
}
END_TEST

/* Colour changes nothing but colour. */
START_TEST(test_colors)
{
	struct style plain = {false, 80, true}, colored = {true, 80, true};

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		struct snapshot snapshot;
		char *expected, *text, *to;

		make(&snapshot, samples[i], columns_used(USE_TABLE), 0);
		expected = rendered(&render_table, &snapshot, &plain);
		text = to = rendered(&render_table, &snapshot, &colored);
		ck_assert_ptr_nonnull(strchr(text, '\033'));
		for (const char *from = text; *from; from++) {
			if (*from == '\033')
				from = strchr(from, 'm');
			else
				*to++ = *from;
		}
		*to = '\0';
		ck_assert_str_eq(text, expected);
		free(expected);
		free(text);
		snapshot_free(&snapshot);
	}
}
END_TEST

START_TEST(test_csv_fields)
{
	const struct style style = {false, 80, false};
	struct snapshot snapshot;
	char *text, *field;
	int quotes = 0, fields = 1;

	make(&snapshot, sample_hostile, columns_used(USE_DATA), 0);
	text = rendered(&render_csv, &snapshot, &style);
	/* As a reader of RFC 4180 counts fields: a comma between quotes is none. */
	for (field = text; *field; field++) {
		quotes += *field == '"';
		fields += *field == ',' && quotes % 2 == 0;
		if (*field != '\n')
			continue;
		ck_assert_int_eq(quotes % 2, 0);
		ck_assert_int_eq(fields, 1 + __builtin_popcount(snapshot.columns));
		fields = 1;
	}
	free(text);
	snapshot_free(&snapshot);
}
END_TEST

static int line_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Whatever the rows are grouped by, and whatever the names are, a series appears once. */
static void check_unique(char *text)
{
	char *lines[512] = {NULL}, *end;
	size_t count = 0;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		*end = '\0';
		ck_assert_uint_lt(count, COUNT_OF(lines));
		if (*text == '#')
			continue;
		*strrchr(text, ' ') = '\0';
		lines[count++] = text;
	}
	qsort(lines, count, sizeof(*lines), line_compare);
	for (size_t i = 1; i < count; i++)
		ck_assert_str_ne(lines[i - 1], lines[i]);
}

/* Sum of the samples of a family. */
static uint64_t family_sum(const char *text, const char *family)
{
	size_t length = strlen(family);
	uint64_t sum = 0;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, family, length) == 0)
			sum += strtoull(memrchr(line, ' ', strcspn(line, "\n")), NULL, 10);
	}
	return sum;
}

START_TEST(test_series)
{
	const struct style style = {false, 80, true};
	uint64_t state = 32452843;

	for (int round = 0; round < ROUNDS; round++) {
		column_set columns = random_below(&state, COLUMNS_ALL + 1);
		struct snapshot snapshot;
		char *text;

		make(&snapshot, samples[random_below(&state, COUNT_OF(samples))], columns, 0);
		text = rendered(&render_prometheus, &snapshot, &style);
		ck_assert_uint_eq(family_sum(text, "sigsnoop_signals_total{") +
		                          family_sum(text, "sigsnoop_refused_total{"),
		                  snapshot.ledger.rows);
		ck_assert_ptr_null(strstr(text, "pid"));
		check_unique(text);
		snapshot_free(&snapshot);
		free(text);
	}
}
END_TEST

/* What is left out is so for want of another value, and no key is there without a count. */
START_TEST(test_json_unnamed)
{
	const struct style style = {false, 80, true};
	struct snapshot snapshot;
	char *text;

	make(&snapshot, sample_normal, columns_used(USE_DATA), 0);
	text = rendered(&render_json, &snapshot, &style);
	ck_assert_ptr_null(strstr(text, "unnamed"));
	ck_assert_ptr_nonnull(strstr(text, "\"interval_s\":5.001,"));
	free(text);
	snapshot.ledger.unnamed = 3;
	text = rendered(&render_json, &snapshot, &style);
	ck_assert_ptr_nonnull(strstr(text, ",\"unnamed\":3}"));
	free(text);
	snapshot_free(&snapshot);
}
END_TEST

Suite *suite_renderers(void)
{
	TCase *cases;
	Suite *suite = suite_of("renderers", &cases);

	tcase_add_test(cases, test_parse);
	tcase_add_loop_test(cases, test_parse_kinds, DOCUMENT_EVENTS, DOCUMENT_STATUS + 1);
	tcase_add_test(cases, test_full_disk);
	tcase_add_test(cases, test_random);
	tcase_add_test(cases, test_colors);
	tcase_add_test(cases, test_csv_fields);
	tcase_add_test(cases, test_series);
	tcase_add_test(cases, test_json_unnamed);
	return suite;
}
