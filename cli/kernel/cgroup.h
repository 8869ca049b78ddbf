/* SPDX-License-Identifier: GPL-2.0 */
/* The path of a cgroup by its id. */
#ifndef SIGSNOOP_KERNEL_CGROUP_H
#define SIGSNOOP_KERNEL_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CGROUP_PATH_SIZE 4096

struct cgroup;

/* The tree as it was when it was first asked for a path; begins as all zero. */
struct cgroups {
	struct cgroup *all; /* by id */
	size_t count;
	char *root; /* where it is mounted; NULL: nowhere */
	bool looked;
	bool walked;
};

/*
 * Path below the root of the unified hierarchy ("/" for the root itself) in `path`, which is
 * returned; "id:N" for a cgroup that is gone, or if that hierarchy is not mounted here.
 * A cgroup's id is the inode number of its folder, and the 64 bits of its file handle
 * (kernfs_encode_fh(), 5.5 on). Opening by handle takes CAP_DAC_READ_SEARCH: who does not have it
 * looks for the inode number in the tree, once for many paths.
 */
const char *cgroup_path(struct cgroups *cgroups, uint64_t id, char path[CGROUP_PATH_SIZE]);

void cgroups_free(struct cgroups *cgroups);

#endif
