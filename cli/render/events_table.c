// SPDX-License-Identifier: GPL-2.0
/* Observations one by one as lines of a table. */
#include "abi/key.h"
#include "render/table.h"

#include <string.h>

#include "render/cells.h"
#include "render/format.h"
#include "render/grid.h"

enum id {
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

#define OUTCOME_WIDTH 13                             /* "refused EPERM" */
#define PARTY_LEAST   (PARTY_WIDTH - NAME_WIDTH + 6) /* of a name, 6 columns */

/* Widths are fixed, lest a line stand out of line with those before it; and the longest fits. */
static const struct grid all = {
	// clang-format off
	.fields = {
		{"TIME", ALIGN_LEFT, .most = 15, .least = 15, .id = TIME},
		{"SENDER", ALIGN_LEFT, .most = PARTY_WIDTH, .least = PARTY_LEAST, .id = SENDER},
		{"TID", ALIGN_RIGHT, .rank = 2, .most = PID_WIDTH, .least = PID_WIDTH, .id = SENDER_TID},
		{"UID", ALIGN_RIGHT, .rank = 4, .most = 10, .least = 10, .id = UID},
		{"PARENT", ALIGN_LEFT, .rank = 3, .most = PARTY_WIDTH, .least = PARTY_LEAST, .id = PARENT},
		{"TARGET", ALIGN_LEFT, .most = PARTY_WIDTH, .least = PARTY_LEAST, .id = TARGET},
		{"TID", ALIGN_RIGHT, .rank = 1, .most = PID_WIDTH, .least = PID_WIDTH, .id = TARGET_TID},
		{"SIGNAL", ALIGN_LEFT, .most = 11, .least = 11, .id = SIGNAL},
		{"ORIGIN", ALIGN_LEFT, .rank = 5, .most = 8, .least = 8, .id = ORIGIN},
		{"OUTCOME", ALIGN_LEFT, .most = OUTCOME_WIDTH, .least = OUTCOME_WIDTH, .id = OUTCOME},
	},
	// clang-format on
	.count = FIELDS,
};

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

/* `room` is the width of the field; the last one takes what it needs. */
static void fill(struct cell *cell, enum id id, size_t room, const struct event *event)
{
	const struct row *row = &event->row;

	switch (id) {
	case TIME:
		cell_time(cell, &event->time);
		break;
	case SENDER:
		cell_sender(cell, &row->sender, room - PARTY_WIDTH + NAME_WIDTH);
		break;
	case SENDER_TID:
		cell_tid(cell, event->sender_tid);
		break;
	case UID:
		cell_uid(cell, &row->sender);
		break;
	case PARENT:
		cell_parent(cell, &row->sender, room - PARTY_WIDTH + NAME_WIDTH);
		break;
	case TARGET:
		cell_target(cell, &row->target, room - PARTY_WIDTH + NAME_WIDTH);
		break;
	case TARGET_TID:
		cell_tid(cell, event->target_tid);
		break;
	case SIGNAL:
		cell_plain(cell, signal_name(row->signal));
		break;
	case ORIGIN:
		cell_plain(cell, origin_name(row->origin));
		break;
	default:
		cell_outcome(cell, outcome_name(row->outcome), row->error);
		break;
	}
}

static void print_event(const struct grid *grid, struct line *line, const struct event *event)
{
	enum outcome outcome = event->row.outcome;
	bool failed = outcome == OUTCOME_REFUSED || outcome == OUTCOME_OVERFLOW;

	for (size_t i = 0; i < grid->count; i++) {
		const struct field *field = &grid->fields[i];
		struct cell cell;

		fill(&cell, (enum id)field->id, field->width, event);
		grid_cell(field, line, failed && field->id == OUTCOME ? PAINT_RED : PAINT_NONE,
		          cell.text, cell.width);
	}
	line_end(line);
}

int events_table(const struct events *events, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};
	const char *left_out[GRID_FIELDS];
	struct grid grid = all;
	struct event event;

	(void)grid_fit(&grid, line_limit(style), FIT_DROP_FIRST, left_out);
	if (style->first)
		grid_titles(&grid, &line);
	for (size_t i = 0; i < events->count; i++) {
		event_decode(&event, events, i);
		print_event(&grid, &line, &event);
	}
	return 0;
}
