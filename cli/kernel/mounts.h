/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own file systems: where they are, and whether they could be mounted. */
#ifndef SIGSNOOP_KERNEL_MOUNTS_H
#define SIGSNOOP_KERNEL_MOUNTS_H

#include "model/check.h"

/*
 * Open a file for reading, `name` in a file system of this type ("tracefs") that is mounted at
 * `place`, or else for the moment nowhere (kernel 5.2, CAP_SYS_ADMIN). A descriptor, or -1 with
 * errno: ENOENT if the file system has no such file.
 */
int mount_open(const char *type, const char *place, const char *name);

/*
 * Fill in where the type of this mount is mounted first, else what comes of trying to. Nothing
 * stays mounted.
 */
void mount_find(struct check_mount *mount);

/* The hierarchies of cgroups that are mounted: "v2", "hybrid" (both), "v1", "none". Static. */
const char *mounts_cgroups(void);

#endif
