/* SPDX-License-Identifier: GPL-2.0 */
/* Tables for people, in local time: see struct renderer. */
#ifndef SIGSNOOP_RENDER_TABLE_H
#define SIGSNOOP_RENDER_TABLE_H

#include "render/render.h"

/* Totals, rows, signals and charts, as wide as the terminal. */
int report_table(const struct snapshot *snapshot, const struct style *style, FILE *out);

/*
 * A line each. Columns that a terminal of style->width has no room for are left out, the thread ids
 * and the parent first, and names are cut.
 */
int events_table(const struct events *events, const struct style *style, FILE *out);

/* Likewise, the newest last. Never cut: it may be wider than the terminal. */
int records_table(const struct records *records, const struct style *style, FILE *out);

int status_table(const struct status *status, const struct style *style, FILE *out);

/* The last line is the verdict. */
int check_table(const struct check *check, const struct style *style, FILE *out);

#endif
