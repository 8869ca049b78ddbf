// SPDX-License-Identifier: GPL-2.0
/* What one CPU counts on one side. */
#include "abi/tally.h"
#include "unit.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "model/tally.h"

static struct cpu_tally filled;

static void fill(struct cpu_tally *cpu)
{
	memset(cpu, 0, sizeof(*cpu));
	cpu->seen[DOOR_GENERATED][23] = 7;
	cpu->seen[DOOR_REFUSED][9] = 5;
	cpu->left_out = 3;
	for (int i = 0; i < CACHE_SLOTS; i++)
		cpu->cache[i] = (struct cache_slot){{1, 2, 23}, 1};
}

static bool is_zero(const void *memory, size_t size)
{
	const char *bytes = memory;

	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

START_TEST(test_clear)
{
	fill(&filled);
	ck_assert(cpu_tally_has_cache(&filled));
	cpu_tally_clear(&filled);
	ck_assert(is_zero(&filled, sizeof(filled)));
	ck_assert(!cpu_tally_has_cache(&filled));
}
END_TEST

/* The refused door has no cache: nothing of it need be looked at. */
START_TEST(test_refused_only)
{
	fill(&filled);
	memset(filled.cache, 0, sizeof(filled.cache));
	filled.seen[DOOR_GENERATED][23] = 0;
	ck_assert(!cpu_tally_has_cache(&filled));
	cpu_tally_clear(&filled);
	ck_assert(is_zero(&filled, sizeof(filled)));
}
END_TEST

static struct cpu_tally *guarded;

/* The first counter is written to: by then the cache must be empty. */
static void at_first_counter(int signal)
{
	(void)signal;
	_exit(is_zero(guarded->cache, sizeof(guarded->cache)) ? 23 : 1);
}

/* Whoever dies between two stores leaves the counters, which tell that the cache is not empty. */
START_TEST(test_order)
{
	const struct sigaction action = {.sa_handler = at_first_counter};
	size_t page = (size_t)sysconf(_SC_PAGESIZE), head = offsetof(struct cpu_tally, cache);
	size_t pages = (head + page - 1) / page, size = pages * page + sizeof(struct cpu_tally);
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(memory, MAP_FAILED);
	/* The counters, but for some of the last, are on pages without the cache. */
	guarded = (struct cpu_tally *)(memory + pages * page - head / 64 * 64);
	fill(guarded);
	ck_assert_int_eq(sigaction(SIGSEGV, &action, NULL), 0);
	ck_assert_int_eq(mprotect(memory, pages * page, PROT_READ), 0);
	cpu_tally_clear(guarded);
	ck_abort_msg("the counters can be written");
}
END_TEST

Suite *suite_tally(void)
{
	TCase *cases;
	Suite *suite = suite_of("tally", &cases);

	tcase_add_test(cases, test_clear);
	tcase_add_test(cases, test_refused_only);
	tcase_add_exit_test(cases, test_order, 23);
	return suite;
}
