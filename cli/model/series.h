/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Time series of totals that grow for years: which names become labels, and how many series there
 * may be. What is beyond goes to the name `other`, with its signal, origin, outcome and errno, so
 * that sums stay exact.
 */
#ifndef SIGSNOOP_MODEL_SERIES_H
#define SIGSNOOP_MODEL_SERIES_H

#include <stdbool.h>
#include <stddef.h>

#include "abi/glob.h"
#include "fault.h"
#include "model/snapshot.h"

#define SERIES_OTHER    "other"
#define SERIES_MOST     1000 /* unless --max-series says else */
#define SERIES_PATTERNS 16

struct series_rules {
	size_t most;  /* series that are not `other`, at least 1 */
	bool listed;  /* only names that match one of the patterns are shown */
	size_t count; /* patterns; 0 and listed: no name is shown */
	struct glob patterns[SERIES_PATTERNS];
};

/*
 * The patterns of --label-names: "off", or "nginx*,postgres". -1 with a fault (EXIT_BAD_USAGE): a
 * pattern that is malformed, or too many.
 */
int series_names_parse(const char *list, struct series_rules *rules, struct fault *fault);

/*
 * Keep the rows of totals bounded. Those that came first stay (by `since`, which
 * fold_accumulate() gives them; of those that came together the first in the order of their
 * columns); the others become, and are added to, the rows of `other`, which do not count. So what
 * has a row keeps it, however often this is done and whatever comes later. The kernel is a name
 * like any other here. 0, or -1 with errno ENOMEM.
 */
int series_bound(struct snapshot *totals, size_t most);

/*
 * Turn totals into what is shown as series: by the columns of USE_SERIES alone, names that the
 * rules leave out as `other` (the kernel's own never is), a refusal without its origin, which is no
 * label of it; and bounded. It does no harm to do it again, after fold_accumulate() added more. 0,
 * or -1 with errno ENOMEM.
 */
int series_fold(struct snapshot *totals, const struct series_rules *rules);

#endif
