/* SPDX-License-Identifier: GPL-2.0 */
/* Fit the columns of a table to a width: what may be cut is cut, what may go is left out. */
#ifndef SIGSNOOP_RENDER_GRID_H
#define SIGSNOOP_RENDER_GRID_H

#include <stddef.h>

#include "model/columns.h"
#include "render/text.h"

/* Widths are in columns of the terminal. */
struct field {
	const char *title;
	enum align align;
	int rank;     /* 1 is the first to be left out where there is no room, 0 never is */
	size_t most;  /* its width with nothing cut, ... */
	size_t least; /* ... and with all cut that may be */
	int id;       /* the caller's */
	size_t width; /* as it fits */
};

#define GRID_FIELDS (COLUMNS + 1)

/* Fields from left to right. */
struct grid {
	struct field fields[GRID_FIELDS];
	size_t count;
};

enum fitting {
	FIT_CUT_FIRST,  /* leave out a field only where cutting all of them is not enough */
	FIT_DROP_FIRST, /* cut only where no more fields can be left out */
};

/*
 * Set the widths. Returns how many fields had to be left out; `titles` has their names. If no more
 * can go, the grid is wider than the limit.
 */
size_t grid_fit(struct grid *grid, size_t limit, enum fitting fitting,
                const char *titles[GRID_FIELDS]);

/* The line of titles. */
void grid_titles(const struct grid *grid, struct line *line);

/* A text of `width` columns in a field, and the gap after it; the caller ends the line. */
void grid_cell(const struct field *field, struct line *line, enum paint paint, const char *text,
               size_t width);

/* Blanks between fields. */
#define GRID_GAP 2

#endif
