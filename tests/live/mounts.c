// SPDX-License-Identifier: GPL-2.0
/* Mounts of one test. */
#include "mounts.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <stddef.h>

bool mounts_own(void)
{
	return !unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

bool mounts_cgroups(bool beside)
{
	struct statfs fs;

	if (!beside && !statfs(CGROUPS, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
		return true;
	if (!mounts_own())
		return false;
	if (!beside)
		return !mount("cgroup2", CGROUPS, "cgroup2", 0, NULL);
	return !mount("tmpfs", CGROUPS, "tmpfs", 0, NULL) && !mkdir(CGROUPS "/unified", 0755) &&
	       !mount("cgroup2", CGROUPS "/unified", "cgroup2", 0, NULL);
}
