// SPDX-License-Identifier: GPL-2.0
/* The first level of counting: what it holds, what it passes on to the rows, and when it is full.
 */
#include <bpf/bpf.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* There is a struct of that name here. */
#define outcome abi_outcome
#include "abi/tally.h"
#undef outcome
#include "live.h"
#include "pinned.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

/*
 * More keys than slots, round after round, so that slots are claimed, hit and missed in turn, on
 * both sides of the epoch and on every CPU: each key has its exact count.
 */
START_TEST(test_more_keys_than_slots)
{
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("-i", "0.5"));
	storm_run(&storm, ARGS("keys-generated", "--pairs", "10007", "--count", "23"));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

/* A side with few keys is emptied key by key: nothing of it is there two intervals later. */
START_TEST(test_few_keys)
{
	const int rounds = 11;
	json_t *reports;
	struct tool tool;
	char self[32];

	(void)snprintf(self, sizeof(self), "%d", getpid());
	tool_start(&tool, ARGS("-i", "0.1", "-p", self, "-s", "TERM"));
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < 23; i++)
			ck_assert_int_eq(kill(INT_MAX, SIGTERM), -1);
		seconds_sleep(0.15);
	}
	reports = tool_reports(&tool); /* which has checked each report's sums */
	ck_assert_int_eq(reports_ledger(reports, "seen"), 23LL * rounds);
	ck_assert_int_eq(reports_ledger(reports, "rows"), 23LL * rounds);
}
END_TEST

static pid_t ignoring_child(void)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		(void)pause();
}

/* What every CPU has counted, mapped from where it is pinned. */
static struct cpu_tally *tallies_map(uint32_t *count)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	char path[256];
	void *memory;
	int map;

	(void)snprintf(path, sizeof(path), "%s/maps/tally", pinned_pins());
	map = bpf_obj_get(path);
	ck_assert_int_ge(map, 0);
	ck_assert_int_eq(bpf_obj_get_info_by_fd(map, &info, &size), 0);
	ck_assert_uint_eq(info.value_size, sizeof(struct cpu_tally));
	*count = info.max_entries;
	memory = mmap(NULL, (size_t)info.max_entries * sizeof(struct cpu_tally),
	              PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	ck_assert_ptr_ne(memory, MAP_FAILED);
	close(map);
	return memory;
}

/* The slot that holds the signals from us to this process; there must be just one. */
static struct cache_slot *slot_of(pid_t target)
{
	struct cache_slot *found = NULL;
	uint32_t count;
	struct cpu_tally *all = tallies_map(&count);

	for (uint32_t i = 0; i < count; i++)
		for (int j = 0; j < CACHE_SLOTS; j++) {
			struct cache_slot *slot = &all[i].cache[j];

			if (!slot->count || slot->key.sender != (uint32_t)getpid() ||
			    slot->key.target != target)
				continue;
			ck_assert_ptr_null(found);
			found = slot;
		}
	ck_assert_ptr_nonnull(found);
	return found;
}

static json_int_t count_to(const char *text, pid_t target)
{
	json_t *report = json_loads(text, 0, NULL), *row;
	json_int_t count = 0;
	size_t i;

	ck_assert_ptr_nonnull(report);
	json_array_foreach (json_object_get(report, "rows"), i, row)
		if (row_integer(row, "sender_pid") == getpid() &&
		    row_integer(row, "target_pid") == target)
			count += row_count(row);
	return count;
}

static void send(pid_t target, int count)
{
	for (int i = 0; i < count; i++)
		ck_assert_int_eq(kill(target, SIGUSR1), 0);
}

/* A slot counts to 2^32 - 1; no signal after that is lost, or counted to another. */
START_TEST(test_full_slot)
{
	struct cache_slot *slot;
	cpu_set_t one;
	pid_t target;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	ck_assert_int_eq(sched_setaffinity(0, sizeof(one), &one), 0);
	(void)signal(SIGUSR1, SIG_IGN);
	target = ignoring_child();
	pinned_start(NULL);
	send(target, 1);
	slot = slot_of(target);
	ck_assert_uint_eq(slot->count, 1);
	slot->count = CACHE_COUNT_MOST - 5;
	send(target, 23);
	ck_assert_uint_eq(slot->count, CACHE_COUNT_MOST);
	ck_assert_int_eq(count_to(pinned_ok(ARGS("snapshot", "-o", "json")), target),
	                 CACHE_COUNT_MOST - 5LL + 23);
	(void)pinned_ok(ARGS("stop", "-o", "json"));
	ck_assert_int_eq(kill(target, SIGKILL), 0);
}
END_TEST

void add_cache(Suite *suite)
{
	TCase *tests = theme(suite, "cache", 120);
	TCase *pinned = theme(suite, "cache-pinned", 60);

	tcase_add_test(tests, test_more_keys_than_slots);
	tcase_add_test(tests, test_few_keys);
	tcase_add_unchecked_fixture(pinned, pinned_setup, pinned_teardown);
	tcase_add_test(pinned, test_full_slot);
}
