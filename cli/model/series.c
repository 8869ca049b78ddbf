// SPDX-License-Identifier: GPL-2.0
/* Time series of totals that grow for years. */
#include "model/series.h"

#include <stdlib.h>
#include <string.h>

#include "abi/key.h"
#include "model/fold.h"
#include "model/glob.h"

#define PATTERN_SIZE 256

int series_names_parse(const char *list, struct series_rules *rules, struct fault *fault)
{
	char word[PATTERN_SIZE];

	rules->listed = true;
	rules->count = 0;
	if (!strcmp(list, "off"))
		return 0;
	for (;;) {
		size_t length = strcspn(list, ",");

		if (rules->count == SERIES_PATTERNS || length >= sizeof(word))
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "--label-names: at most %d patterns are taken, each of "
			                 "less than %d bytes",
			                 SERIES_PATTERNS, PATTERN_SIZE);
		memcpy(word, list, length);
		word[length] = '\0';
		if (glob_compile(word, &rules->patterns[rules->count++], fault))
			return -1;
		if (!list[length])
			return 0;
		list += length + 1;
	}
}

/*
 * Patterns are made for the bytes of a name, and a name that was not valid UTF-8 is longer now: a
 * pattern sees the beginning of it.
 */
static bool is_shown(const struct series_rules *rules, const struct name *name)
{
	if (!rules->listed || !name->text[0])
		return true;
	for (size_t i = 0; i < rules->count; i++)
		if (glob_matches(&rules->patterns[i], name->text))
			return true;
	return false;
}

static struct party nobody(void)
{
	return (struct party){.known = true, .comm = {SERIES_OTHER}};
}

static bool is_nobody(const struct party *party)
{
	return !strcmp(party->comm.text, SERIES_OTHER);
}

static bool is_other(const struct row *row)
{
	return is_nobody(&row->sender) && is_nobody(&row->target);
}

/* Those that stay come first, in the order in which they came; then the rest. */
static int age_compare(const void *left, const void *right)
{
	const struct row *const *a = left, *const *b = right;

	if ((*a)->since != (*b)->since)
		return (*a)->since < (*b)->since ? -1 : 1;
	/* They are in the order of their columns. */
	return (*a > *b) - (*a < *b);
}

static size_t list_named(const struct snapshot *totals, struct row **named)
{
	size_t count = 0;

	for (size_t i = 0; i < totals->row_count; i++)
		if (!totals->rows[i].remainder && !is_other(&totals->rows[i]))
			named[count++] = &totals->rows[i];
	return count;
}

int series_bound(struct snapshot *totals, size_t most)
{
	struct row **named;
	size_t count;
	int error = 0;

	if (fold_group(totals, totals->columns) != 0)
		return -1;
	if (totals->row_count <= most)
		return 0;
	named = calloc(totals->row_count, sizeof(struct row *));
	if (!named)
		return -1;
	count = list_named(totals, named);
	if (count > most) {
		qsort(named, count, sizeof(struct row *), age_compare);
		for (size_t i = most; i < count; i++)
			named[i]->sender = named[i]->target = nobody();
		error = fold_group(totals, totals->columns);
	}
	free(named);
	return error;
}

static void fold_row(struct row *row, const struct series_rules *rules, bool outcomes)
{
	/* The kernel as the sender is no process, and has no name to hide. */
	if (strcmp(row->sender.comm.text, "kernel") != 0 && !is_shown(rules, &row->sender.comm))
		row->sender = nobody();
	if (!is_shown(rules, &row->target.comm))
		row->target = nobody();
	/* The target of a refusal has no name: once its sender has none either, it is `other`. */
	if (outcomes && row->outcome == OUTCOME_REFUSED) {
		row->origin = ORIGIN_KILL;
		row->target = is_nobody(&row->sender) ? nobody() : (struct party){.known = true};
	}
}

int series_fold(struct snapshot *totals, const struct series_rules *rules)
{
	bool outcomes = totals->columns & COLUMN_BIT(COLUMN_OUTCOME);

	for (size_t i = 0; i < totals->row_count; i++)
		if (!totals->rows[i].remainder)
			fold_row(&totals->rows[i], rules, outcomes);
	totals->columns &= columns_used(USE_SERIES);
	return series_bound(totals, rules->most);
}
