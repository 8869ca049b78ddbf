// SPDX-License-Identifier: GPL-2.0
/* Records of the flight recorder as a table. */
#include "render/table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/numbers.h"
#include "render/cells.h"
#include "render/format.h"
#include "render/grid.h"

enum id { TIME, SIGNAL, TARGET, SENDER, UID, PARENT, ORIGIN, OUTCOME, NOTES };

/* Their least widths: lines that are printed one after the other stand in line. */
static const struct grid all = {
	// clang-format off
	.fields = {
		{"TIME", ALIGN_LEFT, .most = 23},
		{"SIGNAL", ALIGN_LEFT, .most = 8},
		{"TARGET", ALIGN_LEFT, .most = PARTY_WIDTH},
		{"SENDER", ALIGN_LEFT, .most = PARTY_WIDTH},
		{"UID", ALIGN_RIGHT, .most = 5},
		{"PARENT", ALIGN_LEFT, .most = PARTY_WIDTH},
		{"ORIGIN", ALIGN_LEFT, .most = 8},
		{"OUTCOME", ALIGN_LEFT, .most = 7},
		{"NOTES", ALIGN_LEFT, .most = 0},
	},
	// clang-format on
	.count = NOTES + 1,
};

static void cell_time(struct cell *cell, const struct timespec *time)
{
	char text[TIME_SIZE];
	int length = snprintf(cell->text, sizeof(cell->text), "%s.%03ld", time_local(time, text),
	                      time->tv_nsec / 1000000);

	cell->width = (size_t)length;
}

static void cells_fill(struct cell cells[NOTES], const struct record *record)
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

static void measure(struct grid *grid, const struct records *records)
{
	struct cell cells[NOTES];

	for (size_t i = 0; i < records->count; i++) {
		cells_fill(cells, &records->items[i]);
		for (int id = 0; id < NOTES; id++)
			if (cells[id].width > grid->fields[id].most)
				grid->fields[id].most = cells[id].width;
	}
}

static void print_record(const struct grid *grid, struct line *line, const struct record *record)
{
	struct cell cells[NOTES];

	cells_fill(cells, record);
	for (int id = 0; id < NOTES; id++)
		grid_cell(&grid->fields[id], line, PAINT_NONE, cells[id].text, cells[id].width);
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
	const char *left_out[GRID_FIELDS];
	struct grid grid = all;

	measure(&grid, records);
	(void)grid_fit(&grid, SIZE_MAX, FIT_DROP_FIRST, left_out);
	if (style->first)
		grid_titles(&grid, &line);
	for (size_t i = 0; i < records->count; i++)
		print_record(&grid, &line, &records->items[i]);
	print_missing(&line, records->overwritten,
	              "older ones had no room any more: start with more --recorder-entries");
	print_missing(&line, records->lost, "were being written and are not shown");
	return 0;
}
