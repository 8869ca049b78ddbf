// SPDX-License-Identifier: GPL-2.0
/* The array `tally`, mapped. */
#include "kernel/tallies.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* "0-3,8-63" or "0": the last number is the largest. */
int tallies_cpus(void)
{
	FILE *file = fopen("/sys/devices/system/cpu/possible", "re");
	char text[256] = "";
	char *last = text;
	int most = -1;

	if (!file)
		return -1;
	if (fgets(text, sizeof(text), file)) {
		for (char *at = text; *at; at++)
			if (*at == '-' || *at == ',')
				last = at + 1;
		if (sscanf(last, "%d", &most) != 1)
			most = -1;
	}
	(void)fclose(file);
	if (most >= 0)
		return most + 1;
	errno = EINVAL;
	return -1;
}

static int copy(struct tallies *tallies, int map)
{
	for (uint32_t i = 0; i < 2 * tallies->cpus; i++)
		if (bpf_map_lookup_elem(map, &i, &tallies->all[i]))
			return -1;
	return 0;
}

int tallies_open(struct tallies *tallies, int map, bool writable)
{
	const int memory = writable ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	int cpus = tallies_cpus();
	void *all;

	*tallies = (struct tallies){0};
	if (cpus < 0)
		return -1;
	tallies->cpus = (uint32_t)cpus;
	tallies->size = (2 * (size_t)cpus * sizeof(struct cpu_tally) + page - 1) / page * page;
	all = mmap(NULL, tallies->size, PROT_READ | PROT_WRITE, memory, writable ? map : -1, 0);
	if (all == MAP_FAILED)
		return -1;
	tallies->all = all;
	if (writable || !copy(tallies, map))
		return 0;
	tallies_close(tallies);
	return -1;
}

void tallies_close(struct tallies *tallies)
{
	if (tallies->all)
		(void)munmap(tallies->all, tallies->size);
	*tallies = (struct tallies){0};
}

struct cpu_tally *tallies_of(const struct tallies *tallies, uint32_t cpu, uint32_t side)
{
	return &tallies->all[tally_index(cpu, side)];
}
