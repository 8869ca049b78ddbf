// SPDX-License-Identifier: GPL-2.0
/* What one CPU counts on one side. */
#include "model/tally.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

#include "abi/signal.h"

bool cpu_tally_has_cache(const struct cpu_tally *cpu)
{
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		if (cpu->seen[DOOR_GENERATED][slot])
			return true;
	return false;
}

void cpu_tally_clear(struct cpu_tally *cpu)
{
	if (cpu_tally_has_cache(cpu)) {
		memset(cpu->cache, 0, sizeof(cpu->cache));
		/* Not one memset() in place of the two, and none of it later. */
		atomic_thread_fence(memory_order_seq_cst);
	}
	memset(cpu, 0, offsetof(struct cpu_tally, cache));
}
