/* SPDX-License-Identifier: GPL-2.0 */
/* The rows of a report as a table that fits a terminal. */
#ifndef SIGSNOOP_RENDER_ROWS_TABLE_H
#define SIGSNOOP_RENDER_ROWS_TABLE_H

#include "render/render.h"

/*
 * Print headings and rows. What is too wide is cut, names first; columns that have no room even so
 * are left out, and a line says which. A value that is not known is `-`.
 */
void rows_table(const struct snapshot *snapshot, const struct style *style, FILE *out);

#endif
