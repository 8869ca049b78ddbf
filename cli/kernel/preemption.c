// SPDX-License-Identifier: GPL-2.0
/* Where the running kernel tells how it preempts. */
#include "kernel/preemption.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "kernel/mounts.h"

#define TEXT_SIZE 4096 /* no boot parameters are longer: COMMAND_LINE_SIZE of x86 is 2048 */

/* What is read first of a file, which is closed, in `text`, which is returned; NULL: nothing. */
static const char *read_text(int file, char text[TEXT_SIZE])
{
	ssize_t size;

	if (file < 0)
		return NULL;
	size = read(file, text, TEXT_SIZE - 1);
	close(file);
	if (size <= 0)
		return NULL;
	text[size] = '\0';
	return text;
}

/* Compressed or not. */
static enum preemption configured_in(const char *path)
{
	enum preemption found = PREEMPTION_UNKNOWN;
	gzFile file = gzopen(path, "re");
	char line[256];

	if (!file)
		return found;
	while (found == PREEMPTION_UNKNOWN && gzgets(file, line, sizeof(line)))
		found = preemption_of_line(line);
	(void)gzclose_r(file);
	return found;
}

static enum preemption configured(const char *release)
{
	static const char *const paths[] = {
		"/proc/config.gz",
		"/boot/config-%s",
		"/lib/modules/%s/config",
	};
	enum preemption found = PREEMPTION_UNKNOWN;
	char path[256];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && found == PREEMPTION_UNKNOWN;
	     i++) {
		(void)snprintf(path, sizeof(path), paths[i], release);
		found = configured_in(path);
	}
	return found;
}

static enum preemption ask_kernel(void)
{
	char switched[TEXT_SIZE], command_line[TEXT_SIZE];
	struct utsname kernel;

	if (uname(&kernel))
		return PREEMPTION_UNKNOWN;
	return preemption_of_texts(&(struct preemption_texts){
		.version = kernel.version,
		.switched = read_text(mount_open("debugfs", "/sys/kernel/debug", "sched/preempt"),
	                              switched),
		.command_line =
			read_text(open("/proc/cmdline", O_RDONLY | O_CLOEXEC), command_line),
		.configured = configured(kernel.release),
	});
}

/* Asked once: a configuration takes a millisecond to read. */
enum preemption preemption_of_kernel(void)
{
	static enum preemption answer;
	static bool asked;

	if (!asked)
		answer = ask_kernel();
	asked = true;
	return answer;
}
