// SPDX-License-Identifier: GPL-2.0
/* What the rows of a report are. */
#include "options/parse.h"
#include "options/sets.h"

static int set_keys(const struct option_spec *spec, struct options *options, const char *word,
                    struct fault *fault)
{
	(void)spec;
	return columns_parse_by(word, &options->fold.columns, fault);
}

static int set_column(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	(void)spec;
	return column_parse(word, &options->fold.sort, fault);
}

const struct option_type type_keys = {"keys", set_keys};
const struct option_type type_column = {"column", set_column};

/* Which columns there are, and so which can be sorted by, depends on the format. */
static int settle(struct options *options, const struct given *given, struct fault *fault)
{
	struct fold *fold = &options->fold;
	column_set sortable;

	options->rows_given = option_given(given, "rows");
	if (!option_given(given, "by"))
		fold->columns = columns_used(options->renderer->columns);
	sortable = fold->columns;
	if (options->sensor.sample > 1)
		sortable |= COLUMN_BIT(COLUMN_STANDARD_ERROR);
	if (!(sortable & COLUMN_BIT(fold->sort)))
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--sort %s: there is no such column with these --by keys",
		                 column_name(fold->sort));
	options->sensor.cgroups = fold->columns & columns_used(USE_CGROUPS);
	return 0;
}

static const char rows_help[] =
	"Rows shown, 0 = all (default: all; of interval reports on a terminal as many as fit)";

/* As the columns have it. */
static const char *by_help(void)
{
	static char text[2 * COLUMNS_TEXT_SIZE];

	return columns_by_help(text);
}

// clang-format off
static const struct option_spec rows[] = {
	NUMBER("rows", 'n', "N", fold.rows, 0, INT32_MAX, "rows", rows_help),
	VALUE("by", 'b', "KEYS", type_keys, NULL, .explain = by_help),
	VALUE("sort", 0, "COLUMN", type_column, "Order of rows: count, rate or a key; largest numbers first, names from A", .initial = "count"),
};
// clang-format on

const struct option_set options_rows = OPTION_SET("Reports", rows, settle);
