/* SPDX-License-Identifier: GPL-2.0 */
/* What all JSON output has in common. */
#ifndef SIGSNOOP_RENDER_JSON_H
#define SIGSNOOP_RENDER_JSON_H

#include <jansson.h>
#include <stdio.h>

#define JSON_SCHEMA "sigsnoop-top/1"

/*
 * Write an object on one line, and give it back. 0, or -1 with errno ENOMEM, also if the object is
 * NULL because it could not be made.
 */
int json_line(json_t *json, FILE *out);

#endif
