// SPDX-License-Identifier: GPL-2.0
/* What all JSON output has in common. */
#include "render/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "render/format.h"

/*
 * Only ASCII: jansson leaves characters above U+007F as they are, and among them are terminal
 * escapes (U+009B) and bidirectional marks.
 */
#define FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(REAL_DIGITS))

json_t *json_count(uint64_t count)
{
	return json_integer((json_int_t)count);
}

json_t *json_integer_if(bool known, int64_t number)
{
	return known ? json_integer((json_int_t)number) : json_null();
}

json_t *json_text_if(bool known, const char *text)
{
	return known ? json_string(text) : json_null();
}

static json_t *value_json(const struct value *value)
{
	switch (value->type) {
	case VALUE_INTEGER:
		return json_integer(value->integer);
	case VALUE_REAL:
		return json_real(real_rounded(value->real));
	case VALUE_TEXT:
		return json_string(value->text);
	case VALUE_NULL:
		break;
	}
	return json_null();
}

int json_set_columns(json_t *object, column_set columns, const struct row *row,
                     const struct snapshot *snapshot)
{
	for (; columns; columns &= columns - 1) {
		enum column column = COLUMN_FIRST(columns);
		struct value value;

		column_value(column, row, snapshot, &value);
		/* Not checked for valid UTF-8: names of columns are ASCII. */
		if (json_object_set_new_nocheck(object, column_name(column), value_json(&value)))
			return -1;
	}
	return 0;
}

/* jansson escapes every control character but DEL; outside of strings there is none. */
static void write_text(const char *text, FILE *out)
{
	const char *del;

	for (; (del = strchr(text, 0x7f)); text = del + 1) {
		(void)fwrite(text, 1, (size_t)(del - text), out);
		(void)fputs("\\u007F", out);
	}
	(void)fputs(text, out);
}

int json_write(json_t *json, size_t flags, FILE *out)
{
	char *text = json_dumps(json, FLAGS | flags);

	json_decref(json);
	if (!text) {
		errno = ENOMEM;
		return -1;
	}
	write_text(text, out);
	free(text);
	return 0;
}

int json_line(json_t *json, FILE *out)
{
	if (json_write(json, 0, out) != 0)
		return -1;
	(void)fputc('\n', out);
	return 0;
}

const struct renderer render_json = {
	.name = "json",
	.columns = USE_DATA,
	.has_ledger = true,
	.report = report_json,
	.events = events_json,
	.records = records_json,
	.status = status_json,
	.check = check_json,
};
