// SPDX-License-Identifier: GPL-2.0
/* Lossless reading of the epoch pair. */
#include "kernel/drain.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/cgroup.h"
#include "kernel/map.h"
#include "model/decode.h"

/* A growing array of keys with what belongs to each; sorted by key once complete. */
struct counted {
	struct key key;
	uint64_t count; /* those that stand for themselves */
	uint64_t drawn; /* those that stand for `sample` each */
};

struct named {
	struct key key;
	struct parties parties;
};

struct gathering {
	const struct drain *drain;
	struct counted *counted;
	size_t counted_count, counted_room;
	struct named *named;
	size_t named_count, named_room;
	struct cgroups cgroups;
};

/* Make room for one more element. 0, or -1 with errno ENOMEM; then the array is as it was. */
static int reserve(void **array, size_t element, size_t count, size_t *room)
{
	size_t larger = *room ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*array, larger, element);
	if (!grown)
		return -1;
	*array = grown;
	*room = larger;
	return 0;
}

static int add_count(struct gathering *all, const struct key *key, uint64_t count)
{
	if (reserve((void **)&all->counted, sizeof(*all->counted), all->counted_count,
	            &all->counted_room))
		return -1;
	all->counted[all->counted_count] = (struct counted){.key = *key};
	all->counted[all->counted_count].key.what &= ~WHAT_SAMPLED;
	if (key->what & WHAT_SAMPLED)
		all->counted[all->counted_count++].drawn = count;
	else
		all->counted[all->counted_count++].count = count;
	return 0;
}

/* The value of a key in a rows map is one number per possible CPU. */
static int take_row(void *context, const void *key, const void *value)
{
	struct gathering *all = context;
	const uint64_t *per_cpu = value;
	uint64_t sum = 0;

	for (int cpu = 0; cpu < all->drain->cpus; cpu++)
		sum += per_cpu[cpu];
	return add_count(all, key, sum);
}

static int take_parties(void *context, const void *key, const void *value)
{
	struct gathering *all = context;

	if (reserve((void **)&all->named, sizeof(*all->named), all->named_count, &all->named_room))
		return -1;
	memcpy(&all->named[all->named_count].key, key, sizeof(struct key));
	all->named[all->named_count].key.what &= ~WHAT_SAMPLED;
	memcpy(&all->named[all->named_count++].parties, value, sizeof(struct parties));
	return 0;
}

static struct map_shape rows_shape(const struct drain *drain, uint32_t side)
{
	return (struct map_shape){drain->rows[side], sizeof(struct key),
	                          sizeof(uint64_t) * (size_t)drain->cpus};
}

static struct map_shape parties_shape(const struct drain *drain, uint32_t side)
{
	return (struct map_shape){drain->parties[side], sizeof(struct key), sizeof(struct parties)};
}

static int key_order(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct key));
}

/* Bring the counts of one key, which the CPUs' caches and the hash hold, together. */
static void merge_counts(struct gathering *all)
{
	size_t kept = 0;

	if (!all->counted_count)
		return;
	qsort(all->counted, all->counted_count, sizeof(*all->counted), key_order);
	for (size_t i = 1; i < all->counted_count; i++) {
		if (key_order(&all->counted[kept], &all->counted[i])) {
			all->counted[++kept] = all->counted[i];
			continue;
		}
		all->counted[kept].count += all->counted[i].count;
		all->counted[kept].drawn += all->counted[i].drawn;
	}
	all->counted_count = kept + 1;
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
	ledger->unnamed += cpu->unnamed[door];
}

static int add_cache(struct gathering *all, const struct cpu_tally *cpu)
{
	for (int i = 0; i < CACHE_SLOTS; i++)
		if (cpu->cache[i].count && add_count(all, &cpu->cache[i].key, cpu->cache[i].count))
			return -1;
	return 0;
}

/* The generated door has seen something: its cache is not empty. */
static bool has_cache(const struct cpu_tally *cpu)
{
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		if (cpu->seen[DOOR_GENERATED][slot])
			return true;
	return false;
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
		if (has_cache(cpu) && add_cache(all, cpu))
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
	for (size_t i = 0; i < all->counted_count; i++) {
		const struct counted *counted = &all->counted[i];
		const struct named *named = NULL;

		if (all->named_count)
			named = bsearch(&counted->key, all->named, all->named_count,
			                sizeof(*all->named), key_order);
		if (counted->count + counted->drawn &&
		    add_row(snapshot, counted, named ? &named->parties : NULL,
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
	struct map_shape rows = rows_shape(all->drain, side);
	struct map_shape parties = parties_shape(all->drain, side);

	if (map_for_each(&rows, take_row, all) || map_for_each(&parties, take_parties, all))
		return -1;
	snapshot->map_entries = (uint32_t)all->counted_count;
	if (read_tallies(all, side, snapshot, remainder))
		return -1;
	merge_counts(all);
	if (all->named_count)
		qsort(all->named, all->named_count, sizeof(*all->named), key_order);
	return 0;
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
	        latency_read(&drain->latency, side, snapshot) ||
	        latency_read_alive(&drain->latency, snapshot);
	snapshot->map_capacity = drain->capacity;
	free(all.counted);
	free(all.named);
	cgroups_free(&all.cgroups);
	if (error)
		return fault_set(fault, EXIT_FAILED, "cannot read the counts: %s", strerror(errno));
	return 0;
}

static void clear_tallies(const struct tallies *tallies, uint32_t side)
{
	for (uint32_t i = 0; i < tallies->cpus; i++) {
		struct cpu_tally *cpu = tallies_of(tallies, i, side);

		memset(cpu, 0, has_cache(cpu) ? sizeof(*cpu) : offsetof(struct cpu_tally, cache));
	}
}

int drain_clear(const struct drain *drain, uint32_t side, struct fault *fault)
{
	struct map_shape rows = rows_shape(drain, side);
	struct map_shape parties = parties_shape(drain, side);

	clear_tallies(&drain->tallies, side);
	if (map_empty(&rows) || map_empty(&parties) || latency_clear(&drain->latency, side))
		return fault_set(fault, EXIT_FAILED, "cannot empty the maps: %s", strerror(errno));
	return 0;
}
