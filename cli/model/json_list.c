// SPDX-License-Identifier: GPL-2.0
/* Arrays of C as arrays of JSON. */
#include "model/json_list.h"

json_t *json_list(const void *items, size_t count, size_t size, json_item_fn make)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++) {
		/* Takes no NULL, neither as the array nor as the item. */
		if (json_array_append_new(array, make((const char *)items + i * size)) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}
