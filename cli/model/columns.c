// SPDX-License-Identifier: GPL-2.0
/* What there is to know of each column. */
#include "model/columns.h"

#include <math.h>

#include "model/snapshot.h"

static void set_text(struct value *value, const char *text)
{
	value->type = VALUE_TEXT;
	value->text = text;
}

static void set_real(struct value *value, double real)
{
	value->type = VALUE_REAL;
	value->real = real;
}

static void signal_text(const struct row *row, const struct snapshot *snapshot, struct value *value)
{
	(void)snapshot;
	set_text(value, signal_name(row->signal));
}

static void origin_text(const struct row *row, const struct snapshot *snapshot, struct value *value)
{
	(void)snapshot;
	set_text(value, origin_name(row->origin));
}

static void outcome_text(const struct row *row, const struct snapshot *snapshot,
                         struct value *value)
{
	(void)snapshot;
	set_text(value, outcome_name(row->outcome));
}

static void errno_text(const struct row *row, const struct snapshot *snapshot, struct value *value)
{
	(void)snapshot;
	if (row->error)
		set_text(value, error_name(row->error, value->buffer));
}

static void rate(const struct row *row, const struct snapshot *snapshot, struct value *value)
{
	double interval = snapshot->interval;

	set_real(value, interval > 0 ? (double)row->count / interval : 0);
}

static void standard_error(const struct row *row, const struct snapshot *snapshot,
                           struct value *value)
{
	if (snapshot->sample > 1)
		set_real(value, sqrt(row->variance));
}

/* Uses that go together. */
#define SHOWN  (USE_KEY | USE_TABLE | USE_DATA | USE_LINES)
#define DATA   (USE_KEY | USE_DATA | USE_LINES)
#define MORE   (USE_KEY | USE_LINES)
#define PATH   (USE_KEY | USE_CGROUPS)
#define METRIC (USE_TABLE | USE_DATA | USE_TOTALS | USE_SERIES | USE_REMAINDER)
#define NAMED  (USE_TOTALS | USE_SERIES)
#define LABEL  (NAMED | USE_SIGNALS_LABEL)
#define LABELS (LABEL | USE_REFUSED_LABEL)

