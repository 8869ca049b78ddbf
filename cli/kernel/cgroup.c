// SPDX-License-Identifier: GPL-2.0
/* The path of a cgroup by its id. */
#include "kernel/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#define DEPTH_MOST    32   /* of folders that are open at once */
#define FILEID_KERNFS 0xfe /* include/linux/exportfs.h */

struct cgroup {
	uint64_t id;
	char *path;
};

/* Another mount may cover it. */
static bool is_unified(const struct mntent *mount)
{
	struct statfs fs;

	return !strcmp(mount->mnt_type, "cgroup2") && !statfs(mount->mnt_dir, &fs) &&
	       fs.f_type == CGROUP2_SUPER_MAGIC;
}

/*
 * Where the unified hierarchy is mounted, at /sys/fs/cgroup or, beside those of version 1, below
 * it. Theirs number their folders by themselves. NULL: nowhere.
 */
static char *find_root(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *mount;
	char *root = NULL;

	if (!mounts)
		return NULL;
	while (!root && (mount = getmntent(mounts)))
		if (is_unified(mount))
			root = strdup(mount->mnt_dir);
	(void)endmntent(mounts);
	return root;
}

static int open_root(const struct cgroups *cgroups)
{
	return cgroups->root ? open(cgroups->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
}

static int id_compare(const void *a, const void *b)
{
	uint64_t left = ((const struct cgroup *)a)->id, right = ((const struct cgroup *)b)->id;

	return (left > right) - (left < right);
}

/* What there is no memory for is not found, no more. */
static void add(struct cgroups *cgroups, uint64_t id, const char *path)
{
	struct cgroup *grown;

	if (!(cgroups->count & (cgroups->count - 1))) {
		grown = reallocarray(cgroups->all, cgroups->count ? 2 * cgroups->count : 1,
		                     sizeof(*grown));
		if (!grown)
			return;
		cgroups->all = grown;
	}
	cgroups->all[cgroups->count].path = strdup(path);
	cgroups->all[cgroups->count].id = id;
	cgroups->count += cgroups->all[cgroups->count].path != NULL;
}

/* Every folder below this one, which is closed; kernfs tells inode numbers with the names. */
static void walk(struct cgroups *cgroups, int folder, const char *path, int depth)
{
	DIR *listing = folder >= 0 ? fdopendir(folder) : NULL;
	struct dirent *entry;

	while (listing && (entry = readdir(listing))) {
		char below[CGROUP_PATH_SIZE];
		int length;

		if (entry->d_type != DT_DIR || !strcmp(entry->d_name, "..") ||
		    (!strcmp(entry->d_name, ".") && *path))
			continue;
		if (!strcmp(entry->d_name, ".")) {
			add(cgroups, entry->d_ino, "/");
			continue;
		}
		length = snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		if (length < 0 || (size_t)length >= sizeof(below) || depth >= DEPTH_MOST)
			continue;
		add(cgroups, entry->d_ino, below);
		walk(cgroups,
		     openat(dirfd(listing), entry->d_name,
		            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
		     below, depth + 1);
	}
	if (listing)
		(void)closedir(listing);
	else if (folder >= 0)
		(void)close(folder);
}

static const char *find(struct cgroups *cgroups, uint64_t id)
{
	const struct cgroup wanted = {.id = id}, *found = NULL;

	if (!cgroups->walked) {
		cgroups->walked = true;
		walk(cgroups, open_root(cgroups), "", 0);
		if (cgroups->count)
			qsort(cgroups->all, cgroups->count, sizeof(*cgroups->all), id_compare);
	}
	if (cgroups->count)
		found = bsearch(&wanted, cgroups->all, cgroups->count, sizeof(wanted), id_compare);
	return found ? found->path : NULL;
}

void cgroups_free(struct cgroups *cgroups)
{
	for (size_t i = 0; i < cgroups->count; i++)
		free(cgroups->all[i].path);
	free(cgroups->all);
	free(cgroups->root);
	*cgroups = (struct cgroups){.count = 0};
}

static int open_by_id(const struct cgroups *cgroups, uint64_t id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} at = {.handle = {.handle_bytes = sizeof(id), .handle_type = FILEID_KERNFS}};
	int root = open_root(cgroups);
	int folder, cause;

	if (root < 0)
		return -1;
	memcpy(at.handle.f_handle, &id, sizeof(id));
	folder = open_by_handle_at(root, &at.handle, O_PATH | O_CLOEXEC);
	cause = errno;
	close(root);
	errno = cause;
	return folder;
}

static bool path_of(const struct cgroups *cgroups, int folder, char path[CGROUP_PATH_SIZE])
{
	char link[64], full[2 * CGROUP_PATH_SIZE];
	size_t root = strlen(cgroups->root);
	ssize_t length;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", folder);
	length = readlink(link, full, sizeof(full) - 1);
	if (length < 0)
		return false;
	full[length] = '\0';
	if (strncmp(full, cgroups->root, root) != 0)
		return false;
	(void)snprintf(path, CGROUP_PATH_SIZE, "%.*s", CGROUP_PATH_SIZE - 1,
	               full[root] ? full + root : "/");
	return true;
}

const char *cgroup_path(struct cgroups *cgroups, uint64_t id, char path[CGROUP_PATH_SIZE])
{
	const char *known;
	int folder;
	bool found;

	if (!cgroups->looked) {
		cgroups->looked = true;
		cgroups->root = find_root();
	}
	folder = cgroups->walked ? -1 : open_by_id(cgroups, id);
	known = cgroups->walked || (folder < 0 && errno == EPERM) ? find(cgroups, id) : NULL;
	found = folder >= 0 && path_of(cgroups, folder, path);
	if (folder >= 0)
		close(folder);
	if (known)
		(void)snprintf(path, CGROUP_PATH_SIZE, "%s", known);
	else if (!found)
		(void)snprintf(path, CGROUP_PATH_SIZE, "id:%" PRIu64, id);
	return path;
}
