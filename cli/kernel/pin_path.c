// SPDX-License-Identifier: GPL-2.0
/* Where pins are, and whether they are there. */
#include "kernel/pin_path.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "kernel/pin.h"

#define FOLDER_DEFAULT "/sys/fs/bpf/sigsnoop-top"

const char *pins_folder(void)
{
	const char *folder = getenv("SIGSNOOP_PIN_DIR");

	return folder && *folder ? folder : FOLDER_DEFAULT;
}

const char *path_of(path_t path, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(path, sizeof(path_t), format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof(path_t))
		path[0] = '\0';
	return path;
}

bool path_exists(const char *path)
{
	struct stat status;

	return !lstat(path, &status);
}

bool pins_exist(void)
{
	return path_exists(pins_folder());
}

bool pins_starting(void)
{
	path_t path;

	return path_exists(path_of(path, "%s" STARTING, pins_folder()));
}
