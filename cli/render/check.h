/* SPDX-License-Identifier: GPL-2.0 */
/* What a kernel allows and what came of the test, for people and for programs. */
#ifndef SIGSNOOP_RENDER_CHECK_H
#define SIGSNOOP_RENDER_CHECK_H

#include <stdio.h>

#include "model/check.h"
#include "render/render.h"

/* The last line is the verdict. 0; errors of the stream stay in ferror(). */
int check_table(const struct check *check, const struct style *style, FILE *out);

/* One object, one line: schema sigsnoop-check/1. 0, or -1 with errno ENOMEM. */
int check_json(const struct check *check, FILE *out);

#endif
