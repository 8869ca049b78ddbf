// SPDX-License-Identifier: GPL-2.0
/* Every format has the same rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exposition.h"
#include "live.h"
#include "report.h"
#include "storm.h"
#include "text.h"
#include "tool.h"

#define MIX "calls", "signals", "overflow", "esrch", "ebadf", "eperm", "exits", "probe", "forged"

/* What the tool printed in this format of all that the storm sent. */
static char *text_under(struct storm *storm, const char *format)
{
	struct tool tool;

	storm_prepare(storm, ARGS(MIX));
	tool_start(&tool, ARGS("-p", storm->comm, "-o", format, "-i", "0.1"));
	storm_begin(storm);
	storm_finish(storm);
	return tool_text(&tool);
}

static bool sent_by_storm(const json_t *row, const void *storm)
{
	return !strcmp(row_text(row, "sender_comm"), ((const struct storm *)storm)->comm);
}

START_TEST(test_csv)
{
	json_t *expected = tally_new(), *seen = tally_new();
	struct storm storm;
	json_t *rows = csv_rows(text_under(&storm, "csv"));
	json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++) {
		/* The one column that JSON has once for all rows. */
		ck_assert_str_ne(row_text(row, "time"), "");
		(void)json_object_del(row, "time");
	}
	tally_add_rows(expected, storm.rows, sent_by_storm, &storm);
	tally_add_rows(seen, rows, NULL, NULL);
	tally_assert_equal(expected, seen);
}
END_TEST

START_TEST(test_prometheus)
{
	struct storm storm;
	const char *text = exposition_last(text_under(&storm, "prometheus"));

	tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm),
	                   exposition_samples(text, ARGS("sigsnoop_signals_total{",
	                                                 "sigsnoop_refused_total{")));
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_remainder_total "), 0);
	ck_assert_int_eq(exposition_sum(text, "sigsnoop_lost_total{"), 0);
	exposition_check(text);
}
END_TEST

/* The number before this word in each report's header, added up. */
static json_int_t header_sum(const char *text, const char *word)
{
	json_int_t sum = 0;

	for (const char *at = text; (at = strstr(at, word)); at += strlen(word)) {
		const char *digit = at;
		json_int_t number = 0;

		while (digit > text && strchr("0123456789,", digit[-1]))
			digit--;
		for (; digit < at; digit++)
			number = *digit == ',' ? number : number * 10 + *digit - '0';
		sum += number;
	}
	return sum;
}

static bool is_failed(const json_t *row, const void *storm)
{
	const char *outcome = row_text(row, "outcome");

	return sent_by_storm(row, storm) &&
	       (!strcmp(outcome, "refused") || !strcmp(outcome, "overflow"));
}

static json_int_t storm_sum(const struct storm *storm, row_filter wanted)
{
	json_t *tally = tally_new();

	tally_add_rows(tally, storm->rows, wanted, storm);
	return tally_total(tally);
}

START_TEST(test_table)
{
	struct storm storm;
	char *text = text_under(&storm, "table"), *flat = text_unwrapped(text);

	ck_assert_int_eq(header_sum(flat, " signal"), storm_sum(&storm, sent_by_storm));
	ck_assert_int_eq(header_sum(flat, " failed"), storm_sum(&storm, is_failed));
	ck_assert_int_eq(header_sum(flat, " lost"), 0);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		ck_assert_uint_lt(strcspn(line, "\n"), 80);
	for (const char *const *word = ARGS("SENDER", "TARGET", "OUTCOME", "SIGRTMIN+3", "SHARE",
	                                    "refused", "hooks: generated ");
	     *word; word++)
		ck_assert_msg(strstr(text, *word), "no %s in: %.2000s", *word, text);
}
END_TEST

void add_formats(Suite *suite)
{
	TCase *tests = theme(suite, "formats", 30);

	tcase_add_test(tests, test_csv);
	tcase_add_test(tests, test_prometheus);
	tcase_add_test(tests, test_table);
}
