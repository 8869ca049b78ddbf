/* SPDX-License-Identifier: GPL-2.0 */
/* Arrays of C as arrays of JSON. */
#ifndef SIGSNOOP_MODEL_JSON_LIST_H
#define SIGSNOOP_MODEL_JSON_LIST_H

#include <jansson.h>
#include <stddef.h>

/* Makes one item's value; NULL if there is no memory. */
typedef json_t *(*json_item_fn)(const void *item);

/* An array of what `make` makes of each of `count` items of `size` bytes; NULL if one is missing.
 */
json_t *json_list(const void *items, size_t count, size_t size, json_item_fn make);

#endif
