// SPDX-License-Identifier: GPL-2.0
/* The kernel's own file systems. */
#include "kernel/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define MOUNTS "/proc/self/mounts"

/* Where a file system of this type is mounted first; false: nowhere. `path` may be NULL. */
static bool find(const char *type, char *path)
{
	FILE *file = setmntent(MOUNTS, "re");
	const struct mntent *entry;
	bool found = false;

	if (!file)
		return false;
	while (!found && (entry = getmntent(file))) {
		found = !strcmp(entry->mnt_type, type);
		if (found && path)
			utf8_copy(path, entry->mnt_dir, CHECK_PATH);
	}
	(void)endmntent(file);
	return found;
}

/* Mounted nowhere: the descriptor of its top folder, with which it goes. -1 with errno. */
static int mount_detached(const char *type)
{
	int context = fsopen(type, FSOPEN_CLOEXEC);
	int mount = -1, error;

	if (context < 0)
		return -1;
	if (!fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	error = errno;
	close(context);
	errno = error;
	return mount;
}

static int open_in(int folder, const char *name)
{
	int file = folder < 0 ? -1 : openat(folder, name, O_RDONLY | O_CLOEXEC);
	int error = errno;

	if (folder >= 0)
		close(folder);
	errno = error;
	return file;
}

int mount_open(const char *type, const char *place, const char *name)
{
	int file = open_in(open(place, O_PATH | O_DIRECTORY | O_CLOEXEC), name);

	return file < 0 && errno == ENOENT ? open_in(mount_detached(type), name) : file;
}

void mount_find(struct check_mount *mount)
{
	int trial;

	if (find(mount->type, mount->path))
		return;
	trial = mount_detached(mount->type);
	mount->error = trial < 0 ? errno : 0;
	if (trial >= 0)
		close(trial);
}

const char *mounts_cgroups(void)
{
	bool v1 = find("cgroup", NULL), v2 = find("cgroup2", NULL);

	if (v2)
		return v1 ? "hybrid" : "v2";
	return v1 ? "v1" : "none";
}
