// SPDX-License-Identifier: GPL-2.0
/* Wait until every program that runs in the kernel now has ended. */
#include "kernel/barrier.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

int barrier_open(struct barrier *barrier, struct fault *fault)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts);

	barrier->outer = -1;
	barrier->inner = bpf_map_create(BPF_MAP_TYPE_ARRAY, "sigsnoop_inner", 4, 4, 1, NULL);
	if (barrier->inner >= 0) {
		opts.inner_map_fd = barrier->inner;
		barrier->outer = bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "sigsnoop_outer", 4, 4,
		                                1, &opts);
	}
	if (barrier->outer < 0) {
		if (errno == EPERM)
			(void)fault_set(fault, EXIT_CANNOT_OBSERVE,
			                "no permission to make maps in the kernel: run it as root");
		else
			(void)fault_set(fault, EXIT_FAILED, "cannot create the barrier map: %s",
			                strerror(errno));
		barrier_close(barrier);
		return -1;
	}
	return 0;
}

void barrier_close(struct barrier *barrier)
{
	if (barrier->inner >= 0)
		close(barrier->inner);
	if (barrier->outer >= 0)
		close(barrier->outer);
	barrier->inner = barrier->outer = -1;
}

int barrier_wait(const struct barrier *barrier, struct fault *fault)
{
	const uint32_t zero = 0;
	const uint32_t inner = (uint32_t)barrier->inner;

	if (bpf_map_update_elem(barrier->outer, &zero, &inner, BPF_ANY))
		return fault_set(fault, EXIT_FAILED, "cannot wait for a grace period: %s",
		                 strerror(errno));
	return 0;
}
