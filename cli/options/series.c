// SPDX-License-Identifier: GPL-2.0
/* The time series that Prometheus gets. */
#include "options/parse.h"
#include "options/sets.h"

#define SERIES_LIMIT 1000000

static int set_names(const struct option_spec *spec, struct options *options, const char *word,
                     struct fault *fault)
{
	(void)spec;
	return series_names_parse(word, &options->series, fault);
}

const struct option_type type_names = {"names", set_names};

// clang-format off
static const struct option_spec rows[] = {
	NUMBER("max-series", 0, "N", series.most, 1, SERIES_LIMIT, "series", "Time series with names; names that come later are counted as `other`", .initial = OPTION_TEXT(SERIES_MOST)),
	VALUE("label-names", 0, "LIST", type_names, "Names that may be labels: 'nginx*,postgres', or off; all others are `other` (default: all)"),
};
// clang-format on

static int settle(struct options *options, const struct given *given, struct fault *fault)
{
	if (!option_given_of(given, &options_series) || options->renderer->cumulative)
		return 0;
	return fault_set(fault, EXIT_BAD_USAGE,
	                 "--max-series and --label-names need -o prometheus");
}

const struct option_set options_series = OPTION_SET("Reports", rows, settle);
const struct option_set options_labels = OPTION_SET("Exporter", rows, NULL);