/* Members of both parties, with their places in the state file. */
#define IN(side, kind, name, nth)                                                                  \
	.holder = HOLDER_##side,                                                                   \
	.member = {.type = MEMBER_##kind, .offset = offsetof(struct party, name), .place = (nth)}
#define PID(side)         IN(side, PID, pid, 2)
#define UID(side)         IN(side, UINT32, uid, 3)
#define PARENT(side)      IN(side, INT32, parent, 4)
#define COMM(side)        IN(side, NAME, comm, 5)
#define PARENT_COMM(side) IN(side, NAME, parent_comm, 6)
#define CGROUP(side)      IN(side, STRING, cgroup, 7)

/* Members of the row itself. */
#define OF(kind, name, nth, limit)                                                                 \
	.member = {.type = MEMBER_##kind,                                                          \
	           .offset = offsetof(struct row, name),                                           \
	           .place = (nth),                                                                 \
	           .most = (limit)}
#define NUMBER     OF(SIGNAL, signal, 2, 0)
#define OUTCOME    OF(CODE, outcome, 3, OUTCOMES - 1)
#define ORIGIN     OF(CODE, origin, 4, ORIGINS - 1)
#define ERRNO      OF(CODE, error, 5, WHAT_ERRNO_MASK)
#define SUM        OF(COUNT, count, 7, 0)
#define VARIANCE   OF(REAL, variance, 8, 0)
#define TEXT(name) .compute = name##_text, .label = #name

/*
 * Ranks: the rate can be reckoned, so that it goes before any part of the key.
 * The kernel as the sender has pid 0; 0 as a target is what a caller passed: its own group.
 */
// clang-format off
const struct column_descriptor column_descriptors[COLUMNS] = {
	[COLUMN_SENDER_PID] = {"sender_pid", "SENDER", TYPE_NUMBER, SHOWN, PID(SENDER), .rank = 12, .zero_is_none = true},
	[COLUMN_SENDER_COMM] = {"sender_comm", "SENDER", TYPE_NAME, SHOWN | LABELS, COMM(SENDER), .rank = 12, .label = "sender"},
	[COLUMN_SENDER_UID] = {"sender_uid", "SENDER_UID", TYPE_NUMBER, DATA | USE_TOTALS, UID(SENDER), .rank = 7},
	[COLUMN_SENDER_PARENT] = {"sender_parent", "SENDER_PARENT", TYPE_NUMBER, MORE, PARENT(SENDER), .rank = 3},
	[COLUMN_SENDER_PARENT_COMM] = {"sender_parent_comm", "SENDER_PARENT", TYPE_NAME, MORE, PARENT_COMM(SENDER), .rank = 3},
	[COLUMN_SENDER_CGROUP] = {"sender_cgroup", "SENDER_CGROUP", TYPE_PATH, PATH, CGROUP(SENDER), .rank = 5},
	[COLUMN_TARGET_PID] = {"target_pid", "TARGET", TYPE_NUMBER, SHOWN, PID(TARGET), .rank = 11},
	[COLUMN_TARGET_COMM] = {"target_comm", "TARGET", TYPE_NAME, SHOWN | LABEL, COMM(TARGET), .rank = 11, .label = "target"},
	[COLUMN_TARGET_UID] = {"target_uid", "TARGET_UID", TYPE_NUMBER, MORE, UID(TARGET), .rank = 6},
	[COLUMN_TARGET_PARENT] = {"target_parent", "TARGET_PARENT", TYPE_NUMBER, MORE, PARENT(TARGET), .rank = 2},
	[COLUMN_TARGET_PARENT_COMM] = {"target_parent_comm", "TARGET_PARENT", TYPE_NAME, MORE, PARENT_COMM(TARGET), .rank = 2},
	[COLUMN_TARGET_CGROUP] = {"target_cgroup", "TARGET_CGROUP", TYPE_PATH, PATH, CGROUP(TARGET), .rank = 4},
	[COLUMN_SIGNAL] = {"signal", "SIGNAL", TYPE_WORD, SHOWN | LABELS | USE_REMAINDER, TEXT(signal)},
	[COLUMN_SIGNAL_NUMBER] = {"signal_number", "NUMBER", TYPE_NUMBER, SHOWN | NAMED | USE_REMAINDER, NUMBER, .told_by = COLUMN_BIT(COLUMN_SIGNAL)},
	[COLUMN_ORIGIN] = {"origin", "ORIGIN", TYPE_WORD, DATA | LABEL, ORIGIN, TEXT(origin), .rank = 8},
	[COLUMN_OUTCOME] = {"outcome", "OUTCOME", TYPE_WORD, SHOWN | LABEL, OUTCOME, TEXT(outcome), .rank = 10},
	[COLUMN_ERRNO] = {"errno", "ERRNO", TYPE_WORD, DATA | NAMED | USE_REFUSED_LABEL, ERRNO, .compute = errno_text, .rank = 9, .label = "errno"},
	[COLUMN_COUNT] = {"count", "COUNT", TYPE_COUNT, METRIC, SUM},
	[COLUMN_RATE] = {"rate_per_s", "RATE/S", TYPE_REAL, METRIC, .compute = rate, .rank = 1},
	[COLUMN_STANDARD_ERROR] = {"standard_error", "+/-", TYPE_REAL, USE_REMAINDER, VARIANCE, .compute = standard_error},
};
// clang-format on

const char *column_name(enum column column)
{
	return column_descriptors[column].name;
}

column_set columns_used(unsigned int uses)
{
	column_set set = 0;

	for (int column = 0; column < COLUMNS; column++) {
		if (column_descriptors[column].uses & uses)
			set |= COLUMN_BIT(column);
	}
	return set;
}
