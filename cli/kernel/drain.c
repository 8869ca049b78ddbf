// SPDX-License-Identifier: GPL-2.0
/* Lossless reading of the epoch pair. */
#include "kernel/drain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "abi/histogram.h"
#include "abi/identity.h"
#include "abi/signal.h"
#include "kernel/cgroup.h"
#include "model/counts.h"
#include "model/decode.h"
#include "model/tally.h"

struct gathering {
	const struct drain *drain;
	struct counts counts;
	struct cgroups cgroups;
};

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

/* What was being entered and then was not. */
static bool is_void(const struct kernel_row *row)
{
	return !row->key.sender && !row->key.target && !row->key.what;
}

static int take_counts(struct gathering *all, uint32_t side)
{
	const struct kernel_row *rows = rows_of(all->drain, side);
	uint32_t count = rows_count(all->drain, side);

	for (uint32_t i = 0; i < count; i++)
		if (!is_void(&rows[i]) && counts_add(&all->counts, &rows[i].key, rows[i].count))
			return -1;
	return 0;
}

/* A key may be there twice, with WHAT_SAMPLED and without: it is the same process. */
static void take_names(struct gathering *all, uint32_t side)
{
	const struct kernel_row *rows = rows_of(all->drain, side);
	uint32_t count = rows_count(all->drain, side);

	for (uint32_t i = 0; i < count; i++) {
		struct counted *counted = counts_find(&all->counts, &rows[i].key);

		if (counted)
			counted->parties = &rows[i].parties;
	}
}

/* Counted under no key, by signal; and how many of these were drawn for a sample. */
struct remainder {
	uint64_t all[SIGNAL_SLOTS];
	uint64_t drawn[SIGNAL_SLOTS];
};

static void add_door(struct snapshot *snapshot, const struct cpu_tally *cpu, enum door door,
                     struct remainder *remainder)
{
	struct ledger *ledger = &snapshot->ledger;

	for (int slot = 0; slot < SIGNAL_SLOTS; slot++) {
		snapshot->signals[slot] += cpu->seen[door][slot];
		ledger->seen += cpu->seen[door][slot];
		remainder->all[slot] += cpu->remainder[door][slot];
		ledger->remainder += cpu->remainder[door][slot];
	}
	ledger->failed += cpu->failed[door];
	ledger->map_full += cpu->folded[door][FOLD_MAP_FULL];
	ledger->map_busy += cpu->folded[door][FOLD_MAP_BUSY];
	ledger->no_memory += cpu->folded[door][FOLD_NO_MEMORY];
}

static int add_cache(struct gathering *all, const struct cpu_tally *cpu)
{
	for (int i = 0; i < CACHE_SLOTS; i++)
		if (cpu->cache[i].count &&
		    counts_add(&all->counts, &cpu->cache[i].key, cpu->cache[i].count))
			return -1;
	return 0;
}

/* What every CPU has beside the rows map. 0, or -1 with errno. */
static int read_tallies(struct gathering *all, uint32_t side, struct snapshot *snapshot,
                        struct remainder *remainder)
{
	const struct tallies *tallies = &all->drain->tallies;

	for (uint32_t i = 0; i < tallies->cpus; i++) {
		const struct cpu_tally *cpu = tallies_of(tallies, i, side);

		add_door(snapshot, cpu, DOOR_GENERATED, remainder);
		add_door(snapshot, cpu, DOOR_REFUSED, remainder);
		for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
			remainder->drawn[slot] += cpu->remainder_drawn[slot];
		/* In rows all the same: others that were drawn stand for them. */
		snapshot->left_out += cpu->left_out;
		snapshot->ledger.rows += cpu->left_out;
		for (int kind = 0; kind < HIST_KINDS; kind++)
			snapshot->untimed[kind] += cpu->untimed[kind];
		if (cpu_tally_has_cache(cpu) && add_cache(all, cpu))
			return -1;
	}
	return 0;
}

static int find_cgroup(struct party *party, const struct identity *identity,
                       struct cgroups *cgroups, struct snapshot *snapshot)
{
	char path[CGROUP_PATH_SIZE];

	if (!party->identified || !identity->cgroup)
		return 0;
	party->cgroup = snapshot_intern(snapshot, cgroup_path(cgroups, identity->cgroup, path));
	return party->cgroup ? 0 : -1;
}

/* The counts of a row; those drawn for a sample of one in so many stand for the others. */
static void estimate(struct row *row, uint64_t count, uint64_t drawn, uint32_t sample)
{
	row->count = count + drawn * sample;
	row->variance = sample_variance(drawn, sample);
}

/* `cgroups`: NULL if their paths are not wanted. */
static int add_row(struct snapshot *snapshot, const struct counted *counted,
                   const struct parties *parties, struct cgroups *cgroups)
{
	struct row *row = snapshot_add_row(snapshot);

	if (!row)
		return -1;
	row_decode(row, &counted->key, parties);
	estimate(row, counted->count, counted->drawn, snapshot->sample);
	snapshot->ledger.rows += counted->count + counted->drawn;
	if (!cgroups || !parties)
		return 0;
	return find_cgroup(&row->sender, &parties->sender, cgroups, snapshot) ||
	                       find_cgroup(&row->target, &parties->target, cgroups, snapshot)
	               ? -1
	               : 0;
}

static int add_rows(struct gathering *all, struct snapshot *snapshot)
{
	for (size_t i = 0; i < all->counts.room; i++) {
		const struct counted *counted = &all->counts.slots[i];

		if (counted->count + counted->drawn &&
		    add_row(snapshot, counted, counted->parties,
		            all->drain->cgroups ? &all->cgroups : NULL))
			return -1;
	}
	return 0;
}

static int add_remainder(struct snapshot *snapshot, const struct remainder *remainder)
{
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++) {
		struct row *row;

		if (!remainder->all[slot])
			continue;
		row = snapshot_add_row(snapshot);
		if (!row)
			return -1;
		row->remainder = true;
		row->signal = slot == SIGNAL_SLOT_INVALID ? SIGNAL_INVALID : slot;
		estimate(row, remainder->all[slot] - remainder->drawn[slot], remainder->drawn[slot],
		         snapshot->sample);
	}
	return 0;
}

static int gather(struct gathering *all, uint32_t side, struct snapshot *snapshot,
                  struct remainder *remainder)
{
	if (take_counts(all, side))
		return -1;
	snapshot->map_entries = rows_count(all->drain, side);
	if (read_tallies(all, side, snapshot, remainder))
		return -1;
	take_names(all, side);
	return 0;
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

int drain_read(const struct drain *drain, uint32_t side, struct snapshot *snapshot,
               struct fault *fault)
{
	struct gathering all = {.drain = drain};
	struct remainder remainder = {0};
	int error;

	snapshot->sample = drain->sample;
	error = gather(&all, side, snapshot, &remainder) || add_rows(&all, snapshot) ||
	        add_remainder(snapshot, &remainder) ||
	        (drain->filled[side].times && latency_read(&drain->latency, side, snapshot)) ||
	        latency_read_alive(&drain->latency, snapshot);
	snapshot->map_capacity = drain->capacity;
	counts_free(&all.counts);
	cgroups_free(&all.cgroups);
	if (error)
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
