// SPDX-License-Identifier: GPL-2.0
/*
 * A workload that is not what it says would make its observer look wrong: it ends instead.
 */
#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void die(const char *format, ...)
{
	va_list arguments;

	fputs("sigstorm: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	_exit(EXIT_FAILURE);
}

void die_if(bool failed, const char *what)
{
	if (failed)
		die("%s: %s", what, strerror(errno));
}
