// SPDX-License-Identifier: GPL-2.0
/* Write a file whole or not at all. */
#include "pinned/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "write.h"

/* One that was left behind by a kill is taken away; what has the name but is no such file is not
 * opened, whoever put it there. */
static int open_temporary(int folder, const char *name, char temporary[NAME_MAX + 1])
{
	int length = snprintf(temporary, NAME_MAX + 1, ".%s.sigsnoop-top", name);

	if (length < 0 || length > NAME_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (unlinkat(folder, temporary, 0) && errno != ENOENT)
		return -1;
	return openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	              0600);
}

/* Renaming over a device or a link would do harm, and not what was meant. */
static int check_target(int folder, const char *name)
{
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -1;
	if (S_ISREG(status.st_mode))
		return 0;
	errno = S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
	return -1;
}

/* 0, or -1 with errno. */
static int fill(int fd, const struct replacement *it)
{
	if (it->group != (gid_t)-1 && fchown(fd, (uid_t)-1, it->group))
		return -1;
	return fchmod(fd, it->mode) || write_all(fd, it->text, it->size) || fsync(fd) ? -1 : 0;
}

static int write_and_rename(int folder, int fd, const char *temporary, const struct replacement *it)
{
	int cause;

	if (!fill(fd, it) && !renameat(folder, temporary, folder, it->name))
		return fsync(folder);
	cause = errno;
	(void)unlinkat(folder, temporary, 0);
	errno = cause;
	return -1;
}

int replace_file(int folder, const struct replacement *it, struct fault *fault)
{
	char temporary[NAME_MAX + 1];
	int error = check_target(folder, it->name);
	int fd = error ? -1 : open_temporary(folder, it->name, temporary);

	if (fd < 0 || write_and_rename(folder, fd, temporary, it))
		error = fault_set(fault, EXIT_FAILED, "cannot write %s: %s", it->shown,
		                  errno == ENOTSUP ? "it is no regular file" : strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return error;
}

int replace_path(const char *path, const char *text, size_t size, struct fault *fault)
{
	char parent[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const mode_t mask = umask(0);
	struct replacement it = {.name = slash ? slash + 1 : path,
	                         .shown = path,
	                         .text = text,
	                         .size = size,
	                         .mode = 0666 & ~mask,
	                         .group = (gid_t)-1};
	int folder, error;

	(void)umask(mask);
	(void)snprintf(parent, sizeof(parent), "%.*s",
	               slash ? (int)(slash == path ? 1 : slash - path) : 1, slash ? path : ".");
	folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return fault_set(fault, EXIT_FAILED, "cannot write %s: %s", path, strerror(errno));
	error = replace_file(folder, &it, fault);
	(void)close(folder);
	return error;
}
