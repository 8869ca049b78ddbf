// SPDX-License-Identifier: GPL-2.0
/* From what the kernel's programs left on one side to a snapshot. */
#include "model/side.h"

#include "abi/histogram.h"
#include "abi/signal.h"
#include "model/counts.h"
#include "model/decode.h"
#include "model/tally.h"

/* What was being entered and then was not. */
static bool is_void(const struct kernel_row *row)
{
	return !row->key.sender && !row->key.target && !row->key.what;
}

static int take_counts(struct counts *counts, const struct side *side)
{
	for (uint32_t i = 0; i < side->row_count; i++) {
		const struct kernel_row *row = &side->rows[i];

		if (!is_void(row) && counts_add(counts, &row->key, row->count))
			return -1;
	}
	return 0;
}

/* A key may be there twice, with WHAT_SAMPLED and without: it is the same process. */
static void take_names(struct counts *counts, const struct side *side)
{
	for (uint32_t i = 0; i < side->row_count; i++) {
		struct counted *counted = counts_find(counts, &side->rows[i].key);

		if (counted)
			counted->parties = &side->rows[i].parties;
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

static int add_cache(struct counts *counts, const struct cpu_tally *cpu)
{
	for (int i = 0; i < CACHE_SLOTS; i++)
		if (cpu->cache[i].count &&
		    counts_add(counts, &cpu->cache[i].key, cpu->cache[i].count))
			return -1;
	return 0;
}

static void add_tally(struct snapshot *snapshot, const struct cpu_tally *cpu,
                      struct remainder *remainder)
{
	add_door(snapshot, cpu, DOOR_GENERATED, remainder);
	add_door(snapshot, cpu, DOOR_REFUSED, remainder);
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		remainder->drawn[slot] += cpu->remainder_drawn[slot];
	/* In rows all the same: others that were drawn stand for them. */
	snapshot->left_out += cpu->left_out;
	snapshot->ledger.rows += cpu->left_out;
	for (int kind = 0; kind < HIST_KINDS; kind++)
		snapshot->untimed[kind] += cpu->untimed[kind];
}

/* What every CPU has beside the rows. 0, or -1 with errno ENOMEM. */
static int take_tallies(struct counts *counts, const struct side *side, struct snapshot *snapshot,
                        struct remainder *remainder)
{
	for (uint32_t i = 0; i < side->cpus; i++) {
		const struct cpu_tally *cpu = &side->tallies[tally_index(i, side->number)];

		add_tally(snapshot, cpu, remainder);
		if (cpu_tally_has_cache(cpu) && add_cache(counts, cpu))
			return -1;
	}
	return 0;
}

static int find_cgroup(struct party *party, const struct identity *identity,
                       const struct cgroup_namer *namer, struct snapshot *snapshot)
{
	if (!party->identified || !identity->cgroup)
		return 0;
	party->cgroup = snapshot_intern(snapshot, namer->path_of(namer->context, identity->cgroup));
	return party->cgroup ? 0 : -1;
}

/* The counts of a row; those drawn for a sample of one in so many stand for the others. */
static void estimate(struct row *row, uint64_t count, uint64_t drawn, uint32_t sample)
{
	row->count = count + drawn * sample;
	row->variance = sample_variance(drawn, sample);
}

static int add_row(struct snapshot *snapshot, const struct counted *counted,
                   const struct cgroup_namer *namer)
{
	const struct parties *parties = counted->parties;
	struct row *row = snapshot_add_row(snapshot);

	if (!row)
		return -1;
	row_decode(row, &counted->key, parties);
	estimate(row, counted->count, counted->drawn, snapshot->sample);
	snapshot->ledger.rows += counted->count + counted->drawn;
	if (!namer || !parties)
		return 0;
	return find_cgroup(&row->sender, &parties->sender, namer, snapshot) ||
	                       find_cgroup(&row->target, &parties->target, namer, snapshot)
	               ? -1
	               : 0;
}

static int add_rows(const struct counts *counts, const struct cgroup_namer *namer,
                    struct snapshot *snapshot)
{
	for (size_t i = 0; i < counts->room; i++) {
		const struct counted *counted = &counts->slots[i];

		if (counted->count + counted->drawn && add_row(snapshot, counted, namer))
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

/* The names last: what the caches hold has them only in its row. */
static int take(struct counts *counts, const struct side *side, struct snapshot *snapshot,
                struct remainder *remainder)
{
	if (take_counts(counts, side) || take_tallies(counts, side, snapshot, remainder))
		return -1;
	take_names(counts, side);
	return 0;
}

int side_decode(const struct side *side, const struct cgroup_namer *namer,
                struct snapshot *snapshot)
{
	struct remainder remainder = {0};
	struct counts counts = {0};
	int error;

	snapshot->sample = side->sample;
	snapshot->map_entries = side->row_count;
	error = take(&counts, side, snapshot, &remainder) || add_rows(&counts, namer, snapshot) ||
	        add_remainder(snapshot, &remainder);
	counts_free(&counts);
	return error ? -1 : 0;
}
