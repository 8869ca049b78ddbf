// SPDX-License-Identifier: GPL-2.0
/* Lossless reading of the epoch pair. */
#include "kernel/drain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/cgroup.h"
#include "model/side.h"
#include "model/tally.h"

/* How many of the side's rows there are; where they begin. */
static uint32_t rows_count(const struct drain *drain, uint32_t side)
{
	uint32_t keys = drain->filled[side].keys;

	return keys < drain->capacity ? keys : drain->capacity;
}

static const struct kernel_row *rows_of(const struct drain *drain, uint32_t side)
{
	return &drain->rows[side * (size_t)drain->capacity];
}

static size_t rows_size(const struct drain *drain)
{
	return 2 * (size_t)drain->capacity * sizeof(struct kernel_row);
}

/* Of a map that may only be read, which bpf_map_mmap() refuses. 0, or -1 with errno. */
static int copy_rows(const struct drain *drain, int map)
{
	for (uint32_t side = 0; side < 2; side++)
		for (uint32_t i = 0; i < rows_count(drain, side); i++) {
			uint32_t index = side * drain->capacity + i;

			if (bpf_map_lookup_elem(map, &index, &drain->rows[index]))
				return -1;
		}
	return 0;
}

int drain_map(struct drain *drain, int tally, int rows, bool writable, struct fault *fault)
{
	const int memory = writable ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	const int access = writable ? PROT_READ : PROT_READ | PROT_WRITE;
	void *mapped;

	if (tallies_open(&drain->tallies, tally, writable))
		return fault_set(fault, EXIT_FAILED, "cannot map the counts: %s", strerror(errno));
	mapped = mmap(NULL, rows_size(drain), access, memory, writable ? rows : -1, 0);
	if (mapped == MAP_FAILED)
		return fault_set(fault, EXIT_FAILED, "cannot map the rows: %s", strerror(errno));
	drain->rows = mapped;
	if (!writable && copy_rows(drain, rows))
		return fault_set(fault, EXIT_FAILED, "cannot read the rows: %s", strerror(errno));
	return 0;
}

void drain_unmap(struct drain *drain)
{
	tallies_close(&drain->tallies);
	if (drain->rows)
		(void)munmap(drain->rows, rows_size(drain));
	drain->rows = NULL;
}

int drain_flip(struct drain *drain, uint32_t *side, struct fault *fault)
{
	uint32_t epoch = *drain->epoch;

	*side = epoch & 1;
	__atomic_store_n(drain->epoch, epoch + 1, __ATOMIC_SEQ_CST);
	return barrier_wait(&drain->barrier, fault);
}

struct cgroup_paths {
	struct cgroups cgroups;
	char path[CGROUP_PATH_SIZE];
};

static const char *path_of(void *context, uint64_t id)
{
	struct cgroup_paths *paths = context;

	return cgroup_path(&paths->cgroups, id, paths->path);
}

/* 0, or -1 with errno. */
static int read_counts(const struct drain *drain, uint32_t number, struct snapshot *snapshot)
{
	struct cgroup_paths paths = {.cgroups = {0}};
	const struct cgroup_namer namer = {path_of, &paths};
	const struct side side = {
		.number = number,
		.rows = rows_of(drain, number),
		.row_count = rows_count(drain, number),
		.tallies = drain->tallies.all,
		.cpus = drain->tallies.cpus,
		.sample = drain->sample,
	};
	int error = side_decode(&side, drain->cgroups ? &namer : NULL, snapshot);

	cgroups_free(&paths.cgroups);
	return error;
}

int drain_read(const struct drain *drain, uint32_t side, struct snapshot *snapshot,
               struct fault *fault)
{
	snapshot->map_capacity = drain->capacity;
	if (read_counts(drain, side, snapshot) ||
	    (drain->filled[side].times && latency_read(&drain->latency, side, snapshot)) ||
	    latency_read_alive(&drain->latency, snapshot))
		return fault_set(fault, EXIT_FAILED, "cannot read the counts: %s", strerror(errno));
	return 0;
}

/* 0, or -1 with errno. */
static int clear_rows(const struct drain *drain, uint32_t side)
{
	struct clear_args args = {.side = side};
	LIBBPF_OPTS(bpf_test_run_opts, run, .ctx_in = &args, .ctx_size_in = sizeof(args));

	for (; args.first < rows_count(drain, side); args.first += CLEAR_ROWS)
		if (bpf_prog_test_run_opts(drain->clear_rows, &run))
			return -1;
	return 0;
}

/* What says that there is something goes last: who is killed before has it to do again. */
int drain_clear(const struct drain *drain, uint32_t side, struct fault *fault)
{
	for (uint32_t cpu = 0; cpu < drain->tallies.cpus; cpu++)
		cpu_tally_clear(tallies_of(&drain->tallies, cpu, side));
	if (clear_rows(drain, side) ||
	    (drain->filled[side].times && latency_clear(&drain->latency, side)))
		return fault_set(fault, EXIT_FAILED, "cannot empty the maps: %s", strerror(errno));
	drain->filled[side].keys = drain->filled[side].times = 0;
	return 0;
}
