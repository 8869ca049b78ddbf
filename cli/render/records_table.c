// SPDX-License-Identifier: GPL-2.0
/* Records of the flight recorder as a table. */
#include "render/records.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/numbers.h"
#include "render/cells.h"
#include "render/format.h"
#include "render/text.h"

#define GAP 2

enum field { TIME, SIGNAL, TARGET, SENDER, UID, PARENT, ORIGIN, OUTCOME, FIELDS };

static const struct {
	const char *title;
	size_t least;
} headings[FIELDS] = {
	[TIME] = {"TIME", 23},
	[SIGNAL] = {"SIGNAL", 8},
	[TARGET] = {"TARGET", PARTY_WIDTH},
	[SENDER] = {"SENDER", PARTY_WIDTH},
	[UID] = {"UID", 5},
	[PARENT] = {"PARENT", PARTY_WIDTH},
	[ORIGIN] = {"ORIGIN", 8},
	[OUTCOME] = {"OUTCOME", 7},
};

static void cell_time(struct cell *cell, const struct timespec *time)
{
	char text[TIME_SIZE];
	int length = snprintf(cell->text, sizeof(cell->text), "%s.%03ld", time_local(time, text),
	                      time->tv_nsec / 1000000);

	cell->width = (size_t)length;
}

static void cells_fill(struct cell cells[FIELDS], const struct record *record)
{
	cell_time(&cells[TIME], &record->time);
	cell_plain(&cells[SIGNAL], signal_name(record->signal));
	cell_target(&cells[TARGET], &record->target, SIZE_MAX);
	cell_sender(&cells[SENDER], &record->sender, SIZE_MAX);
	cell_uid(&cells[UID], &record->sender);
	cell_parent(&cells[PARENT], &record->sender, SIZE_MAX);
	cell_plain(&cells[ORIGIN], record->caused ? origin_name(record->origin) : "-");
	/* What became of it if only the end is known is in the notes. */
	cell_outcome(&cells[OUTCOME], record->caused ? outcome_name(record->outcome) : "-",
	             record->error);
}

static void add_note(struct line *line, enum paint paint, const char *note)
{
	char item[128];

	/* The line is never broken: what reads it may want one record a line. */
	(void)snprintf(item, sizeof(item), "%s%s", line->used ? ", " : "", note);
	line_field(line, paint, ALIGN_LEFT, 0, item, strlen(item));
}

static void note_end(struct line *line, double seconds)
{
	char note[64], duration[DURATION_SIZE];

	(void)snprintf(note, sizeof(note), "ended after %s",
	               duration_text(seconds * 1e6, duration));
	add_note(line, PAINT_NONE, note);
}

static void print_notes(struct line *line, const struct record *record)
{
	char note[64], number[GROUPED_SIZE];

	line->used = 0; /* of the notes: nothing so far */
	if (record->oom)
		add_note(line, PAINT_RED, "out of memory");
	if (!record->caused)
		add_note(line, PAINT_NONE, "ended: nobody was seen to send it");
	else if (record->ended)
		note_end(line, record->ended_after);
	if (record->count > 1) {
		(void)snprintf(note, sizeof(note), "%s times", number_group(record->count, number));
		add_note(line, PAINT_NONE, note);
	}
}

static void measure(size_t widths[FIELDS], const struct records *records)
{
	struct cell cells[FIELDS];

	for (int i = 0; i < FIELDS; i++)
		widths[i] = headings[i].least;
	for (size_t i = 0; i < records->count; i++) {
		cells_fill(cells, &records->items[i]);
		for (int j = 0; j < FIELDS; j++)
			if (cells[j].width > widths[j])
				widths[j] = cells[j].width;
	}
}

static void print_headings(struct line *line, const size_t widths[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		line_field(line, PAINT_BOLD, i == UID ? ALIGN_RIGHT : ALIGN_LEFT, widths[i],
		           headings[i].title, strlen(headings[i].title));
		line_gap(line, GAP);
	}
	line_field(line, PAINT_BOLD, ALIGN_LEFT, 0, "NOTES", 5);
	line_end(line);
}

static void print_record(struct line *line, const size_t widths[FIELDS],
                         const struct record *record)
{
	struct cell cells[FIELDS];

	cells_fill(cells, record);
	for (int i = 0; i < FIELDS; i++) {
		line_field(line, PAINT_NONE, i == UID ? ALIGN_RIGHT : ALIGN_LEFT, widths[i],
		           cells[i].text, cells[i].width);
		line_gap(line, GAP);
	}
	print_notes(line, record);
	line_end(line);
}

static void print_missing(struct line *line, uint64_t number, const char *what)
{
	char digits[GROUPED_SIZE];

	if (!number)
		return;
	line_sentence(line, PAINT_RED, number_group(number, digits));
	line_sentence(line, PAINT_RED, what);
	line_end(line);
}

int records_table(const struct records *records, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};
	size_t widths[FIELDS];

	measure(widths, records);
	if (style->first)
		print_headings(&line, widths);
	for (size_t i = 0; i < records->count; i++)
		print_record(&line, widths, &records->items[i]);
	print_missing(&line, records->overwritten,
	              "older ones had no room any more: start with more --recorder-entries");
	print_missing(&line, records->lost, "were being written and are not shown");
	return 0;
}
