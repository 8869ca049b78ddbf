/* SPDX-License-Identifier: GPL-2.0 */
/* What a command declares of itself. */
#ifndef SIGSNOOP_COMMAND_H
#define SIGSNOOP_COMMAND_H

#include "fault.h"
#include "options.h"
#include "options/spec.h"

#define COMMAND_SETS 8

struct command {
	const char *name;      /* "" for the default one */
	const char *summary;   /* in the list of commands: one line, at most 60 characters */
	const char *arguments; /* as usage shows what takes no dash, e.g. "[PID|NAME]" */
	const char *doc; /* what --help says: a paragraph, '\v', and what follows the options */
	const struct option_set *sets[COMMAND_SETS + 1]; /* what it takes, up to a NULL */
	const struct option_set *words; /* its arguments, in order; NULL: it takes none */
	/* 0, or -1 with a fault. */
	int (*run)(const struct options *options, struct fault *fault);
};

#endif
