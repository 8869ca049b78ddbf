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
		fold->columns = options->renderer == &render_table ? columns_default_table()
		                                                   : columns_default_data();
	sortable = fold->columns;
	if (options->sensor.sample > 1)
		sortable |= COLUMN_BIT(COLUMN_STANDARD_ERROR);
	if (!(sortable & COLUMN_BIT(fold->sort)))
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--sort %s: there is no such column with these --by keys",
		                 column_name(fold->sort));
	options->sensor.cgroups = fold->columns & (COLUMN_BIT(COLUMN_SENDER_CGROUP) |
	                                           COLUMN_BIT(COLUMN_TARGET_CGROUP));
	return 0;
}

static const char rows_help[] =
	"Rows shown, 0 = all (default: all; of interval reports on a terminal as many as fit)";

static const char by_help[] =
	"What a row is: any of sender, target, signal, outcome, errno, origin, sender_uid, "
	"sender_pid, sender_comm, sender_parent, sender_parent_comm, sender_cgroup, and target_uid "
	"to target_cgroup likewise (default: sender,target,signal,outcome in the table; in other "
	"formats all but parents, cgroups and target_uid)";

// clang-format off
static const struct option_spec rows[] = {
	NUMBER("rows", 'n', "N", fold.rows, 0, INT32_MAX, "rows", rows_help),
	VALUE("by", 'b', "KEYS", type_keys, by_help),
	VALUE("sort", 0, "COLUMN", type_column, "Order of rows: count, rate or a key; largest numbers first, names from A", .initial = "count"),
};
// clang-format on

const struct option_set options_rows = OPTION_SET("Reports", rows, settle);
