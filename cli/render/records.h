/* SPDX-License-Identifier: GPL-2.0 */
/* Records of the flight recorder, in the formats that suit them. */
#ifndef SIGSNOOP_RENDER_RECORDS_H
#define SIGSNOOP_RENDER_RECORDS_H

#include <stdio.h>

#include "model/record.h"
#include "render/render.h"

/*
 * A table, the newest last, in local time; its headings only if style->first. Never cut: it may be
 * wider than the terminal. 0, or -1 with errno ENOMEM; errors of the stream stay in ferror().
 */
int records_table(const struct records *records, const struct style *style, FILE *out);

/* Likewise: one JSON object on one line, times in UTC. */
int records_json(const struct records *records, FILE *out);

#endif
