// SPDX-License-Identifier: GPL-2.0
/* The rows of a report as a table that fits a terminal. */
#include "render/rows_table.h"

#include <inttypes.h>
#include <string.h>

#include "model/numbers.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/grid.h"

#define NO_COLUMN COLUMNS

/* How far a text may be cut where room is short, and where; 0: it never is. */
static const struct {
	size_t least;
	enum cut cut;
} cuts[] = {
	[TYPE_WORD] = {0, CUT_END},
	[TYPE_NAME] = {6, CUT_END},
	[TYPE_PATH] = {12, CUT_START},
};

/* What is printed as one field may be two columns: the number and the name of a process. */
struct part {
	enum column number, name; /* NO_COLUMN: it has none */
	bool party;               /* nothing is known of it in the remainder */
	bool note;                /* a text of its own: what remainder rows are in */
	size_t number_width;
};

struct table {
	const struct snapshot *snapshot;
	char mark[64]; /* what the remainder's rows say of themselves */
	struct part parts[GRID_FIELDS];
	struct grid grid; /* the ids of fields are places in `parts` */
};

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static enum column_type type_of(const struct part *part)
{
	return part->note ? TYPE_NAME : column_describe(part->name)->type;
}

static bool has_number(const struct part *part)
{
	return part->number != NO_COLUMN;
}

static bool has_name(const struct part *part)
{
	return part->name != NO_COLUMN || part->note;
}

static void number_text(enum column column, const struct row *row, const struct snapshot *snapshot,
                        char text[RATE_SIZE])
{
	const struct column_descriptor *it = column_describe(column);
	struct value value;

	column_value(column, row, snapshot, &value);
	if (value.type == VALUE_NULL || (it->zero_is_none && value.integer == 0))
		(void)snprintf(text, RATE_SIZE, "-");
	else if (it->type == TYPE_REAL)
		rate_text(value.real, text);
	else if (it->type == TYPE_COUNT)
		number_group((uint64_t)value.integer, text);
	else
		(void)snprintf(text, RATE_SIZE, "%" PRId64, value.integer);
}

/* Returns the width, `most` at most. */
static size_t name_text(const struct part *part, const struct row *row, const struct table *table,
                        size_t most, char text[ESCAPED_SIZE])
{
	struct value value = {.type = VALUE_TEXT, .text = row->remainder ? table->mark : ""};

	if (!part->note) {
		column_value(part->name, row, table->snapshot, &value);
		if (value.type == VALUE_NULL)
			value.text = "-";
		else if (!*value.text)
			value.text = "\"\"";
	}
	return escape_fit(value.text, most, cuts[type_of(part)].cut, text, ESCAPED_SIZE);
}

static void measure(struct part *part, struct field *field, const struct table *table)
{
	size_t title = strlen(field->title), name = 0, before;
	char number[RATE_SIZE], text[ESCAPED_SIZE];

	for (size_t i = 0; i < table->snapshot->row_count; i++) {
		const struct row *row = &table->snapshot->rows[i];

		/* What remainder rows have in a party's place is measured by no column. */
		if (row->remainder && part->party)
			continue;
		if (has_number(part)) {
			number_text(part->number, row, table->snapshot, number);
			part->number_width = larger(part->number_width, strlen(number));
		}
		if (has_name(part))
			name = larger(name, name_text(part, row, table, SIZE_MAX, text));
	}
	before = part->number_width + (has_number(part) && has_name(part));
	field->most = field->least = larger(title, before + name);
	if (has_name(part) && cuts[type_of(part)].least && cuts[type_of(part)].least < name)
		field->least = larger(title, before + cuts[type_of(part)].least);
}

static void add_part(struct table *table, const char *title, int rank, struct part part)
{
	struct grid *grid = &table->grid;

	table->parts[grid->count] = part;
	grid->fields[grid->count] = (struct field){
		.title = title,
		.align = has_name(&part) ? ALIGN_LEFT : ALIGN_RIGHT,
		.rank = rank,
		.id = (int)grid->count,
	};
	grid->count++;
}

/* A field of its own, or the name beside the number of the field before. */
static void add_column(struct table *table, enum column column)
{
	const struct column_descriptor *it = column_describe(column);
	struct grid *grid = &table->grid;
	struct field *last = grid->count ? &grid->fields[grid->count - 1] : NULL;

	if (last && !strcmp(last->title, it->title)) {
		table->parts[last->id].name = column;
		last->align = ALIGN_LEFT;
		return;
	}
	add_part(table, it->title, it->rank,
	         (struct part){.number = column_is_number(column) ? column : NO_COLUMN,
	                       .name = column_is_number(column) ? NO_COLUMN : column,
	                       .party = it->holder != HOLDER_ROW});
}

static column_set shown(column_set columns)
{
	column_set set = columns;

	for (column_set rest = columns; rest; rest &= rest - 1) {
		enum column column = COLUMN_FIRST(rest);

		if (column_describe(column)->told_by & columns)
			set &= ~COLUMN_BIT(column);
	}
	return set;
}

