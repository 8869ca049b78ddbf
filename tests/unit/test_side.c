// SPDX-License-Identifier: GPL-2.0
/* What one side holds becomes rows, a remainder and a ledger that add up. */
#include "unit.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "abi/signal.h"
#include "model/side.h"

#define CPUS 3

/* Of both sides: what is on the other one must not be looked at. */
static struct cpu_tally tallies[2 * CPUS];

static struct side side_of(const struct kernel_row *rows, uint32_t count)
{
	return (struct side){.number = 1,
	                     .rows = rows,
	                     .row_count = count,
	                     .tallies = tallies,
	                     .cpus = CPUS,
	                     .sample = 1};
}

static struct cpu_tally *tally_of(uint32_t cpu)
{
	return &tallies[tally_index(cpu, 1)];
}

static void decode(const struct side *side, const struct cgroup_namer *namer,
                   struct snapshot *snapshot)
{
	snapshot_init(snapshot);
	ck_assert_int_eq(side_decode(side, namer, snapshot), 0);
}

static void clear(void)
{
	memset(tallies, 0, sizeof(tallies));
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		struct cpu_tally *other = &tallies[tally_index(cpu, 0)];

		other->seen[DOOR_GENERATED][SIGUSR1] = 1000;
		other->remainder[DOOR_GENERATED][SIGUSR1] = 1000;
		other->cache[0] = (struct cache_slot){{1, 2, SIGUSR1}, 1000};
	}
}

static struct key key_of(uint32_t sender, int32_t target, uint32_t signal)
{
	return (struct key){sender, target, what_pack(signal, OUTCOME_QUEUED, ORIGIN_KILL, 0)};
}

/* Rows of a key add up with what the CPUs' caches hold of it, and are named by the row. */
START_TEST(test_rows)
{
	const struct kernel_row rows[] = {
		{.key = key_of(10, 20, SIGUSR1),
	         .count = 3,
	         .parties = {{.uid = 5, .comm = "from"}, {.uid = 6, .comm = "to"}}},
		{.key = {0}, .count = 0},
		{.key = key_of(10, 20, SIGUSR1),
	         .parties = {{.uid = 5, .comm = "from"}, {.uid = 6, .comm = "to"}}},
		{.key = key_of(11, 20, SIGTERM), .count = 0}, /* entered, and never counted */
	};
	const struct key key = key_of(10, 20, SIGUSR1);
	const struct side side = side_of(rows, COUNT_OF(rows));
	struct snapshot snapshot;

	clear();
	tally_of(0)->seen[DOOR_GENERATED][SIGUSR1] = 4;
	tally_of(0)->cache[7] = (struct cache_slot){key, 4};
	tally_of(2)->seen[DOOR_GENERATED][SIGUSR1] = 5;
	tally_of(2)->cache[8191] = (struct cache_slot){key, 2};
	decode(&side, NULL, &snapshot);
	ck_assert_uint_eq(snapshot.row_count, 1);
	ck_assert_uint_eq(snapshot.map_entries, 4);
	ck_assert_uint_eq(snapshot.rows[0].count, 9);
	ck_assert_int_eq(snapshot.rows[0].signal, SIGUSR1);
	ck_assert_int_eq(snapshot.rows[0].sender.pid, 10);
	ck_assert_str_eq(snapshot.rows[0].target.comm.text, "to");
	ck_assert_ptr_null(snapshot.rows[0].sender.cgroup);
	ck_assert_uint_eq(snapshot.ledger.seen, 9);
	ck_assert_uint_eq(snapshot.ledger.rows, 9);
	ck_assert_uint_eq(snapshot.signals[SIGUSR1], 9);
	snapshot_free(&snapshot);
}
END_TEST

/* A cache that no signal went through is not looked at, whatever was left in it. */
START_TEST(test_stale_cache)
{
	const struct side side = side_of(NULL, 0);
	struct snapshot snapshot;

	clear();
	tally_of(1)->seen[DOOR_REFUSED][SIGUSR1] = 1;
	tally_of(1)->cache[0] = (struct cache_slot){key_of(10, 20, SIGUSR1), 4};
	decode(&side, NULL, &snapshot);
	ck_assert_uint_eq(snapshot.row_count, 0);
	snapshot_free(&snapshot);
}
END_TEST

/* What was drawn stands for the others; what was not is in the ledger all the same. */
START_TEST(test_sample)
{
	const struct key key = key_of(10, 20, SIGUSR1);
	struct kernel_row rows[] = {{.key = key, .count = 3}, {.key = key, .count = 2}};
	struct side side = side_of(rows, COUNT_OF(rows));
	struct snapshot snapshot;

	clear();
	rows[1].key.what |= WHAT_SAMPLED;
	side.sample = 16;
	tally_of(0)->seen[DOOR_GENERATED][SIGUSR1] = 36;
	tally_of(0)->left_out = 31;
	decode(&side, NULL, &snapshot);
	ck_assert_uint_eq(snapshot.sample, 16);
	ck_assert_uint_eq(snapshot.left_out, 31);
	ck_assert_uint_eq(snapshot.row_count, 1);
	ck_assert_uint_eq(snapshot.rows[0].count, 3 + 2 * 16);
	ck_assert_double_eq(snapshot.rows[0].variance, 2 * 16 * 15);
	ck_assert_uint_eq(snapshot.ledger.rows, 36);
	ck_assert_uint_eq(snapshot.ledger.seen, 36);
	snapshot_free(&snapshot);
}
END_TEST

