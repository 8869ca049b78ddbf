// SPDX-License-Identifier: GPL-2.0
/* Rows added up. */
#include "tally.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define DIFFERENCES_SHOWN 12

json_t *tally_new(void)
{
	json_t *tally = json_object();

	ck_assert_ptr_nonnull(tally);
	return tally;
}

json_int_t row_integer(const json_t *row, const char *column)
{
	const json_t *value = json_object_get(row, column);

	if (json_is_null(value))
		return -1;
	ck_assert_msg(json_is_integer(value), "no integer '%s'", column);
	return json_integer_value(value);
}

const char *row_text(const json_t *row, const char *column)
{
	const json_t *value = json_object_get(row, column);

	if (json_is_null(value))
		return "";
	ck_assert_msg(json_is_string(value), "no text '%s'", column);
	return json_string_value(value);
}

bool row_is_null(const json_t *row, const char *column)
{
	const json_t *value = json_object_get(row, column);

	ck_assert_msg(value, "no '%s'", column);
	return json_is_null(value);
}

json_int_t row_count(const json_t *row)
{
	return row_integer(row, "count");
}

bool row_is_refused_door(const json_t *row)
{
	const char *outcome = row_text(row, "outcome");

	return !strcmp(outcome, "refused") || !strcmp(outcome, "probe");
}

static char *row_key(const json_t *row)
{
	json_t *key = json_copy((json_t *)row);
	char *text;

	ck_assert_ptr_nonnull(key);
	(void)json_object_del(key, "count");
	(void)json_object_del(key, "rate_per_s"); /* which a workload does not know */
	text = json_dumps(key, JSON_COMPACT | JSON_SORT_KEYS);
	ck_assert_ptr_nonnull(text);
	json_decref(key);
	return text;
}

void tally_add(json_t *tally, const json_t *row)
{
	char *key = row_key(row);
	json_int_t before = json_integer_value(json_object_get(tally, key));

	ck_assert_int_eq(json_object_set_new(tally, key, json_integer(before + row_count(row))), 0);
	free(key);
}

void tally_add_rows(json_t *tally, const json_t *rows, row_filter wanted, const void *context)
{
	const json_t *row;
	size_t i;

	for (i = 0; (row = json_array_get(rows, i)); i++)
		if (!wanted || wanted(row, context))
			tally_add(tally, row);
}

json_int_t tally_total(json_t *tally)
{
	json_int_t total = 0;
	void *at;

	for (at = json_object_iter(tally); at; at = json_object_iter_next(tally, at))
		total += json_integer_value(json_object_iter_value(at));
	return total;
}

/* Those of `a` that `b` has not, or has with another count. Returns their number. */
static size_t show_difference(json_t *a, const json_t *b, bool counts_too, FILE *out)
{
	size_t shown = 0;
	void *at;

	for (at = json_object_iter(a); at; at = json_object_iter_next(a, at)) {
		const char *key = json_object_iter_key(at);
		const json_t *count = json_object_iter_value(at), *other = json_object_get(b, key);

		if (other && (!counts_too || json_equal(count, other)))
			continue;
		if (shown++ < DIFFERENCES_SHOWN)
			(void)fprintf(out, "\n  %lld %s: %s", json_integer_value(count),
			              other ? "other count" : "missing there", key);
	}
	return shown;
}

void tally_assert_equal(json_t *expected, json_t *seen)
{
	char *text = NULL;
	size_t size, differences;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	(void)fprintf(out, "expected but not seen so:");
	differences = show_difference(expected, seen, true, out);
	(void)fprintf(out, "\nseen but not expected:");
	differences += show_difference(seen, expected, false, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_msg(!differences, "%zu rows differ; %lld signals expected, %lld seen\n%s",
	              differences, tally_total(expected), tally_total(seen), text);
}
