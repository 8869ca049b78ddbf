/* SPDX-License-Identifier: GPL-2.0 */
/* Observations one by one, in the formats that suit them. */
#ifndef SIGSNOOP_RENDER_EVENTS_H
#define SIGSNOOP_RENDER_EVENTS_H

#include <stdio.h>

#include "model/event.h"
#include "render/render.h"

/*
 * Lines of a table, in local time; its headings only if style->first. Columns that a terminal of
 * style->width has no room for are left out, the thread ids and the parent first, and names are
 * cut. 0; errors of the stream stay in ferror().
 */
int events_table(const struct events *events, const struct style *style, FILE *out);

/* Likewise one JSON object a line, times in UTC. 0, or -1 with errno ENOMEM. */
int events_json(const struct events *events, FILE *out);

#endif
