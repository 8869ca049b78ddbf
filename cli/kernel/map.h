/* SPDX-License-Identifier: GPL-2.0 */
/* Every element of a hash map, in batches. */
#ifndef SIGSNOOP_KERNEL_MAP_H
#define SIGSNOOP_KERNEL_MAP_H

#include <stddef.h>
#include <stdint.h>

struct map_shape {
	int map; /* descriptor */
	size_t key_size;
	size_t value_size; /* of a per-CPU map: of all possible CPUs together */
};

/* Takes one element; 0, or -1 with errno ENOMEM. */
typedef int (*map_take_fn)(void *context, const void *key, const void *value);

/*
 * Give every element of a hash that nobody writes to `take`. 0, or -1 with errno. (On a hash that
 * is being written, elements that are there all the time are met at least once.)
 */
int map_for_each(const struct map_shape *shape, map_take_fn take, void *context);

/* Delete every element of a hash that nobody writes. 0, or -1 with errno. */
int map_empty(const struct map_shape *shape);

#endif
