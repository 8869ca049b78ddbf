// SPDX-License-Identifier: GPL-2.0
/* How often, and how many times. */
#include "options/sets.h"

#define INTERVAL_MOST 86400 /* seconds */

// clang-format off
static const struct option_spec rows[] = {
	SECONDS("interval", 'i', "SEC", interval, INTERVAL_LEAST, INTERVAL_MOST, "Seconds between reports, 0.1 at least", .initial = "5"),
	NUMBER("count", 'c', "N", count, 1, INT64_MAX, "reports", "Stop after N reports"),
};

static const struct option_spec words[] = {
	SECONDS("interval", 0, NULL, interval, INTERVAL_LEAST, INTERVAL_MOST, "As --interval", .argument = true),
	NUMBER("count", 0, NULL, count, 1, INT64_MAX, "reports", "As --count", .argument = true),
};
// clang-format on

const struct option_set options_interval = OPTION_SET("Reports", rows, NULL);
const struct option_set words_interval = OPTION_SET(NULL, words, NULL);
