// SPDX-License-Identifier: GPL-2.0
/* Every element of a hash map, in batches (BPF_MAP_LOOKUP_BATCH and its kin, kernel 5.6). */
#include "kernel/map.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#define BATCH_ROOM 1024 /* to begin with; a bucket of the hash must fit */

struct batch {
	char *keys;
	char *values;
	uint32_t room;
};

static void batch_free(struct batch *batch)
{
	free(batch->keys);
	free(batch->values);
}

static int batch_resize(struct batch *batch, uint32_t room, const struct map_shape *shape)
{
	batch_free(batch);
	batch->room = room;
	batch->keys = calloc(room, shape->key_size);
	batch->values = calloc(room, shape->value_size);
	return batch->keys && batch->values ? 0 : -ENOMEM;
}

static int take_all(const struct batch *batch, uint32_t count, const struct map_shape *shape,
                    map_take_fn take, void *context)
{
	for (uint32_t i = 0; i < count; i++)
		if (take(context, batch->keys + i * shape->key_size,
		         batch->values + i * shape->value_size))
			return -ENOMEM;
	return 0;
}

typedef int (*batch_call_fn)(int map, void *from, void *next, void *keys, void *values,
                             __u32 *count, const struct bpf_map_batch_opts *opts);

/*
 * ENOENT from the kernel is the regular end, and the last batch comes with it; ENOSPC says that a
 * bucket holds more keys than the batch has room for, and that nothing was taken.
 */
static int for_each(const struct map_shape *shape, batch_call_fn call, map_take_fn take,
                    void *context)
{
	struct batch batch = {0};
	uint32_t place, *from = NULL;
	int error = batch_resize(&batch, BATCH_ROOM, shape);
	int end = 0;

	while (!error && !end) {
		uint32_t next, count = batch.room;

		error = call(shape->map, from, &next, batch.keys, batch.values, &count, NULL);
		if (error == -ENOSPC) {
			error = batch_resize(&batch, batch.room * 2, shape);
			continue;
		}
		end = error == -ENOENT;
		if (error && !end)
			break;
		error = take_all(&batch, count, shape, take, context);
		place = next;
		from = &place;
	}
	batch_free(&batch);
	if (!error)
		return 0;
	errno = -error;
	return -1;
}

int map_for_each(const struct map_shape *shape, map_take_fn take, void *context)
{
	return for_each(shape, bpf_map_lookup_batch, take, context);
}

static int ignore(void *context, const void *key, const void *value)
{
	(void)context;
	(void)key;
	(void)value;
	return 0;
}

int map_empty(const struct map_shape *shape)
{
	return for_each(shape, bpf_map_lookup_and_delete_batch, ignore, NULL);
}
