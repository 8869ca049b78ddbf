// SPDX-License-Identifier: GPL-2.0
/* The path of a cgroup by its id. */
#include "kernel/cgroup.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CGROUP_ROOT   "/sys/fs/cgroup"
#define FILEID_KERNFS 0xfe /* include/linux/exportfs.h */

static int open_by_id(uint64_t id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} at = {.handle = {.handle_bytes = sizeof(id), .handle_type = FILEID_KERNFS}};
	int root = open(CGROUP_ROOT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int folder;

	if (root < 0)
		return -1;
	memcpy(at.handle.f_handle, &id, sizeof(id));
	folder = open_by_handle_at(root, &at.handle, O_PATH | O_CLOEXEC);
	close(root);
	return folder;
}

static bool path_of(int folder, char path[CGROUP_PATH_SIZE])
{
	char link[64], full[CGROUP_PATH_SIZE + sizeof(CGROUP_ROOT)];
	ssize_t length;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", folder);
	length = readlink(link, full, sizeof(full) - 1);
	if (length < 0)
		return false;
	full[length] = '\0';
	if (strncmp(full, CGROUP_ROOT, strlen(CGROUP_ROOT)) != 0)
		return false;
	(void)snprintf(path, CGROUP_PATH_SIZE, "%.*s", CGROUP_PATH_SIZE - 1,
	               full[strlen(CGROUP_ROOT)] ? full + strlen(CGROUP_ROOT) : "/");
	return true;
}

const char *cgroup_path(uint64_t id, char path[CGROUP_PATH_SIZE])
{
	int folder = open_by_id(id);
	bool found = folder >= 0 && path_of(folder, path);

	if (folder >= 0)
		close(folder);
	if (!found)
		(void)snprintf(path, CGROUP_PATH_SIZE, "id:%" PRIu64, id);
	return path;
}
