/* SPDX-License-Identifier: GPL-2.0 */
/* What all JSON output has in common. */
#ifndef SIGSNOOP_RENDER_JSON_H
#define SIGSNOOP_RENDER_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/snapshot.h"

#define JSON_SCHEMA "sigsnoop-top/1"

/*
 * Keys that have no value are null. json_object_set_new() and its kind fail on a value that could
 * not be made, which is NULL.
 */
json_t *json_integer_if(bool known, int64_t number);
json_t *json_text_if(bool known, const char *text);

/* ROLE_pid, ROLE_comm, ROLE_uid, ROLE_parent, ROLE_parent_comm. 0, or -1 if there is no memory. */
int json_set_party(json_t *object, const struct party *party, const char *role);

/*
 * Write an object on one line, and give it back. 0, or -1 with errno ENOMEM, also if the object is
 * NULL because it could not be made.
 */
int json_line(json_t *json, FILE *out);

#endif
