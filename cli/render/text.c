// SPDX-License-Identifier: GPL-2.0
/* Lines for a terminal. */
#include "render/text.h"

#include <string.h>

static const char *const paints[] = {
	[PAINT_NONE] = "\033[0m",
	[PAINT_BOLD] = "\033[1m",
	[PAINT_DIM] = "\033[2m",
	[PAINT_RED] = "\033[31m",
};

size_t line_limit(const struct style *style)
{
	return (size_t)style->width - 1;
}

static void line_paint(struct line *line, enum paint paint)
{
	if (!line->style->color || paint == line->paint)
		return;
	if (line->paint != PAINT_NONE)
		(void)fputs(paints[PAINT_NONE], line->out);
	if (paint != PAINT_NONE)
		(void)fputs(paints[paint], line->out);
	line->paint = paint;
}

static void line_text(struct line *line, enum paint paint, const char *text, size_t width)
{
	(void)fprintf(line->out, "%*s", (int)line->pending, "");
	line_paint(line, paint);
	(void)fputs(text, line->out);
	line->used += line->pending + width;
	line->pending = 0;
}

void line_gap(struct line *line, size_t gap)
{
	line->pending += gap;
}

void line_field(struct line *line, enum paint paint, enum align align, size_t room,
                const char *text, size_t width)
{
	size_t blanks = room > width ? room - width : 0;

	if (align == ALIGN_RIGHT)
		line_gap(line, blanks);
	if (width)
		line_text(line, paint, text, width);
	if (align == ALIGN_LEFT)
		line_gap(line, blanks);
}

void line_item(struct line *line, enum paint paint, size_t gap, const char *text, size_t width)
{
	if (line->used && line->used + gap + width > line_limit(line->style)) {
		line_end(line);
		line_gap(line, INDENT);
	} else if (line->used) {
		line_gap(line, gap);
	}
	line_text(line, paint, text, width);
}

void line_sentence(struct line *line, enum paint paint, const char *sentence)
{
	char word[64];

	while (*sentence) {
		size_t length = strcspn(sentence, " ");

		(void)snprintf(word, sizeof(word), "%.*s", (int)length, sentence);
		line_item(line, paint, 1, word, strlen(word));
		sentence += length;
		sentence += *sentence == ' ';
	}
}

void line_end(struct line *line)
{
	line_paint(line, PAINT_NONE);
	(void)fputc('\n', line->out);
	line->used = 0;
	line->pending = 0;
}
