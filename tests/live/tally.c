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

static json_int_t count_of(const json_t *tally, const char *key)
{
	return json_integer_value(json_object_get(tally, key));
}

/* Returns the number of keys that have different counts, and writes a line for each of the first.
 */
static size_t show_differences(json_t *expected, json_t *seen, FILE *out)
{
	json_t *keys = json_copy(expected);
	size_t differences = 0;
	void *at;

	ck_assert_int_eq(json_object_update(keys, seen), 0);
	for (at = json_object_iter(keys); at; at = json_object_iter_next(keys, at)) {
		const char *key = json_object_iter_key(at);

		if (json_equal(json_object_get(expected, key), json_object_get(seen, key)))
			continue;
		if (differences++ < DIFFERENCES_SHOWN)
			(void)fprintf(out, "%lld expected, %lld seen: %s\n",
			              count_of(expected, key), count_of(seen, key), key);
	}
	json_decref(keys);
	return differences;
}

/* The first difference is in the first line, which is what a table of many tests shows. */
void tally_assert_equal(json_t *expected, json_t *seen)
{
	char *text = NULL;
	size_t size, differences;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	differences = show_differences(expected, seen, out);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_msg(!differences, "%zu rows differ of %lld signals expected, %lld seen; %s",
	              differences, tally_total(expected), tally_total(seen), text);
	free(text);
}
