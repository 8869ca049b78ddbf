// SPDX-License-Identifier: GPL-2.0
/* CSV by RFC 4180, but with line feeds alone at the ends of lines. */
#include "render/render.h"

#include <inttypes.h>
#include <string.h>

#include "render/escape.h"
#include "render/format.h"

/*
 * Quoted where the format needs it, and where it is empty: a field without quotes and without text
 * is a value that is not known.
 */
static void print_text(const char *text, FILE *out)
{
	char escaped[ESCAPED_SIZE];

	escape_text(text, escaped, sizeof(escaped));
	if (*escaped && !strpbrk(escaped, ",\"")) {
		(void)fputs(escaped, out);
		return;
	}
	(void)fputc('"', out);
	for (const char *at = escaped; *at; at++)
		(void)fputs(*at == '"' ? "\"\"" : (char[]){*at, '\0'}, out);
	(void)fputc('"', out);
}

static void print_value(const struct value *value, FILE *out)
{
	switch (value->type) {
	case VALUE_INTEGER:
		(void)fprintf(out, "%" PRId64, value->integer);
		break;
	case VALUE_REAL:
		(void)fprintf(out, "%.*g", REAL_DIGITS, real_rounded(value->real));
		break;
	case VALUE_TEXT:
		print_text(value->text, out);
		break;
	case VALUE_NULL:
		break;
	}
}

static void print_header(column_set columns, FILE *out)
{
	(void)fputs("time", out);
	for (; columns; columns &= columns - 1)
		(void)fprintf(out, ",%s", column_name(COLUMN_FIRST(columns)));
	(void)fputc('\n', out);
}

static void print_row(const char *time, const struct row *row, const struct snapshot *snapshot,
                      FILE *out)
{
	(void)fputs(time, out);
	for (column_set rest = snapshot->columns; rest; rest &= rest - 1) {
		struct value value;

		column_value(COLUMN_FIRST(rest), row, snapshot, &value);
		(void)fputc(',', out);
		print_value(&value, out);
	}
	(void)fputc('\n', out);
}

static int report(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	char time[TIME_SIZE];

	time_utc(&snapshot->time, time);
	if (style->first)
		print_header(snapshot->columns, out);
	for (size_t i = 0; i < snapshot->row_count; i++)
		print_row(time, &snapshot->rows[i], snapshot, out);
	return 0;
}

const struct renderer render_csv = {
	.name = "csv",
	.columns = USE_DATA,
	.has_header = true,
	.report = report,
};
