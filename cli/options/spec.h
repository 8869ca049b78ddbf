/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of options: one row each, from which parser, --help, manual pages and completion are
 * made. A row names the type of its value and the member of struct options that receives it.
 */
#ifndef SIGSNOOP_OPTIONS_SPEC_H
#define SIGSNOOP_OPTIONS_SPEC_H

#include <stddef.h>
#include <stdint.h>

#include "fault.h"
#include "options.h"

struct option_spec;

/* How a word becomes a value. */
struct option_type {
	const char *name; /* of what is expected, e.g. "number", "signals" */
	/* 0, or -1 with a fault (EXIT_BAD_USAGE) that names the option or the wrong word. */
	int (*set)(const struct option_spec *spec, struct options *options, const char *word,
	           struct fault *fault);
};

/* A word that is allowed, and what --help says of it (NULL: nothing). */
struct option_choice {
	const char *word, *help;
};

#define OPTION_NOTE_SIZE 96

struct option_spec {
	const char *name;  /* long, without the dashes; of an argument: as faults show it */
	const char *value; /* as --help names the value; NULL: an option that takes none */
	const char *help;
	const char *(*explain)(void); /* instead of `help`, where that is not constant */
	const struct option_type *type;
	int letter;                          /* 0 = none */
	bool argument;                       /* a word without dashes, recognised by its position */
	bool or_zero;                        /* of a number: 0 is allowed too */
	int64_t least, most;                 /* of a number; INT64_MAX = no limit */
	double shortest, longest;            /* of seconds */
	const char *unit;                    /* of a number, in the plural; may be NULL */
	const struct option_choice *choices; /* up to one without a word; may be NULL */
	const struct option_choice *(*choose)(void); /* makes them, where they are not constant */
	const char *initial; /* the default, set as if it had been given; NULL = none */
	/* Completes "(default: 16384" in --help; may be NULL. `options` are the defaults. */
	const char *(*note)(const struct options *options, char buffer[OPTION_NOTE_SIZE]);
	size_t offset, size; /* of the member of struct options, for the types below */
};

extern const struct option_type type_flag, type_number, type_seconds, type_text, type_choice;

#define OPTION_MEMBER(member) (((struct options *)0)->member)

/* Turns away, at compile time, what set_number() cannot store into. */
#define OPTION_INTEGER(member) _Generic(OPTION_MEMBER(member), uint32_t : 4, uint64_t : 8)

#define OPTION_ROW(name_, letter_, value_, type_, help_, ...)                                      \
	{                                                                                          \
		.name = (name_), .letter = (letter_), .value = (value_), .type = &(type_),         \
		.help = (help_), __VA_ARGS__                                                       \
	}

/* A default that code knows as a number. */
#define OPTION_TEXT(number)  OPTION_TEXT_(number)
#define OPTION_TEXT_(number) #number

/*
 * The rows. What comes after the help text are further members of struct option_spec, e.g.
 * NUMBER("sample", 0, "N", sensor.sample, 1, 1000000, NULL, "Enter one in N", .initial = "1").
 */

/* Without a value: makes a bool true. */
#define FLAG(name, letter, member, help)                                                           \
	OPTION_ROW(name, letter, NULL, type_flag, help, .offset = offsetof(struct options, member))

/* A whole number into an uint32_t or uint64_t. */
#define NUMBER(name, letter, value, member, least_, most_, unit_, help, ...)                       \
	OPTION_ROW(name, letter, value, type_number, help,                                         \
	           .offset = offsetof(struct options, member), .size = OPTION_INTEGER(member),     \
	           .least = (least_), .most = (most_), .unit = (unit_), __VA_ARGS__)

/* Seconds, with a fraction, into a double. */
#define SECONDS(name, letter, value, member, shortest_, longest_, help, ...)                       \
	OPTION_ROW(name, letter, value, type_seconds, help,                                        \
	           .offset = offsetof(struct options, member), .shortest = (shortest_),            \
	           .longest = (longest_), __VA_ARGS__)

/* Any word but an empty one, into a const char * that points to the argument itself. */
#define TEXT(name, letter, value, member, help, ...)                                               \
	OPTION_ROW(name, letter, value, type_text, help,                                           \
	           .offset = offsetof(struct options, member), __VA_ARGS__)

/* One of some words; its number, from 0, into an enum. */
#define CHOICE(name, letter, value, member, choices_, help, ...)                                   \
	OPTION_ROW(name, letter, value, type_choice, help,                                         \
	           .offset = offsetof(struct options, member),                                     \
	           .size = sizeof(OPTION_MEMBER(member)), .choices = (choices_), __VA_ARGS__)

/* A value of a type of its own, which knows where it belongs: a list of signals, a pattern ... */
#define VALUE(name, letter, value, type, help, ...)                                                \
	OPTION_ROW(name, letter, value, type, help, __VA_ARGS__)

/* Which options were given; see parse.h. */
struct given;

/* Options that go together. */
struct option_set {
	const char *heading; /* in --help; sets with the same heading are one group there */
	const struct option_spec *rows;
	size_t count;
	/*
	 * What depends on several options, called when all are set; may be NULL. 0, or -1 with a
	 * fault (EXIT_BAD_USAGE).
	 */
	int (*settle)(struct options *options, const struct given *given, struct fault *fault);
};

#define OPTION_SET(heading, rows, settle)                                                          \
	{                                                                                          \
		heading, rows, sizeof(rows) / sizeof((rows)[0]), settle                            \
	}

/* For types of their own: the number in `word`, or a fault that says what is allowed. 0 or -1. */
int option_number(const struct option_spec *spec, const char *word, int64_t *number,
                  struct fault *fault);

/* The words that are allowed, up to one without a word; NULL: any. */
const struct option_choice *option_choices(const struct option_spec *spec);

/* Likewise its place among the choices; -1 with a fault. */
int option_choice(const struct option_spec *spec, const char *word, struct fault *fault);

#endif
