/* SPDX-License-Identifier: GPL-2.0 */
/* What the host allows: privileges, lockdown, memory, the file systems that the kernel's hooks
 * need. */
#ifndef SIGSNOOP_KERNEL_HOST_H
#define SIGSNOOP_KERNEL_HOST_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "model/utf8.h"

/* This process has the capability, CAP_..., in effect. */
bool host_has(int capability);

/* The effective capabilities that loading takes (CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN). */
bool host_may_load(void);

/*
 * 0 unless this process may open no perf event at all, not even one of its own: then -1 with a
 * fault. Tracepoints, kprobes and event buffers need perf_event_open(2). Mainline grants it to
 * CAP_PERFMON; kernels of Debian and Ubuntu to CAP_SYS_ADMIN alone while kernel.perf_event_paranoid
 * is above 2, which is Debian's default.
 */
int host_check_perf_events(struct fault *fault);

/* lockdown=confidentiality: programs may not read kernel memory. */
bool host_locked_down(void);

/* Memory that could be had without swapping, in bytes (MemAvailable); 0 if unknown. */
uint64_t host_memory_available(void);

/*
 * Mount tracefs at its usual place unless it is there, and see that it may be read. 0, or -1 with a
 * fault.
 */
int host_mount_tracefs(struct fault *fault);

/* Mount bpffs at its usual place unless it is there. 0, or -1 with a fault. */
int host_mount_bpffs(struct fault *fault);

#define BOOT_ID_SIZE 37

/* What names this boot of the host, in `id`, which is returned; empty if /proc does not tell. */
const char *host_boot_id(char id[BOOT_ID_SIZE]);

/* This process has the pids that the kernel's programs see: it is in the initial pid namespace. */
bool host_sees_all_pids(void);

/* The host's name, made valid UTF-8; "localhost" if it cannot be told. */
void host_name(char name[UTF8_SIZE(HOST_NAME_MAX)]);

#endif
