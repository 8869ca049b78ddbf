/* SPDX-License-Identifier: GPL-2.0 */
/* JSON for programs: see struct renderer. And what all of it has in common. */
#ifndef SIGSNOOP_RENDER_JSON_H
#define SIGSNOOP_RENDER_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "render/render.h"

#define JSON_SCHEMA "sigsnoop-top/1"

/* One object on one line. */
int report_json(const struct snapshot *snapshot, const struct style *style, FILE *out);
int records_json(const struct records *records, const struct style *style, FILE *out);
int status_json(const struct status *status, const struct style *style, FILE *out);

/* Schema sigsnoop-check/1. */
int check_json(const struct check *check, const struct style *style, FILE *out);

/* One object a line. */
int events_json(const struct events *events, const struct style *style, FILE *out);

/*
 * json_object_set_new() and its kind fail on a value that could not be made, which is NULL. Keys
 * that have no value are null.
 */
json_t *json_count(uint64_t count);
json_t *json_integer_if(bool known, int64_t number);
json_t *json_text_if(bool known, const char *text);

/*
 * Set what the row has in these columns, by their names. `snapshot` may be NULL if they are keys.
 * 0, or -1 if there is no memory, also for the object.
 */
int json_set_columns(json_t *object, column_set columns, const struct row *row,
                     const struct snapshot *snapshot);

/*
 * Write an object and give it back; `flags` are those of jansson that say how, beside those for
 * all. 0, or -1 with errno ENOMEM, also if the object is NULL because it could not be made. The
 * stream keeps its error.
 */
int json_write(json_t *json, size_t flags, FILE *out);

/* Likewise, on one line. */
int json_line(json_t *json, FILE *out);

#endif
