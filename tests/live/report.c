// SPDX-License-Identifier: GPL-2.0
/* JSON reports. */
#include "report.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static json_int_t ledger_number(const json_t *report, const char *key)
{
	return row_integer(json_object_get(report, "ledger"), key);
}

static json_int_t lost_number(const json_t *report, const char *key)
{
	return row_integer(json_object_get(json_object_get(report, "ledger"), "lost"), key);
}

const char *report_hook(const json_t *report, const char *door)
{
	return row_text(json_object_get(report, "hooks"), door);
}

double report_interval(const json_t *report)
{
	return json_real_value(json_object_get(report, "interval_s"));
}

double report_time(const json_t *report)
{
	struct tm tm = {0};
	char *fraction = strptime(row_text(report, "time"), "%Y-%m-%dT%H:%M:%S", &tm);
	char *end;
	double seconds;

	ck_assert_ptr_nonnull(fraction);
	seconds = strtod(fraction, &end);
	ck_assert_str_eq(end, "Z");
	return (double)timegm(&tm) + seconds;
}

bool row_is_remainder(const json_t *row)
{
	return json_is_null(json_object_get(row, "sender_pid"));
}

static void count_signal(json_t *signals, const char *signal, json_int_t count)
{
	json_int_t before = json_integer_value(json_object_get(signals, signal));

	ck_assert_int_eq(json_object_set_new(signals, signal, json_integer(before + count)), 0);
}

static void count_signals(json_t *signals, json_t *more)
{
	void *at;

	for (at = json_object_iter(more); at; at = json_object_iter_next(more, at))
		count_signal(signals, json_object_iter_key(at),
		             json_integer_value(json_object_iter_value(at)));
}

json_t *rows_by_signal(const json_t *rows)
{
	json_t *signals = json_object();
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++)
		count_signal(signals, row_text(row, "signal"), row_count(row));
	return signals;
}

static void check_head(const json_t *report)
{
	json_t *signals = json_object_get(report, "signals");

	ck_assert_str_eq(row_text(report, "schema"), "sigsnoop-top/1");
	ck_assert_str_ne(row_text(report, "hostname"), "");
	ck_assert(json_is_real(json_object_get(report, "interval_s")));
	ck_assert(json_is_array(json_object_get(report, "rows")));
	ck_assert(report_time(report) > 0);
	ck_assert_int_eq(ledger_number(report, "seen"),
	                 ledger_number(report, "rows") + ledger_number(report, "remainder"));
	ck_assert_int_eq(ledger_number(report, "seen"), tally_total(signals));
	ck_assert_int_eq(lost_number(report, "total"),
	                 lost_number(report, "recursion") + lost_number(report, "events"));
	ck_assert_int_eq(ledger_number(report, "remainder"),
	                 lost_number(report, "map_full") + lost_number(report, "map_busy") +
	                         lost_number(report, "no_memory"));
}

static void check_rows(const json_t *report)
{
	const json_t *rows = json_object_get(report, "rows"), *row;
	json_int_t keyed = 0, remainder = 0;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++) {
		ck_assert_int_gt(row_count(row), 0);
		if (json_object_get(row, "sender_pid") && row_is_remainder(row))
			remainder += row_count(row);
		else
			keyed += row_count(row);
	}
	if (json_array_size(rows) && json_object_get(json_array_get(rows, 0), "sender_pid")) {
		ck_assert_int_eq(keyed, ledger_number(report, "rows"));
		ck_assert_int_eq(remainder, ledger_number(report, "remainder"));
	}
	ck_assert_int_eq(keyed + remainder, ledger_number(report, "seen"));
	if (json_array_size(rows) && json_object_get(json_array_get(rows, 0), "signal"))
		ck_assert(json_equal(rows_by_signal(rows), json_object_get(report, "signals")));
}

static json_t *parse(const char *text)
{
	json_t *reports = json_array();

	while (*text) {
		size_t length = strcspn(text, "\n");
		json_error_t error;
		json_t *report = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);

		ck_assert_msg(report, "no JSON: %s: %.*s", error.text,
		              length < 2000 ? (int)length : 2000, text);
		ck_assert_msg(text[length], "a report without its line feed");
		check_head(report);
		ck_assert_int_eq(json_array_append_new(reports, report), 0);
		text += length + 1;
	}
	ck_assert_msg(json_array_size(reports), "no report");
	return reports;
}

static void check_lost(const json_t *reports)
{
	ck_assert_int_eq(reports_lost(reports, "total"), 0);
}

json_t *reports_parse_cut(const char *text)
{
	json_t *reports = parse(text);

	check_lost(reports);
	return reports;
}

json_t *reports_parse_lossy(const char *text)
{
	json_t *reports = parse(text);
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		check_rows(report);
	return reports;
}

json_t *reports_parse(const char *text)
{
	json_t *reports = reports_parse_lossy(text);

	check_lost(reports);
	return reports;
}

json_t *reports_tally(const json_t *reports, row_filter wanted, const void *context)
{
	json_t *tally = tally_new();
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		tally_add_rows(tally, json_object_get(report, "rows"), wanted, context);
	return tally;
}

void reports_assert_all(const json_t *reports, row_filter wanted, const void *context)
{
	const json_t *report, *row;
	size_t i, j;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		for (j = 0; (row = json_array_get(json_object_get(report, "rows"), j)); j++)
			ck_assert_msg(wanted(row, context), "a row that is not wanted: %s",
			              json_dumps(row, JSON_COMPACT));
}

json_int_t reports_ledger(const json_t *reports, const char *key)
{
	json_int_t sum = 0;
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		sum += ledger_number(report, key);
	return sum;
}

json_int_t reports_lost(const json_t *reports, const char *key)
{
	json_int_t sum = 0;
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		sum += lost_number(report, key);
	return sum;
}

json_t *reports_signals(const json_t *reports)
{
	json_t *signals = json_object();
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++)
		count_signals(signals, json_object_get(report, "signals"));
	return signals;
}
