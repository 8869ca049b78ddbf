/* SPDX-License-Identifier: GPL-2.0 */
/* Mounts for the running test and what it starts: nobody else sees them. */
#ifndef LIVE_MOUNTS_H
#define LIVE_MOUNTS_H

#include <stdbool.h>

#define CGROUPS "/sys/fs/cgroup"

/* From now on what this process mounts and unmounts is its own. False with errno. */
bool mounts_own(void);

/*
 * See to it that the unified hierarchy of cgroups is mounted: alone at CGROUPS, or, `beside`
 * others, at CGROUPS/unified. False with errno.
 */
bool mounts_cgroups(bool beside);

#endif
