// SPDX-License-Identifier: GPL-2.0
/*
 * The flight recorder of what was started, read while the kernel writes it: system calls copy it,
 * which works with read permission alone (a map can be mapped into memory only by who may write
 * it).
 */
#include "kernel/recorder.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "kernel/pin.h"

/* An entry is being written for less than a microsecond, unless its writer is preempted. */
#define READ_ATTEMPTS 1000

/* Why a pin could not be opened. */
static int explain(int error, struct fault *fault)
{
	switch (error) {
	case ENOENT:
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "nothing is being recorded: `sigsnoop-top start` begins to");
	case EPERM:
	case EACCES:
		return fault_set(
			fault, EXIT_CANNOT_OBSERVE,
			"no permission to read the flight recorder: run it as root, or as a "
			"member of the --group of start");
	default:
		return fault_set(fault, EXIT_FAILED, "cannot read the flight recorder: %s",
		                 strerror(error));
	}
}

/* The descriptor of a pinned array, or -1 with a fault. */
static int open_array(const char *name, uint32_t value_size, uint32_t *count, struct fault *fault)
{
	struct bpf_obj_get_opts opts = {.sz = sizeof(opts), .file_flags = BPF_F_RDONLY};
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	char path[4096];
	int map;

	(void)snprintf(path, sizeof(path), "%s/maps/%s", pins_folder(), name);
	map = bpf_obj_get_opts(path, &opts);
	if (map < 0)
		return explain(errno, fault);
	if (!bpf_obj_get_info_by_fd(map, &info, &size) && info.value_size == value_size) {
		*count = info.max_entries;
		return map;
	}
	(void)close(map);
	return fault_set(fault, EXIT_FAILED,
	                 "the flight recorder is that of another version: `sigsnoop-top stop` and "
	                 "`start` begin anew");
}

static int open_all(struct recorder *recorder, struct fault *fault)
{
	uint32_t one;

	recorder->entries =
		open_array("recorder", sizeof(struct recorder_entry), &recorder->count, fault);
	if (recorder->entries < 0)
		return -1;
	recorder->state = open_array("recorder_state", sizeof(struct recorder_state), &one, fault);
	if (recorder->state < 0)
		return -1;
	if (recorder->count < RECORDER_ENTRIES_LEAST)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "the flight recorder is off: `sigsnoop-top stop`, and `start` "
		                 "without --recorder-entries 0");
	recorder->copy = calloc(recorder->count, sizeof(*recorder->copy));
	recorder->ids = calloc(recorder->count, sizeof(*recorder->ids));
	if (!recorder->copy || !recorder->ids)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	return 0;
}

int recorder_open(struct recorder *recorder, struct fault *fault)
{
	*recorder = (struct recorder){.entries = -1, .state = -1};
	if (!open_all(recorder, fault))
		return 0;
	recorder_close(recorder);
	return -1;
}

void recorder_close(struct recorder *recorder)
{
	if (recorder->entries >= 0)
		(void)close(recorder->entries);
	if (recorder->state >= 0)
		(void)close(recorder->state);
	free(recorder->copy);
	free(recorder->ids);
}

/* All entries into `copy`; batches of arrays are of kernel 5.6. 0, or -1 with errno. */
static int copy_all(struct recorder *recorder, uint32_t *keys)
{
	uint32_t from, next, done = 0;

	while (done < recorder->count) {
		uint32_t count = recorder->count - done;
		int error = bpf_map_lookup_batch(recorder->entries, done ? &from : NULL, &next,
		                                 keys, recorder->copy + done, &count, NULL);

		if (error && error != -ENOENT) {
			errno = -error;
			return -1;
		}
		done += count;
		from = next;
		if (error)
			break;
	}
	return 0;
}

/* One entry, three times: its id before, all of it, its id after. */
static bool reread(const struct recorder *recorder, uint32_t index)
{
	struct recorder_entry before, after, *entry = &recorder->copy[index];

	for (int i = 0; i < READ_ATTEMPTS; i++) {
		if (bpf_map_lookup_elem(recorder->entries, &index, &before) ||
		    bpf_map_lookup_elem(recorder->entries, &index, entry) ||
		    bpf_map_lookup_elem(recorder->entries, &index, &after))
			return false;
		if (entry_settle(entry, before.id, after.id))
			return true;
	}
	return false;
}

/* Three passes, with the ids of the third in `after`. 0, or -1 with errno. */
static int read_passes(struct recorder *recorder, uint32_t *keys, struct recorder_entry *after)
{
	struct recorder_entry *copy = recorder->copy;
	int error;

	if (copy_all(recorder, keys))
		return -1;
	for (uint32_t i = 0; i < recorder->count; i++)
		recorder->ids[i] = copy[i].id;
	if (copy_all(recorder, keys))
		return -1;
	recorder->copy = after;
	error = copy_all(recorder, keys);
	recorder->copy = copy;
	return error;
}

static int read_entries(struct recorder *recorder)
{
	uint32_t *keys = calloc(recorder->count, sizeof(*keys));
	struct recorder_entry *after = calloc(recorder->count, sizeof(*after));
	int error = !keys || !after || read_passes(recorder, keys, after);

	for (uint32_t i = 0; !error && i < recorder->count; i++)
		if (!entry_settle(&recorder->copy[i], recorder->ids[i], after[i].id) &&
		    !reread(recorder, i))
			recorder->copy[i].id = ENTRY_BUSY;
	free(keys);
	free(after);
	return error ? -1 : 0;
}

static int read_state(const struct recorder *recorder, struct recorder_state *state)
{
	const uint32_t zero = 0;

	return bpf_map_lookup_elem(recorder->state, &zero, state);
}

int recorder_read(struct recorder *recorder, struct recorder_view *view, struct fault *fault)
{
	/* The heads first: an entry that is added in between makes no other count as overwritten.
	 */
	if (read_state(recorder, &recorder->heads) || read_entries(recorder))
		return explain(errno, fault);
	*view = (struct recorder_view){
		.entries = recorder->copy,
		.state = &recorder->heads,
		.count = recorder->count,
		.offset = clock_nanoseconds(CLOCK_REALTIME) - clock_nanoseconds(CLOCK_BOOTTIME),
	};
	return 0;
}

bool recorder_moved(const struct recorder *recorder)
{
	struct recorder_state state;

	return read_state(recorder, &state) || memcmp(&state, &recorder->heads, sizeof(state)) != 0;
}

uint64_t recorder_now(void)
{
	return (uint64_t)clock_nanoseconds(CLOCK_BOOTTIME);
}
