// SPDX-License-Identifier: GPL-2.0
/* Columns as users name them. */
#include <stdio.h>
#include <string.h>

#include "model/columns.h"
#include "model/list.h"

/* Words of --by that stand for several columns; they go before the columns' own names. */
static const struct {
	const char *name;
	column_set set;
} groups[] = {
	{"sender", COLUMN_BIT(COLUMN_SENDER_PID) | COLUMN_BIT(COLUMN_SENDER_COMM)},
	{"target", COLUMN_BIT(COLUMN_TARGET_PID) | COLUMN_BIT(COLUMN_TARGET_COMM)},
	{"signal", COLUMN_BIT(COLUMN_SIGNAL) | COLUMN_BIT(COLUMN_SIGNAL_NUMBER)},
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static int column_find(const char *name)
{
	for (int column = 0; column < COLUMNS; column++) {
		if (strcmp(name, column_name((enum column)column)) == 0)
			return column;
	}
	return -1;
}

/* The columns that a word of --by stands for; 0 = no such word. */
static column_set by_find(const char *word)
{
	int column;

	for (size_t i = 0; i < GROUPS; i++) {
		if (strcmp(word, groups[i].name) == 0)
			return groups[i].set;
	}
	column = column_find(word);
	return column < 0 ? 0 : COLUMN_BIT(column) & columns_used(USE_KEY);
}

/* Append the names of the columns to the words; returns how many these are now. */
static size_t add_names(column_set set, const char *words[], size_t count)
{
	for (; set; set &= set - 1)
		words[count++] = column_name(COLUMN_FIRST(set));
	return count;
}

/* Every word that --by takes, but for `signal` as the name of one column. */
static const char *by_words(char text[COLUMNS_TEXT_SIZE])
{
	const char *words[GROUPS + COLUMNS] = {"sender", "target"};
	size_t count = add_names(columns_used(USE_KEY), words, 2);

	return list_join(words, count, ", ", ", ", text, COLUMNS_TEXT_SIZE);
}

int columns_parse_by(const char *list, column_set *set, struct fault *fault)
{
	column_set wanted = COLUMNS_COUNTED;
	char word[LIST_WORD_SIZE], names[COLUMNS_TEXT_SIZE];

	while (list_next(&list, word)) {
		column_set found = by_find(word);

		if (!found)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "cannot group by '%s' (allowed: %s)", word,
			                 by_words(names));
		wanted |= found;
	}
	*set = wanted;
	return 0;
}

int column_parse(const char *name, enum column *column, struct fault *fault)
{
	int found = strcmp(name, "rate") == 0 ? COLUMN_RATE : column_find(name);
	const char *words[COLUMNS];
	char names[COLUMNS_TEXT_SIZE];

	if (found < 0)
		return fault_set(fault, EXIT_BAD_USAGE, "no such column: '%.40s' (allowed: %s)",
		                 name,
		                 list_join(words, add_names(COLUMNS_ALL, words, 0), ", ", ", ",
		                           names, sizeof(names)));
	*column = (enum column)found;
	return 0;
}

/* The word for all of a group, of which this column is the first; else the column's own. */
static const char *word_for(column_set *set, enum column column)
{
	for (size_t i = 0; i < GROUPS; i++) {
		if (COLUMN_FIRST(groups[i].set) != column || groups[i].set & ~*set)
			continue;
		*set &= ~groups[i].set;
		return groups[i].name;
	}
	*set &= ~COLUMN_BIT(column);
	return column_name(column);
}

const char *columns_words(column_set set, const char *separator, const char *last,
                          char text[COLUMNS_TEXT_SIZE])
{
	const char *words[COLUMNS];
	size_t count = 0;

	set &= columns_used(USE_KEY);
	while (set)
		words[count++] = word_for(&set, COLUMN_FIRST(set));
	return list_join(words, count, separator, last, text, COLUMNS_TEXT_SIZE);
}

const char *columns_by_help(char text[2 * COLUMNS_TEXT_SIZE])
{
	char all[COLUMNS_TEXT_SIZE], table[COLUMNS_TEXT_SIZE], data[COLUMNS_TEXT_SIZE];

	(void)snprintf(text, 2 * (size_t)COLUMNS_TEXT_SIZE,
	               "What a row is: any of %s (default: %s in the table, %s in the other "
	               "formats)",
	               by_words(all), columns_words(columns_used(USE_TABLE), ", ", ", ", table),
	               columns_words(columns_used(USE_DATA), ", ", ", ", data));
	return text;
}
