// SPDX-License-Identifier: GPL-2.0
/* The format that people read. */
#include "render/table.h"

const struct renderer render_table = {
	.name = "table",
	.columns = USE_TABLE,
	.fits_terminal = true,
	.has_ledger = true,
	.report = report_table,
	.events = events_table,
	.records = records_table,
	.status = status_table,
	.check = check_table,
};
