// SPDX-License-Identifier: GPL-2.0
/* The rows of a report as a table that fits a terminal. */
#include "render/grid.h"

#include <inttypes.h>
#include <string.h>

#include "abi/key.h"
#include "model/numbers.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/text.h"

#define GAP        2
#define NAME_LEAST 6
#define PATH_LEAST 12
#define NO_COLUMN  COLUMNS

/*
 * What is printed as one column may be two of a row: the number and the name of a process. A name
 * is cut where room is short, down to `least`; a column whose `least` is 0 is never cut.
 */
struct heading {
	const char *title;
	enum column number;
	enum column name;
	size_t least;
	enum cut cut;
	bool party; /* nothing is known of it in the remainder */
	int rank;   /* 1 is the first to be left out, 0 never is */
};

/* From left to right. The rate can be reckoned, so that it goes before any part of the key. */
static const struct heading headings[] = {
	{"COUNT", .number = COLUMN_COUNT, .name = NO_COLUMN},
	{"+/-", .number = COLUMN_STANDARD_ERROR, .name = NO_COLUMN},
	{"RATE/S", .number = COLUMN_RATE, .name = NO_COLUMN, .rank = 1},
#define PARTY .party = true
#define NAME  .least = NAME_LEAST, .cut = CUT_END, PARTY
#define PATH  .number = NO_COLUMN, .least = PATH_LEAST, .cut = CUT_START, PARTY
	{"SENDER", COLUMN_SENDER_PID, COLUMN_SENDER_COMM, NAME, .rank = 12},
	{"SENDER_UID", COLUMN_SENDER_UID, NO_COLUMN, PARTY, .rank = 7},
	{"SENDER_PARENT", COLUMN_SENDER_PARENT, COLUMN_SENDER_PARENT_COMM, NAME, .rank = 3},
	{"SENDER_CGROUP", .name = COLUMN_SENDER_CGROUP, PATH, .rank = 5},
	{"TARGET", COLUMN_TARGET_PID, COLUMN_TARGET_COMM, NAME, .rank = 11},
	{"TARGET_UID", COLUMN_TARGET_UID, NO_COLUMN, PARTY, .rank = 6},
	{"TARGET_PARENT", COLUMN_TARGET_PARENT, COLUMN_TARGET_PARENT_COMM, NAME, .rank = 2},
	{"TARGET_CGROUP", .name = COLUMN_TARGET_CGROUP, PATH, .rank = 4},
#undef PARTY
#undef NAME
#undef PATH
	{"SIGNAL", .number = NO_COLUMN, .name = COLUMN_SIGNAL},
	{"NUMBER", .number = COLUMN_SIGNAL_NUMBER, .name = NO_COLUMN},
	{"ORIGIN", .number = NO_COLUMN, .name = COLUMN_ORIGIN, .rank = 8},
	{"OUTCOME", .number = NO_COLUMN, .name = COLUMN_OUTCOME, .rank = 10},
	{"ERRNO", .number = NO_COLUMN, .name = COLUMN_ERRNO, .rank = 9},
};

#define HEADINGS (sizeof(headings) / sizeof(headings[0]))

/* Where remainder rows have no party's column to say what they are in. */
static const struct heading note = {"NOTE", NO_COLUMN, NO_COLUMN, NAME_LEAST, CUT_END, false, 0};

/* A heading that is in use, and its widths in columns of the terminal. */
struct field {
	const struct heading *heading;
	bool has_number, has_name;
	size_t number; /* widest number */
	size_t most;   /* nothing cut */
	size_t least;  /* names cut as far as they may be */
	size_t width;  /* as printed */
};

struct grid {
	const struct snapshot *snapshot;
	char mark[64]; /* what the remainder's rows say of themselves */
	struct field fields[HEADINGS + 1];
	size_t count;
};

static bool grid_has(const struct grid *grid, enum column column)
{
	column_set columns = grid->snapshot->columns;

	/* The number says nothing that the name does not. */
	if (columns & COLUMN_BIT(COLUMN_SIGNAL))
		columns &= ~COLUMN_BIT(COLUMN_SIGNAL_NUMBER);
	return column != NO_COLUMN && columns & COLUMN_BIT(column);
}

