// SPDX-License-Identifier: GPL-2.0
/* State between processes: what was counted, and what of it was delivered. */
#include "model/store.h"

#include <stdlib.h>
#include <string.h>

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "model/fold.h"
#include "model/series.h"

static void backlog_init(struct snapshot *backlog)
{
	snapshot_init(backlog);
	backlog->columns = COLUMNS_ALL;
}

int store_init(struct store *store)
{
	*store = (struct store){.hooks = {"off", "off"}, .sample = 1};
	backlog_init(&store->backlog);
	snapshot_init(&store->totals);
	store->totals.columns = columns_used(USE_TOTALS);
	store->backlog.hooks = store->totals.hooks = store->hooks;
	store->filters = strdup("");
	return store->filters ? 0 : -1;
}

void store_free(struct store *store)
{
	free(store->filters);
	store->filters = NULL;
	snapshot_free(&store->backlog);
	snapshot_free(&store->totals);
}

void store_delivered(struct store *store)
{
	store->delivered_at = store->backlog.time;
	store->lost_since = 0;
	snapshot_free(&store->backlog);
	backlog_init(&store->backlog);
	store->backlog.hooks = store->hooks;
}

/* A backlog that has nothing takes over the fill as it is, however large. */
static int backlog_add(struct snapshot *backlog, struct snapshot *fill)
{
	fill->columns = backlog->columns;
	if (backlog->interval > 0 || backlog->row_count)
		return fold_accumulate_bounded(backlog, fill, STORE_ROWS);
	snapshot_free(backlog);
	*backlog = *fill;
	snapshot_init(fill);
	return 0;
}

int store_absorb(struct store *store, struct snapshot *fill)
{
	if (fold_accumulate(&store->totals, fill) || series_bound(&store->totals, STORE_ROWS))
		return -1;
	return backlog_add(&store->backlog, fill);
}
