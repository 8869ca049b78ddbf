/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms as charts of a terminal. */
#ifndef SIGSNOOP_RENDER_CHART_H
#define SIGSNOOP_RENDER_CHART_H

#include "render/render.h"

/*
 * Print, each preceded by an empty line: a chart of every histogram, with its quantiles and the
 * slowest process; who is still alive; and how many times could not be taken.
 */
void charts_print(const struct snapshot *snapshot, const struct style *style, FILE *out);

#endif
