/* SPDX-License-Identifier: GPL-2.0 */
/* One failure, as its user will read it. */
#ifndef SIGSNOOP_FAULT_H
#define SIGSNOOP_FAULT_H

#include <stdarg.h>
#include <stdio.h>

/* Exit codes; documented in --help and README. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_BAD_USAGE = 2,
	EXIT_CANNOT_OBSERVE = 3,
};

struct fault {
	enum exit_code code;
	char text[1024]; /* one line, no newline: what is wrong, and the remedy */
};

/*
 * Fill in a fault; `fault` belongs to the caller. Always returns -1, so that a function that fails
 * can end with `return fault_set(fault, EXIT_FAILED, "...")`. A text that is too long is cut.
 */
__attribute__((format(printf, 3, 4))) static inline int
fault_set(struct fault *fault, enum exit_code code, const char *format, ...)
{
	va_list args;

	fault->code = code;
	va_start(args, format);
	if (vsnprintf(fault->text, sizeof(fault->text), format, args) < 0)
		fault->text[0] = '\0';
	va_end(args);
	return -1;
}

#endif
