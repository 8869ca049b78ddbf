/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that figures come from. */
#ifndef BENCH_MACHINE_H
#define BENCH_MACHINE_H

#include <jansson.h>

/*
 * {"cpu", "hypervisor", "cpus_online", "cpus_possible", "memory_bytes", "kernel", "mitigations":
 * {name: text} of those that the processor needs, "bpf_jit", "distribution"}; null where the host
 * does not tell. The caller's.
 */
json_t *machine_json(void);

#endif
