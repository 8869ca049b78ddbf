/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write a file whole or not at all: a temporary file beside it, fsync, rename, fsync of the folder.
 * Symbolic links are not followed, and only regular files are replaced.
 */
#ifndef SIGSNOOP_PINNED_REPLACE_H
#define SIGSNOOP_PINNED_REPLACE_H

#include <sys/types.h>

#include "fault.h"

/*
 * Give the file `name` in the open folder `folder` these contents, and this mode and group; -1
 * leaves the group as the folder makes it. `shown` is its path for messages. 0, or -1 with a fault:
 * then what was there still is. A kill may leave the temporary file, which the next call takes
 * away; two processes must not write one file at once.
 */
struct replacement {
	const char *name;
	const char *shown;
	const char *text;
	size_t size;
	mode_t mode;
	gid_t group;
};
int replace_file(int folder, const struct replacement *it, struct fault *fault);

/* Likewise by its path; the mode is what the umask makes of 0666. */
int replace_path(const char *path, const char *text, size_t size, struct fault *fault);

#endif
