/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The columns of a row. All that differs from column to column is in its descriptor, and all that
 * deals with columns reads it from there: --by and --sort, tables, JSON, CSV, labels, grouping and
 * the state file. Their order here is their order in JSON and CSV.
 *
 * A new column is its number here, its line in columns.c, and what fills in its member.
 */
#ifndef SIGSNOOP_MODEL_COLUMNS_H
#define SIGSNOOP_MODEL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "model/signals.h"

/* Of each party those that are strings come last: see columns_compare(). */
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

typedef uint64_t column_set; /* bit set by enum column */

#define COLUMN_BIT(column) (UINT64_C(1) << (column))
#define COLUMNS_ALL        (COLUMN_BIT(COLUMNS) - 1)

/* The first column of a set that is not empty; without it: set & (set - 1). */
#define COLUMN_FIRST(set) ((enum column)__builtin_ctzll(set))

/* Those that every row has, whatever --by says ... */
#define COLUMNS_COUNTED (COLUMN_BIT(COLUMN_COUNT) | COLUMN_BIT(COLUMN_RATE))

/* ... and with those that rows of a sample have: what is no part of a key. */
#define COLUMNS_MEASURED (COLUMNS_COUNTED | COLUMN_BIT(COLUMN_STANDARD_ERROR))

/* Those of sender and target. */
#define COLUMNS_OF_PARTIES (COLUMN_BIT(COLUMN_SIGNAL) - 1)

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

/*
 * How values are shown. Numbers sort from the largest and are aligned right, texts sort from A and
 * are aligned left.
 */
enum column_type {
	TYPE_NUMBER, /* a whole number as it is: a pid */
	TYPE_COUNT,  /* a whole number, its digits in groups */
	TYPE_REAL,
	TYPE_WORD, /* one of a few: never cut */
	TYPE_NAME, /* where room is short, cut at its end, ... */
	TYPE_PATH, /* ... or in front, as the end tells most */
};

/* Where a column has its part; bits. */
enum column_use {
	USE_KEY = 1 << 0,           /* rows can be grouped by it: --by */
	USE_TABLE = 1 << 1,         /* unless --by says else, it is in the table, ... */
	USE_DATA = 1 << 2,          /* ... and in the other formats */
	USE_LINES = 1 << 3,         /* events and records have it in JSON */
	USE_TOTALS = 1 << 4,        /* totals since the start are kept by it */
	USE_SERIES = 1 << 5,        /* time series are kept by it: no pids, lest they never end */
	USE_SIGNALS_LABEL = 1 << 6, /* of sigsnoop_signals_total */
	USE_REFUSED_LABEL = 1 << 7, /* of sigsnoop_refused_total */
	USE_REMAINDER = 1 << 8,     /* rows of the remainder have it */
	USE_CGROUPS = 1 << 9,       /* it takes the paths of cgroups */
};

/* Which struct holds the member. */
enum holder { HOLDER_ROW, HOLDER_SENDER, HOLDER_TARGET };

/* What a member is in its struct, and in the state file: see model/store.h. */
enum member_type {
	MEMBER_NONE,   /* the column has none: its values are computed */
	MEMBER_PID,    /* int32_t; all parties have it, the following only those that are ... */
	MEMBER_INT32,  /* ... identified, but all rows */
	MEMBER_UINT32, /* uint32_t */
	MEMBER_NAME,   /* struct name */
	MEMBER_STRING, /* const char *, by snapshot_intern(); NULL = not known */
	MEMBER_SIGNAL, /* int: 0 to 64, or SIGNAL_INVALID */
	MEMBER_CODE,   /* int or enum: 0 to `most` */
	MEMBER_COUNT,  /* uint64_t */
	MEMBER_REAL,   /* double, not negative */
	MEMBER_FLAG,   /* bool */
	MEMBER_PARTY,  /* struct party */
};

struct member {
	enum member_type type;
	size_t offset; /* in struct row, or in struct party */
	size_t place;  /* in the array of the state file: never to be changed */
	int64_t most;
};

struct column_descriptor {
	const char *name;  /* as in JSON, CSV, --by and --sort, e.g. "sender_comm" */
	const char *title; /* in tables; neighbours of one title, number and name, share a field */
	enum column_type type;
	unsigned int uses; /* bits of enum column_use */
	enum holder holder;
	struct member member;
	/* Instead of the member as it is. `snapshot` is NULL for columns that are keys. */
	void (*compute)(const struct row *row, const struct snapshot *snapshot,
	                struct value *value);
	const char *label;  /* its name as a label; NULL: it is none */
	int rank;           /* 1 is the first that a narrow terminal has no room for, 0 stays */
	bool zero_is_none;  /* in tables */
	column_set told_by; /* beside one of these it tells nothing new: tables leave it out */
};

extern const struct column_descriptor column_descriptors[COLUMNS];

/* Inline, as each value of each row asks for it. */
static inline const struct column_descriptor *column_describe(enum column column)
{
	return &column_descriptors[column];
}

/* Or a text. */
static inline bool column_is_number(enum column column)
{
	return column_describe(column)->type <= TYPE_REAL;
}

/* Static. */
const char *column_name(enum column column);

/* The columns that are used so: all that have one of the bits. */
column_set columns_used(unsigned int uses);

/*
 * Columns that a --by list asks for: sender (sender_pid and sender_comm), target, signal (signal
 * and signal_number) and every single column's name, plus COLUMNS_COUNTED. -1 with a fault
 * (EXIT_BAD_USAGE, names the wrong word and all that are allowed).
 */
int columns_parse_by(const char *list, column_set *set, struct fault *fault);

/* The column named, for --sort; -1 with a fault that lists what is allowed. `rate` will do. */
int column_parse(const char *name, enum column *column, struct fault *fault);

/* Room for the names of all columns, and some words. */
#define COLUMNS_TEXT_SIZE (COLUMNS * 24 + 256)

/*
 * A set in words of --by, the shortest there are: "sender, signal and errno" where the separator is
 * ", " and the last one " and ". In `text`, which is returned.
 */
const char *columns_words(column_set set, const char *separator, const char *last,
                          char text[COLUMNS_TEXT_SIZE]);

/* What --help says that --by takes, and what is the default. In `text`, which is returned. */
const char *columns_by_help(char text[2 * COLUMNS_TEXT_SIZE]);

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
