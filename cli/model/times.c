// SPDX-License-Identifier: GPL-2.0
/* Times as the kernel's programs have them. */
#include "model/times.h"

#include "abi/identity.h"

static struct histogram *histogram_of(struct snapshot *snapshot, const struct hist_key *key)
{
	return snapshot_histogram(snapshot, (enum hist_kind)key->kind, key->signal);
}

int times_add_bucket(struct snapshot *snapshot, const struct hist_key *key,
                     const uint64_t per_cpu[], int cpus)
{
	struct histogram *histogram = histogram_of(snapshot, key);

	if (!histogram)
		return -1;
	for (int cpu = 0; cpu < cpus; cpu++) {
		histogram->buckets[key->bucket] += per_cpu[cpu];
		histogram->count += per_cpu[cpu];
	}
	return 0;
}

int times_add_sum(struct snapshot *snapshot, const struct hist_key *key,
                  const struct hist_sum per_cpu[], int cpus)
{
	struct histogram *histogram = histogram_of(snapshot, key);

	if (!histogram)
		return -1;
	for (int cpu = 0; cpu < cpus; cpu++) {
		const struct hist_sum *sum = &per_cpu[cpu];

		histogram->sum += sum->sum;
		if (sum->max < histogram->max || (!sum->max && !sum->pid))
			continue;
		histogram->max = sum->max;
		histogram->pid = (int32_t)sum->pid;
		histogram->comm = name_from_bytes(sum->comm, COMM_SIZE);
	}
	return 0;
}

int times_add_alive(struct snapshot *snapshot, const struct clock_key *key,
                    const struct clock *clock, double now)
{
	struct alive *alive = snapshot_alive(snapshot, (int)clock->signal);
	double age = now - (double)clock->since / 1e9;

	if (!alive)
		return -1;
	if (alive->count++ && age <= alive->oldest)
		return 0;
	alive->oldest = age;
	alive->pid = (int32_t)key->tgid;
	alive->comm = name_from_bytes(clock->comm, COMM_SIZE);
	return 0;
}
