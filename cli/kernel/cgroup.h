/* SPDX-License-Identifier: GPL-2.0 */
/* The path of a cgroup by its id. */
#ifndef SIGSNOOP_KERNEL_CGROUP_H
#define SIGSNOOP_KERNEL_CGROUP_H

#include <stdint.h>

#define CGROUP_PATH_SIZE 4096

/*
 * Path below the root of the unified hierarchy ("/" for the root itself) in `path`, which is
 * returned; "id:N" for a cgroup that is gone or a hierarchy that is not mounted at /sys/fs/cgroup.
 * A cgroup's id is the inode number of its folder, and the 64 bits of its file handle
 * (kernfs_encode_fh(), 5.5 on).
 */
const char *cgroup_path(uint64_t id, char path[CGROUP_PATH_SIZE]);

#endif
