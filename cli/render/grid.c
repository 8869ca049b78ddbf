// SPDX-License-Identifier: GPL-2.0
/* Fit the columns of a table to a width. */
#include "render/grid.h"

#include <string.h>

static size_t width_of(const struct grid *grid)
{
	size_t width = (grid->count - 1) * GRID_GAP;

	for (size_t i = 0; i < grid->count; i++)
		width += grid->fields[i].width;
	return width;
}

static void widen(struct grid *grid)
{
	for (size_t i = 0; i < grid->count; i++)
		grid->fields[i].width = grid->fields[i].most;
}

/* The field with most to spare above what it needs at least; NULL if none has any. */
static struct field *widest(struct grid *grid)
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

/* Cut evenly. -1 if the grid is too wide with all fields at their least. */
static int cut(struct grid *grid, size_t limit)
{
	while (width_of(grid) > limit) {
		struct field *field = widest(grid);

		if (!field)
			return -1;
		field->width--;
	}
	return 0;
}

/* Take out the field that is missed least; returns its title, NULL if none may go. */
static const char *leave_out(struct grid *grid)
{
	struct field *end = grid->fields + grid->count, *least = NULL;
	const char *title;

	for (struct field *field = grid->fields; field < end; field++) {
		if (field->rank && (!least || field->rank < least->rank))
			least = field;
	}
	if (!least)
		return NULL;
	title = least->title;
	memmove(least, least + 1, (size_t)(end - least - 1) * sizeof(*least));
	grid->count--;
	return title;
}

static int fits(struct grid *grid, size_t limit, enum fitting fitting)
{
	widen(grid);
	if (fitting == FIT_DROP_FIRST)
		return width_of(grid) <= limit;
	return cut(grid, limit) == 0;
}

size_t grid_fit(struct grid *grid, size_t limit, enum fitting fitting,
                const char *titles[GRID_FIELDS])
{
	size_t count = 0;

	while (!fits(grid, limit, fitting)) {
		titles[count] = leave_out(grid);
		if (!titles[count])
			break;
		count++;
	}
	(void)cut(grid, limit);
	return count;
}

void grid_titles(const struct grid *grid, struct line *line)
{
	for (size_t i = 0; i < grid->count; i++) {
		const struct field *field = &grid->fields[i];

		grid_cell(field, line, PAINT_BOLD, field->title, strlen(field->title));
	}
	line_end(line);
}

void grid_cell(const struct field *field, struct line *line, enum paint paint, const char *text,
               size_t width)
{
	line_field(line, paint, field->align, field->width, text, width);
	line_gap(line, GRID_GAP);
}
