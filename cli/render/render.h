/* SPDX-License-Identifier: GPL-2.0 */
/* Every format behind one interface: a const snapshot, already folded, and a stream. */
#ifndef SIGSNOOP_RENDER_H
#define SIGSNOOP_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "model/snapshot.h"

struct style {
	bool color;
	int width;  /* columns of the terminal, at least 40; 80 if there is none */
	bool first; /* the first report of this stream: CSV prints its header line */
};

struct renderer {
	const char *name; /* as --output has it */
	/*
	 * Write one report. 0, or -1 with errno: ENOMEM; errors of the stream stay in ferror().
	 * The time is shown in local time by the table and in UTC by the others.
	 */
	int (*report)(const struct snapshot *snapshot, const struct style *style, FILE *out);
};

extern const struct renderer render_table, render_json, render_csv, render_prometheus;

/* What is served to who asks for OpenMetrics; it has no name on the command line. */
extern const struct renderer render_openmetrics;

/* The renderer of this name, or NULL. */
const struct renderer *renderer_find(const char *name);

#endif
