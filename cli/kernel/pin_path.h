/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where pins are: FOLDER/maps/NAME, FOLDER/programs/NAME, FOLDER/links/NAME, the last two by the
 * name of the program. Only for the files that make up pin.h.
 */
#ifndef SIGSNOOP_KERNEL_PIN_PATH_H
#define SIGSNOOP_KERNEL_PIN_PATH_H

#include <limits.h>
#include <stdbool.h>

/*
 * What a folder is called that is not whole yet, or no more. Names of bpffs may not have a dot
 * (bpf_lookup() in kernel/bpf/inode.c).
 */
#define STARTING "-starting"
#define STOPPING "-stopping"

typedef char path_t[PATH_MAX];

/*
 * Print a path into `path`, which is returned. One that is too long names nothing, and is refused
 * where it is used.
 */
const char *path_of(path_t path, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool path_exists(const char *path);

#endif