/* The kernel as the sender has no pid; 0 as a target is what a caller passed: its own group. */
static void number_text(enum column column, const struct row *row, const struct snapshot *snapshot,
                        char text[RATE_SIZE])
{
	struct value value;

	column_value(column, row, snapshot, &value);
	if (value.type == VALUE_NULL || (column == COLUMN_SENDER_PID && value.integer == 0))
		(void)snprintf(text, RATE_SIZE, "-");
	else if (value.type == VALUE_REAL)
		rate_text(value.real, text);
	else if (column == COLUMN_COUNT)
		number_group((uint64_t)value.integer, text);
	else
		(void)snprintf(text, RATE_SIZE, "%" PRId64, value.integer);
}

/* Returns the width, `most` at most. */
static size_t name_text(const struct heading *heading, const struct row *row,
                        const struct grid *grid, size_t most, char text[ESCAPED_SIZE])
{
	const char *name = row->remainder ? grid->mark : "";
	struct value value = {.type = VALUE_TEXT, .text = name};

	if (heading->name != NO_COLUMN)
		column_value(heading->name, row, grid->snapshot, &value);
	if (value.type == VALUE_NULL)
		value.text = "-";
	else if (!*value.text && heading->name != NO_COLUMN)
		value.text = "\"\"";
	return escape_fit(value.text, most, heading->cut, text, ESCAPED_SIZE);
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void field_measure(struct field *field, const struct grid *grid)
{
	size_t title = strlen(field->heading->title), name = 0, before;
	char number[RATE_SIZE], text[ESCAPED_SIZE];

	for (size_t i = 0; i < grid->snapshot->row_count; i++) {
		const struct row *row = &grid->snapshot->rows[i];

		/* What remainder rows have in a party's place is measured by no column. */
		if (row->remainder && field->heading->party)
			continue;
		if (field->has_number) {
			number_text(field->heading->number, row, grid->snapshot, number);
			field->number = larger(field->number, strlen(number));
		}
		if (field->has_name)
			name = larger(name, name_text(field->heading, row, grid, SIZE_MAX, text));
	}
	before = field->number + (field->has_number && field->has_name);
	field->most = larger(title, before + name);
	field->least = field->most;
	if (field->has_name && field->heading->least && field->heading->least < name)
		field->least = larger(title, before + field->heading->least);
}

static void grid_add(struct grid *grid, const struct heading *heading)
{
	struct field *field = &grid->fields[grid->count];

	field->heading = heading;
	field->has_number = grid_has(grid, heading->number);
	field->has_name = heading == &note || grid_has(grid, heading->name);
	if (field->has_number || field->has_name) {
		field_measure(field, grid);
		grid->count++;
	}
}

/* Make room for the mark of the remainder, which all of the parties' fields give together. */
static void grid_widen(struct grid *grid)
{
	struct field *last = NULL;
	size_t room = 0, mark = strlen(grid->mark);

	for (size_t i = 0; i < grid->count; i++) {
		if (grid->fields[i].heading->party) {
			room += grid->fields[i].most + (last ? GAP : 0);
			last = &grid->fields[i];
		}
	}
	if (last && room < mark)
		last->most += mark - room;
	else if (!last)
		grid_add(grid, &note);
}

static bool has_remainder(const struct snapshot *snapshot)
{
	/* They come last. */
	return snapshot->row_count && snapshot->rows[snapshot->row_count - 1].remainder;
}

static size_t grid_width(const struct grid *grid)
{
	size_t width = (grid->count - 1) * GAP;

	for (size_t i = 0; i < grid->count; i++)
		width += grid->fields[i].width;
	return width;
}

/* The field with most to spare above what it needs at least; NULL if none has any. */
static struct field *grid_widest(struct grid *grid)
{
	struct field *widest = NULL;
	size_t spare = 0;

	for (size_t i = 0; i < grid->count; i++) {
		struct field *field = &grid->fields[i];

		if (field->width - field->least > spare) {
			widest = field;
			spare = field->width - field->least;
		}
	}
	return widest;
}

/* Cut names evenly. -1 if the grid is too wide with all of them at their least. */
static int grid_shrink(struct grid *grid, size_t limit)
{
	for (size_t i = 0; i < grid->count; i++)
		grid->fields[i].width = grid->fields[i].most;
	while (grid_width(grid) > limit) {
		struct field *field = grid_widest(grid);

		if (!field)
			return -1;
		field->width--;
	}
	return 0;
}

/* Take out the field that is missed least; returns its title, NULL if none may go. */
static const char *grid_leave_out(struct grid *grid)
{
	struct field *end = grid->fields + grid->count, *least = NULL;
	const char *title;

	for (struct field *field = grid->fields; field < end; field++) {
		if (field->heading->rank && (!least || field->heading->rank < least->heading->rank))
			least = field;
	}
	if (!least)
		return NULL;
	title = least->heading->title;
	memmove(least, least + 1, (size_t)(end - least - 1) * sizeof(*least));
	grid->count--;
	return title;
}

/* Returns how many had to be left out; `titles` has their names. */
static size_t grid_fit(struct grid *grid, size_t limit, const char *titles[HEADINGS])
{
	size_t count = 0;

	while (grid_shrink(grid, limit) != 0) {
		titles[count] = grid_leave_out(grid);
		if (!titles[count])
			break;
		count++;
	}
	return count;
}

static const char *remainder_cause(const struct ledger *ledger)
{
	bool full = ledger->map_full, busy = ledger->map_busy, no_memory = ledger->no_memory;

	if (full + busy + no_memory != 1)
		return "several causes";
	return full ? "map full" : busy ? "map busy" : "no memory";
}

static void grid_build(struct grid *grid, const struct snapshot *snapshot)
{
	*grid = (struct grid){.snapshot = snapshot};
	(void)snprintf(grid->mark, sizeof(grid->mark), "(remainder: %s)",
	               remainder_cause(&snapshot->ledger));
	for (size_t i = 0; i < HEADINGS; i++)
		grid_add(grid, &headings[i]);
	if (has_remainder(snapshot))
		grid_widen(grid);
}

static void print_headings(const struct grid *grid, struct line *line)
{
	for (size_t i = 0; i < grid->count; i++) {
		const struct field *field = &grid->fields[i];
		const char *title = field->heading->title;

		line_field(line, PAINT_BOLD, field->has_name ? ALIGN_LEFT : ALIGN_RIGHT,
		           field->width, title, strlen(title));
		line_gap(line, GAP);
	}
	line_end(line);
}

static bool is_failure(const struct row *row)
{
	return row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_OVERFLOW;
}

static void print_field(const struct field *field, const struct row *row, const struct grid *grid,
                        struct line *line)
{
	bool red = field->heading->name == COLUMN_OUTCOME && !row->remainder && is_failure(row);
	char number[RATE_SIZE], text[ESCAPED_SIZE];
	size_t room = field->width, width;

	if (field->has_number) {
		number_text(field->heading->number, row, grid->snapshot, number);
		line_field(line, PAINT_NONE, ALIGN_RIGHT, field->has_name ? field->number : room,
		           number, strlen(number));
	}
	if (field->has_number && field->has_name) {
		line_gap(line, 1);
		room -= field->number + 1;
	}
	if (field->has_name) {
		width = name_text(field->heading, row, grid, room, text);
		line_field(line, red ? PAINT_RED : PAINT_NONE, ALIGN_LEFT, room, text, width);
	}
	line_gap(line, GAP);
}

/* In the place of all that would say who: the parties' fields, which are side by side. */
static size_t print_mark(const struct grid *grid, size_t first, struct line *line)
{
	char text[ESCAPED_SIZE];
	size_t end = first, room = 0, width;

	for (; end < grid->count && grid->fields[end].heading->party; end++)
		room += grid->fields[end].width + GAP;
	width = escape_fit(grid->mark, room - GAP, CUT_END, text, sizeof(text));
	line_field(line, PAINT_NONE, ALIGN_LEFT, room, text, width);
	return end;
}

static void print_row(const struct row *row, const struct grid *grid, struct line *line)
{
	for (size_t i = 0; i < grid->count;) {
		if (row->remainder && grid->fields[i].heading->party)
			i = print_mark(grid, i, line);
		else
			print_field(&grid->fields[i++], row, grid, line);
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

void grid_print(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};
	const char *left_out[HEADINGS];
	struct grid grid;
	size_t count;

	grid_build(&grid, snapshot);
	count = grid_fit(&grid, line_limit(style), left_out);
	print_headings(&grid, &line);
	for (size_t i = 0; i < snapshot->row_count; i++)
		print_row(&snapshot->rows[i], &grid, &line);
	print_left_out(left_out, count, &line);
}
