/* SPDX-License-Identifier: GPL-2.0 */
/* Giving up what was needed to load and attach. */
#ifndef SIGSNOOP_KERNEL_PRIVILEGES_H
#define SIGSNOOP_KERNEL_PRIVILEGES_H

#include <stdbool.h>

#include "fault.h"
#include "kernel/barrier.h"

/*
 * For good, for this process and whatever it might execute: no capability in any set that it can
 * change, and no_new_privs. The maps that are open can be read, changed and emptied without: since
 * 5.19 kernel.unprivileged_bpf_disabled is about making maps and loading programs alone
 * (c8644cd0efe7, "bpf: refine kernel.unprivileged_bpf_disabled behaviour"; __sys_bpf() in
 * kernel/bpf/syscall.c). Where an older kernel refuses (`barrier` is what it is tried with),
 * CAP_BPF is kept, that alone, and `kept` says so. 0, or -1 with a fault: also where CAP_BPF would
 * be needed and is not there.
 */
int privileges_drop(const struct barrier *barrier, bool *kept, struct fault *fault);

#endif
