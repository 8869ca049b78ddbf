/* SPDX-License-Identifier: GPL-2.0 */
/* Lines for a terminal: colour, alignment, wrapping. */
#ifndef SIGSNOOP_RENDER_TEXT_H
#define SIGSNOOP_RENDER_TEXT_H

#include <stddef.h>
#include <stdio.h>

#include "render/render.h"

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_DIM, PAINT_RED };
enum align { ALIGN_LEFT, ALIGN_RIGHT };

/* Columns that a line may take: the last one stays free, lest a terminal wraps. */
size_t line_limit(const struct style *style);

/* A line that is being written. Start with {style, out}; end with line_end(). */
struct line {
	const struct style *style;
	FILE *out;
	size_t used;      /* columns, without ... */
	size_t pending;   /* ... blanks that are owed to the next text: none are left at the end */
	enum paint paint; /* in force */
};

/* A text of `width` columns in a field of `room` columns. */
void line_field(struct line *line, enum paint paint, enum align align, size_t room,
                const char *text, size_t width);

/* Blanks before the next field. */
void line_gap(struct line *line, size_t gap);

/* How far a line that goes on is set in. */
#define INDENT 2

/* A text after `gap` blanks, or on a line of its own, indented, where it does not fit. */
void line_item(struct line *line, enum paint paint, size_t gap, const char *text, size_t width);

/* A sentence in ASCII, word by word. */
void line_sentence(struct line *line, enum paint paint, const char *sentence);

void line_end(struct line *line);

#endif
