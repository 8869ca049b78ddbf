/* SPDX-License-Identifier: GPL-2.0 */
/* What one CPU counts on one side (struct cpu_tally of bpf/abi/tally.h). */
#ifndef SIGSNOOP_MODEL_TALLY_H
#define SIGSNOOP_MODEL_TALLY_H

#include <stdbool.h>

#include "abi/tally.h"

/* Its cache holds something: the generated door has seen something. */
bool cpu_tally_has_cache(const struct cpu_tally *cpu);

/*
 * Empty it. A process that is killed in the midst of it leaves what tells that there is still
 * something in the cache, so that the next one empties it all.
 */
void cpu_tally_clear(struct cpu_tally *cpu);

#endif
