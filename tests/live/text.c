// SPDX-License-Identifier: GPL-2.0
/* What programs print for people, and CSV. */
#include "text.h"

#include <check.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MOST 32

char *text_unwrapped(const char *text)
{
	char *result = calloc(1, strlen(text) + 1), *to = result;

	ck_assert_ptr_nonnull(result);
	for (; *text; text++) {
		if (!isspace((unsigned char)*text))
			*to++ = *text;
		else if (to > result && to[-1] != ' ')
			*to++ = ' ';
	}
	return result;
}

size_t text_lines(const char *text)
{
	size_t lines = 0;

	for (; *text; text++)
		lines += *text == '\n';
	return lines;
}

const char *number_grouped(json_int_t number, char buffer[32])
{
	char digits[32];
	int length = snprintf(digits, sizeof(digits), "%lld", number);
	char *to = buffer;

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return buffer;
}

struct field {
	char text[256];
	bool quoted;
};

/* A field in quotes, after the first. Returns what comes after it. */
static const char *read_quoted(const char *at, struct field *field)
{
	size_t used = 0;

	for (; *at != '"' || at[1] == '"'; at++) {
		ck_assert_msg(*at, "CSV ends within quotes");
		ck_assert_uint_lt(used + 1, sizeof(field->text));
		at += *at == '"';
		field->text[used++] = *at;
	}
	field->text[used] = '\0';
	return at + 1;
}

static const char *read_plain(const char *at, struct field *field)
{
	size_t length = strcspn(at, ",\n");

	ck_assert_uint_lt(length, sizeof(field->text));
	(void)snprintf(field->text, sizeof(field->text), "%.*s", (int)length, at);
	ck_assert_msg(!strchr(field->text, '"'), "a quote in a field without quotes");
	return at + length;
}

/* One record. Returns what comes after it. */
static const char *read_record(const char *at, struct field fields[FIELDS_MOST], size_t *count)
{
	*count = 0;
	do {
		struct field *field = &fields[*count];

		ck_assert_uint_lt(*count, FIELDS_MOST);
		field->quoted = *at == '"';
		at = field->quoted ? read_quoted(at + 1, field) : read_plain(at, field);
		(*count)++;
		ck_assert_msg(*at == ',' || *at == '\n', "CSV: neither comma nor line feed");
	} while (*at++ == ',');
	return at;
}

static bool holds_numbers(const char *column)
{
	static const char *const ends[] = {"_pid", "_uid", "_parent", "_number", "count"};
	size_t length = strlen(column);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (length >= strlen(ends[i]) &&
		    !strcmp(column + length - strlen(ends[i]), ends[i]))
			return true;
	return false;
}

static json_t *field_value(const char *column, const struct field *field)
{
	char *end;
	long long number = strtoll(field->text, &end, 10);

	if (!field->quoted && !*field->text)
		return json_null();
	if (!holds_numbers(column))
		return json_string(field->text);
	ck_assert_msg(!field->quoted && !*end, "no number in %s: %s", column, field->text);
	return json_integer(number);
}

json_t *csv_rows(const char *text)
{
	struct field names[FIELDS_MOST], fields[FIELDS_MOST];
	size_t columns, count;
	json_t *rows = json_array();

	text = read_record(text, names, &columns);
	while (*text) {
		json_t *row = json_object();

		text = read_record(text, fields, &count);
		ck_assert_uint_eq(count, columns);
		for (size_t i = 0; i < count; i++)
			(void)json_object_set_new(row, names[i].text,
			                          field_value(names[i].text, &fields[i]));
		ck_assert_int_eq(json_array_append_new(rows, row), 0);
	}
	return rows;
}
