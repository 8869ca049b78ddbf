/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The columns of a row: one table that --by, --sort, grouping and every renderer share. Their order
 * here is their order in JSON and CSV.
 */
#ifndef SIGSNOOP_MODEL_COLUMNS_H
#define SIGSNOOP_MODEL_COLUMNS_H

#include <stdint.h>

#include "fault.h"
#include "model/signals.h"

enum column {
	COLUMN_SENDER_PID,
	COLUMN_SENDER_COMM,
	COLUMN_SENDER_UID,
	COLUMN_SENDER_PARENT, /* pid of the sender's parent */
	COLUMN_SENDER_PARENT_COMM,
	COLUMN_SENDER_CGROUP,
	COLUMN_TARGET_PID,
	COLUMN_TARGET_COMM,
	COLUMN_TARGET_UID,
	COLUMN_TARGET_PARENT,
	COLUMN_TARGET_PARENT_COMM,
	COLUMN_TARGET_CGROUP,
	COLUMN_SIGNAL,
	COLUMN_SIGNAL_NUMBER,
	COLUMN_ORIGIN,
	COLUMN_OUTCOME,
	COLUMN_ERRNO,
	COLUMN_COUNT,
	COLUMN_RATE, /* rate_per_s */
	COLUMN_STANDARD_ERROR,
	COLUMNS
};

typedef uint32_t column_set; /* bit set by enum column */

#define COLUMN_BIT(column) (1u << (column))

struct row;
struct snapshot;

enum value_type { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT };

/*
 * What a row has in a column. `text` belongs to the row, is static, or lies in `buffer`: a value is
 * passed by its address and not copied.
 */
struct value {
	enum value_type type;
	int64_t integer;
	double real;
	const char *text;
	char buffer[ERROR_NAME_SIZE];
};

/* Name as in JSON, CSV, --by and --sort, e.g. "sender_comm". Static. */
const char *column_name(enum column column);

/* Those that every row has, whatever --by says ... */
#define COLUMNS_COUNTED (COLUMN_BIT(COLUMN_COUNT) | COLUMN_BIT(COLUMN_RATE))

/* ... and with those that rows of a sample have: what is no part of a key. */
#define COLUMNS_MEASURED (COLUMNS_COUNTED | COLUMN_BIT(COLUMN_STANDARD_ERROR))

/*
 * Columns that a --by list asks for: sender (sender_pid and sender_comm), target, signal (signal
 * and signal_number) and every single column's name, plus COLUMNS_COUNTED. -1 with a fault
 * (EXIT_BAD_USAGE, names the wrong word and all that are allowed).
 */
int columns_parse_by(const char *list, column_set *set, struct fault *fault);

/* What rows are in the table when nothing else is asked for: sender,target,signal,outcome. */
column_set columns_default_table(void);

/* Likewise in the other formats: sender,sender_uid,target,signal,origin,outcome,errno. */
column_set columns_default_data(void);

/* What Prometheus may tell rows apart by: names, never pids, lest series grow without bound. */
column_set columns_labels(void);

/* The column named, for --sort; -1 with a fault that lists what is allowed. `rate` will do. */
int column_parse(const char *name, enum column *column, struct fault *fault);

/*
 * What the row has there. NULL values: pid, comm and the rest of a party that is not known, errno
 * of a row that was not refused, the standard error where nothing is an estimate, everything but
 * signal, count, rate and standard error in a remainder row. A party
 * that is known but not identified has a pid, and a comm only if it is the kernel. Rates are per
 * second of snapshot->interval, 0 if that is 0.
 */
void column_value(enum column column, const struct row *row, const struct snapshot *snapshot,
                  struct value *value);

/* Order of two values: NULL first, numbers by size, texts by bytes. <0, 0, >0 */
int value_compare(const struct value *a, const struct value *b);

/*
 * Order of two rows: keyed ones before those of the remainder, then by these columns, of which none
 * is of COLUMNS_MEASURED, one after the other. <0, >0, or 0: they are one row.
 */
int columns_compare(column_set set, const struct row *a, const struct row *b);

/* A hash, the same for rows that are one. It can be foreseen by those alone who know the seed. */
uint64_t columns_hash(column_set set, const struct row *row, uint64_t seed);

#endif
