// SPDX-License-Identifier: GPL-2.0
/* Make hostile text harmless. */
#include "render/escape.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define CUT_MARK "~"

/* One character of a text as it is shown: itself or its escape. */
struct shown {
	char bytes[4 * 4 + 1]; /* \xHH for each of at most four bytes */
	size_t length;
	size_t width;
};

static void show_escaped(const char *text, size_t length, struct shown *shown)
{
	for (size_t i = 0; i < length; i++)
		(void)snprintf(shown->bytes + 4 * i, 5, "\\x%02x", (uint8_t)text[i]);
	shown->length = 4 * length;
	shown->width = 4 * length;
}

static void show_plain(const char *text, size_t length, size_t width, struct shown *shown)
{
	memcpy(shown->bytes, text, length);
	shown->length = length;
	shown->width = width;
}

/* Show the first character of the text. Returns what comes after it, NULL at the end. */
static const char *show_next(const char *text, struct shown *shown)
{
	mbstate_t state = {0};
	wchar_t character = 0;
	size_t length;
	int width = -1;

	if (!*text)
		return NULL;
	if (*text == '\\') {
		show_plain("\\\\", 2, 2, shown);
		return text + 1;
	}
	/* Nearly all that there is, the same in every locale. */
	if (*text > ' ' && *text <= '~') {
		show_plain(text, 1, 1, shown);
		return text + 1;
	}
	length = mbrtowc(&character, text, strnlen(text, 4), &state);
	/* (size_t)-1 and -2: no character of this locale. */
	if (length > 4)
		length = 1;
	else
		width = wcwidth(character);
	/* "name " would pass for "name". */
	if (width > 0 && strcmp(text, " ") != 0)
		show_plain(text, length, (size_t)width, shown);
	else
		show_escaped(text, length, shown);
	return text + length;
}

/* Where the result grows. */
struct sink {
	char *at;
	size_t left; /* room for the NUL included */
	size_t width;
};

static int sink_add(struct sink *sink, const struct shown *shown)
{
	if (shown->length >= sink->left)
		return -1;
	memcpy(sink->at, shown->bytes, shown->length);
	sink->at += shown->length;
	sink->left -= shown->length;
	sink->width += shown->width;
	return 0;
}

/* Add what fits, and no character that would go beyond `columns`. */
static void sink_add_text(struct sink *sink, const char *text, size_t columns)
{
	struct shown shown;

	while ((text = show_next(text, &shown)) && sink->width + shown.width <= columns) {
		if (sink_add(sink, &shown) != 0)
			return;
	}
}

static void sink_add_mark(struct sink *sink)
{
	struct shown mark;

	show_plain(CUT_MARK, 1, 1, &mark);
	(void)sink_add(sink, &mark); /* a buffer too small for it cuts, as it does all else */
}

size_t escape_text(const char *text, char *buffer, size_t size)
{
	struct sink sink = {buffer, size, 0};

	sink_add_text(&sink, text, SIZE_MAX);
	*sink.at = '\0';
	return sink.width;
}

static size_t text_width(const char *text)
{
	struct shown shown;
	size_t width = 0;

	while ((text = show_next(text, &shown)))
		width += shown.width;
	return width;
}

/* The end of the text that has room in `columns`. */
static const char *text_end(const char *text, size_t columns)
{
	size_t width = text_width(text);
	struct shown shown;

	while (width > columns) {
		text = show_next(text, &shown);
		width -= shown.width;
	}
	return text;
}

size_t escape_fit(const char *text, size_t columns, enum cut cut, char *buffer, size_t size)
{
	struct sink sink = {buffer, size, 0};

	if (text_width(text) <= columns)
		return escape_text(text, buffer, size);
	if (cut == CUT_START) {
		sink_add_mark(&sink);
		sink_add_text(&sink, text_end(text, columns - 1), columns);
	} else {
		sink_add_text(&sink, text, columns - 1);
		sink_add_mark(&sink);
	}
	*sink.at = '\0';
	return sink.width;
}
