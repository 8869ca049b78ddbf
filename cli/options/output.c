// SPDX-License-Identifier: GPL-2.0
/* In what format, and where to. */
#include "options/sets.h"

static int set_format(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	if (option_choice(spec, word, fault) < 0)
		return -1;
	options->renderer = renderer_find(word);
	return 0;
}

const struct option_type type_format = {"format", set_format};

static const struct option_choice formats[] = {
	{"table", NULL}, {"json", NULL}, {"csv", NULL}, {"prometheus", NULL}, {NULL, NULL},
};

static const struct option_choice table_or_json[] = {
	{"table", NULL},
	{"json", NULL},
	{NULL, NULL},
};

// clang-format off
static const struct option_spec output[] = {
	VALUE("output", 'o', "FORMAT", type_format, "Format", .choices = formats, .initial = "table"),
};

static const struct option_spec format[] = {
	VALUE("output", 'o', "FORMAT", type_format, "Format", .choices = table_or_json, .initial = "table"),
};

static const struct option_spec file[] = {
	TEXT("output-file", 0, "FILE", output_file, "Replace FILE by the report, whole or not at all"),
};
// clang-format on

const struct option_set options_output = OPTION_SET("Reports", output, NULL);
const struct option_set options_format = OPTION_SET("Reports", format, NULL);
const struct option_set options_file = OPTION_SET("Reports", file, NULL);
