// SPDX-License-Identifier: GPL-2.0
/* What libbpf has to say. Its callback takes no argument of ours, hence the static state. */
#include "kernel/log.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

static bool show_all;
static char warning[256];

static int take(enum libbpf_print_level level, const char *format, va_list args)
{
	va_list copy;

	if (level == LIBBPF_WARN && !warning[0]) {
		va_copy(copy, args);
		if (vsnprintf(warning, sizeof(warning), format, copy) < 0)
			warning[0] = '\0';
		va_end(copy);
		warning[strcspn(warning, "\n")] = '\0';
	}
	/* Below that are the thousands of steps of loading. */
	return show_all && level != LIBBPF_DEBUG ? vfprintf(stderr, format, args) : 0;
}

void log_start(bool verbose)
{
	show_all = verbose;
	log_clear();
	libbpf_set_print(take);
}

const char *log_warning(void)
{
	return warning;
}

void log_clear(void)
{
	warning[0] = '\0';
}
