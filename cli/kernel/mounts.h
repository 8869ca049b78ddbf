/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own file systems: where they are, and whether they could be mounted. */
#ifndef SIGSNOOP_KERNEL_MOUNTS_H
#define SIGSNOOP_KERNEL_MOUNTS_H

#include "model/check.h"

/*
 * A file system of this type ("tracefs"), mounted nowhere: the descriptor of its top folder, which
 * is unmounted when that is closed. -1 with errno (kernel 5.2).
 */
int mount_detached(const char *type);

/*
 * Fill in where the type of this mount is mounted first, else what comes of trying to. Nothing
 * stays mounted.
 */
void mount_find(struct check_mount *mount);

/* The hierarchies of cgroups that are mounted: "v2", "hybrid" (both), "v1", "none". Static. */
const char *mounts_cgroups(void);

#endif
