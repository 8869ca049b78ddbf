/* SPDX-License-Identifier: GPL-2.0 */
/* The status of a run that has no process, for people and for programs. */
#ifndef SIGSNOOP_RENDER_STATUS_H
#define SIGSNOOP_RENDER_STATUS_H

#include <stdio.h>

#include "model/status.h"

/* Both: 0, or -1 with errno ENOMEM; errors of the stream stay in ferror(). */
int status_table(const struct status *status, FILE *out);

/* One object, one line: schema sigsnoop-top/status/1. */
int status_json(const struct status *status, FILE *out);

#endif