/* What was measured comes first, an estimate's error beside it; then the key. */
static void add_columns(struct table *table)
{
	static const enum column measured[] = {COLUMN_COUNT, COLUMN_STANDARD_ERROR, COLUMN_RATE};
	column_set set = shown(table->snapshot->columns);

	for (size_t i = 0; i < sizeof(measured) / sizeof(measured[0]); i++) {
		if (set & COLUMN_BIT(measured[i]))
			add_column(table, measured[i]);
	}
	for (set &= ~COLUMNS_MEASURED; set; set &= set - 1)
		add_column(table, COLUMN_FIRST(set));
}

static bool has_remainder(const struct snapshot *snapshot)
{
	/* They come last. */
	return snapshot->row_count && snapshot->rows[snapshot->row_count - 1].remainder;
}

/* Where remainder rows have no party's column to say what they are in. */
static void add_note(struct table *table)
{
	struct grid *grid = &table->grid;

	add_part(table, "NOTE", 0, (struct part){NO_COLUMN, NO_COLUMN, .note = true});
	measure(&table->parts[grid->count - 1], &grid->fields[grid->count - 1], table);
}

/* Make room for the mark of the remainder, which all of the parties' fields give together. */
static void make_room(struct table *table)
{
	size_t room = 0, mark = strlen(table->mark);
	struct field *last = NULL;

	for (size_t i = 0; i < table->grid.count; i++) {
		if (table->parts[i].party) {
			room += table->grid.fields[i].most + (last ? GRID_GAP : 0);
			last = &table->grid.fields[i];
		}
	}
	if (last && room < mark)
		last->most += mark - room;
	else if (!last)
		add_note(table);
}

static const char *remainder_cause(const struct ledger *ledger)
{
	bool full = ledger->map_full, busy = ledger->map_busy, no_memory = ledger->no_memory;

	if (full + busy + no_memory != 1)
		return "several causes";
	return full ? "map full" : busy ? "map busy" : "no memory";
}

static void build(struct table *table, const struct snapshot *snapshot)
{
	*table = (struct table){.snapshot = snapshot};
	(void)snprintf(table->mark, sizeof(table->mark), "(remainder: %s)",
	               remainder_cause(&snapshot->ledger));
	add_columns(table);
	for (size_t i = 0; i < table->grid.count; i++)
		measure(&table->parts[i], &table->grid.fields[i], table);
	if (has_remainder(snapshot))
		make_room(table);
}

static bool is_failure(const struct row *row)
{
	return row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_OVERFLOW;
}

static void print_field(const struct field *field, const struct row *row, const struct table *table,
                        struct line *line)
{
	const struct part *part = &table->parts[field->id];
	bool red = part->name == COLUMN_OUTCOME && !row->remainder && is_failure(row);
	char number[RATE_SIZE], text[ESCAPED_SIZE];
	size_t room = field->width, width;

	if (has_number(part)) {
		number_text(part->number, row, table->snapshot, number);
		line_field(line, PAINT_NONE, ALIGN_RIGHT,
		           has_name(part) ? part->number_width : room, number, strlen(number));
	}
	if (has_number(part) && has_name(part)) {
		line_gap(line, 1);
		room -= part->number_width + 1;
	}
	if (has_name(part)) {
		width = name_text(part, row, table, room, text);
		line_field(line, red ? PAINT_RED : PAINT_NONE, ALIGN_LEFT, room, text, width);
	}
	line_gap(line, GRID_GAP);
}

/* In the place of all that would say who: the parties' fields, which are side by side. */
static size_t print_mark(const struct table *table, size_t first, struct line *line)
{
	const struct grid *grid = &table->grid;
	char text[ESCAPED_SIZE];
	size_t end = first, room = 0, width;

	for (; end < grid->count && table->parts[grid->fields[end].id].party; end++)
		room += grid->fields[end].width + GRID_GAP;
	width = escape_fit(table->mark, room - GRID_GAP, CUT_END, text, sizeof(text));
	line_field(line, PAINT_NONE, ALIGN_LEFT, room, text, width);
	return end;
}

static void print_row(const struct row *row, const struct table *table, struct line *line)
{
	const struct grid *grid = &table->grid;

	for (size_t i = 0; i < grid->count;) {
		if (row->remainder && table->parts[grid->fields[i].id].party)
			i = print_mark(table, i, line);
		else
			print_field(&grid->fields[i++], row, table, line);
	}
	line_end(line);
}

static void print_left_out(const char *const titles[], size_t count, struct line *line)
{
	char item[64];

	if (!count)
		return;
	line_sentence(line, PAINT_NONE, "no room for");
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(item, sizeof(item), "%s%s", titles[i], i + 1 < count ? "," : "");
		line_item(line, PAINT_NONE, 1, item, strlen(item));
	}
	line_sentence(line, PAINT_NONE, "(a wider terminal, fewer keys in --by, or -o json)");
	line_end(line);
}

void rows_table(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};
	const char *left_out[GRID_FIELDS];
	struct table table;
	size_t count;

	build(&table, snapshot);
	count = grid_fit(&table.grid, line_limit(style), FIT_CUT_FIRST, left_out);
	grid_titles(&table.grid, &line);
	for (size_t i = 0; i < snapshot->row_count; i++)
		print_row(&snapshot->rows[i], &table, &line);
	print_left_out(left_out, count, &line);
}