static const struct row *remainder_row(const struct snapshot *snapshot, int signal)
{
	for (size_t i = 0; i < snapshot->row_count; i++)
		if (snapshot->rows[i].remainder && snapshot->rows[i].signal == signal)
			return &snapshot->rows[i];
	ck_abort_msg("no remainder row of signal %d", signal);
	return NULL;
}

START_TEST(test_remainder)
{
	struct side side = side_of(NULL, 0);
	struct snapshot snapshot;

	clear();
	side.sample = 8;
	tally_of(0)->seen[DOOR_GENERATED][SIGTERM] =
		tally_of(0)->remainder[DOOR_GENERATED][SIGTERM] = 5;
	tally_of(0)->remainder_drawn[SIGTERM] = 2;
	tally_of(1)->seen[DOOR_REFUSED][SIGNAL_SLOT_INVALID] = 7;
	tally_of(1)->remainder[DOOR_REFUSED][SIGNAL_SLOT_INVALID] = 7;
	tally_of(1)->failed[DOOR_REFUSED] = 7;
	tally_of(0)->folded[DOOR_GENERATED][FOLD_MAP_FULL] = 4;
	tally_of(0)->folded[DOOR_GENERATED][FOLD_MAP_BUSY] = 1;
	tally_of(1)->folded[DOOR_REFUSED][FOLD_NO_MEMORY] = 7;
	tally_of(2)->untimed[HIST_HANDLER] = 6;
	decode(&side, NULL, &snapshot);
	ck_assert_uint_eq(snapshot.row_count, 2);
	ck_assert_uint_eq(remainder_row(&snapshot, SIGTERM)->count, 3 + 2 * 8);
	ck_assert_double_eq(remainder_row(&snapshot, SIGTERM)->variance, 2 * 8 * 7);
	ck_assert_uint_eq(remainder_row(&snapshot, SIGNAL_INVALID)->count, 7);
	ck_assert_uint_eq(snapshot.ledger.seen, 12);
	ck_assert_uint_eq(snapshot.ledger.remainder, 12);
	ck_assert_uint_eq(snapshot.ledger.rows, 0);
	ck_assert_uint_eq(snapshot.ledger.failed, 7);
	ck_assert_uint_eq(snapshot.ledger.map_full, 4);
	ck_assert_uint_eq(snapshot.ledger.map_busy, 1);
	ck_assert_uint_eq(snapshot.ledger.no_memory, 7);
	ck_assert_uint_eq(snapshot.untimed[HIST_HANDLER], 6);
	snapshot_free(&snapshot);
}
END_TEST

static const char *path_of(void *context, uint64_t id)
{
	static char path[32];

	(*(int *)context)++;
	(void)snprintf(path, sizeof(path), "/group/%d", (int)id);
	return path;
}

/* Only those that the kernel knew are asked for. */
START_TEST(test_cgroups)
{
	const struct kernel_row rows[] = {
		{.key = key_of(10, 20, SIGUSR1), .count = 1, .parties = {{.cgroup = 7}, {0}}},
		{.key = key_of(0, 20, SIGUSR1),
	         .count = 1,
	         .parties = {{.cgroup = 3}, {.cgroup = 9}}},
	};
	const struct side side = side_of(rows, COUNT_OF(rows));
	struct snapshot snapshot;
	int asked = 0;
	const struct cgroup_namer namer = {path_of, &asked};

	clear();
	decode(&side, &namer, &snapshot);
	ck_assert_uint_eq(snapshot.row_count, 2);
	for (size_t i = 0; i < snapshot.row_count; i++) {
		const struct row *row = &snapshot.rows[i];

		if (row->sender.pid) {
			ck_assert_str_eq(row->sender.cgroup, "/group/7");
			ck_assert_ptr_null(row->target.cgroup);
		} else {
			ck_assert_ptr_null(row->sender.cgroup);
			ck_assert_str_eq(row->target.cgroup, "/group/9");
		}
	}
	ck_assert_int_eq(asked, 2);
	snapshot_free(&snapshot);
}
END_TEST

Suite *suite_side(void)
{
	TCase *tests;
	Suite *suite = suite_of("side", &tests);

	tcase_add_test(tests, test_rows);
	tcase_add_test(tests, test_stale_cache);
	tcase_add_test(tests, test_sample);
	tcase_add_test(tests, test_remainder);
	tcase_add_test(tests, test_cgroups);
	return suite;
}
