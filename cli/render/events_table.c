// SPDX-License-Identifier: GPL-2.0
/* Observations one by one as lines of a table. */
#include "abi/key.h"
#include "render/events.h"

#include <string.h>

#include "render/cells.h"
#include "render/format.h"
#include "render/text.h"

#define GAP 2

enum field {
	TIME,
	SENDER,
	SENDER_TID,
	UID,
	PARENT,
	TARGET,
	TARGET_TID,
	SIGNAL,
	ORIGIN,
	OUTCOME,
	FIELDS
};

/* Widths are fixed, lest a line stand out of line with those before it; and the longest fits. */
static const struct {
	const char *title;
	size_t width;
	enum align align;
	int rank; /* 1 is the first to be left out where there is no room, 0 never is */
} headings[FIELDS] = {
	[TIME] = {"TIME", 15, ALIGN_LEFT, 0},
	[SENDER] = {"SENDER", PARTY_WIDTH, ALIGN_LEFT, 0},
	[SENDER_TID] = {"TID", PID_WIDTH, ALIGN_RIGHT, 2},
	[UID] = {"UID", 10, ALIGN_RIGHT, 4},
	[PARENT] = {"PARENT", PARTY_WIDTH, ALIGN_LEFT, 3},
	[TARGET] = {"TARGET", PARTY_WIDTH, ALIGN_LEFT, 0},
	[TARGET_TID] = {"TID", PID_WIDTH, ALIGN_RIGHT, 1},
	[SIGNAL] = {"SIGNAL", 11, ALIGN_LEFT, 0},
	[ORIGIN] = {"ORIGIN", 8, ALIGN_LEFT, 5},
	[OUTCOME] = {"OUTCOME", 0, ALIGN_LEFT, 0}, /* the last: as long as it is */
};

#define OUTCOME_WIDTH 13 /* "refused EPERM" */
#define RANKS         5
#define NAME_WIDTH    15 /* in PARTY_WIDTH */
#define NAME_LEAST    6

struct table {
	struct line line;
	bool shown[FIELDS];
	size_t name; /* columns of a name that are shown */
};

static size_t table_width(const struct table *table)
{
	size_t width = OUTCOME_WIDTH;

	for (int i = 0; i < OUTCOME; i++)
		width += table->shown[i] ? headings[i].width + GAP : 0;
	return width;
}

/* The columns that are left are as narrow as they get, but for the names of sender and target. */
static void shorten_names(struct table *table)
{
	size_t width = table_width(table), limit = line_limit(table->line.style);
	size_t excess = width > limit ? (width - limit + 1) / 2 : 0;

	table->name = excess < NAME_WIDTH - NAME_LEAST ? NAME_WIDTH - excess : NAME_LEAST;
}

static size_t field_width(const struct table *table, int field)
{
	size_t width = headings[field].width;

	return width == PARTY_WIDTH ? width - NAME_WIDTH + table->name : width;
}

static void fit(struct table *table)
{
	for (int i = 0; i < FIELDS; i++)
		table->shown[i] = true;
	for (int rank = 1; rank <= RANKS && table_width(table) > line_limit(table->line.style);
	     rank++)
		for (int i = 0; i < FIELDS; i++)
			if (headings[i].rank == rank)
				table->shown[i] = false;
	shorten_names(table);
}

static void print_field(struct table *table, int field, enum paint paint, const char *text,
                        size_t width)
{
	if (!table->shown[field])
		return;
	line_field(&table->line, paint, headings[field].align, field_width(table, field), text,
	           width);
	line_gap(&table->line, GAP);
}

static void cell_time(struct cell *cell, const struct timespec *time)
{
	char text[TIME_SIZE], day[TIME_SIZE];

	/* Of "2026-01-31 12:00:05". */
	(void)snprintf(text, sizeof(text), "%s.%06ld", strchr(time_local(time, day), ' ') + 1,
	               time->tv_nsec / 1000);
	cell_plain(cell, text);
}

static void cell_tid(struct cell *cell, int32_t tid)
{
	char text[16] = "-";

	if (tid)
		(void)snprintf(text, sizeof(text), "%d", (int)tid);
	cell_plain(cell, text);
}

static void print_event(struct table *table, const struct event *event)
{
	const struct row *row = &event->row;
	bool failed = row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_OVERFLOW;
	struct cell cells[FIELDS];

	cell_time(&cells[TIME], &event->time);
	cell_sender(&cells[SENDER], &row->sender, table->name);
	cell_tid(&cells[SENDER_TID], event->sender_tid);
	cell_uid(&cells[UID], &row->sender);
	cell_parent(&cells[PARENT], &row->sender, table->name);
	cell_target(&cells[TARGET], &row->target, table->name);
	cell_tid(&cells[TARGET_TID], event->target_tid);
	cell_plain(&cells[SIGNAL], signal_name(row->signal));
	cell_plain(&cells[ORIGIN], origin_name(row->origin));
	cell_outcome(&cells[OUTCOME], outcome_name(row->outcome), row->error);
	for (int i = 0; i < FIELDS; i++)
		print_field(table, i, failed && i == OUTCOME ? PAINT_RED : PAINT_NONE,
		            cells[i].text, cells[i].width);
	line_end(&table->line);
}

int events_table(const struct events *events, const struct style *style, FILE *out)
{
	struct table table = {.line = {.style = style, .out = out}};
	struct event event;

	fit(&table);
	if (style->first) {
		for (int i = 0; i < FIELDS; i++)
			print_field(&table, i, PAINT_BOLD, headings[i].title,
			            strlen(headings[i].title));
		line_end(&table.line);
	}
	for (size_t i = 0; i < events->count; i++) {
		event_decode(&event, events, i);
		print_event(&table, &event);
	}
	return 0;
}
