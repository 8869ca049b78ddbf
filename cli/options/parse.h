/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments to one struct. */
#ifndef SIGSNOOP_OPTIONS_PARSE_H
#define SIGSNOOP_OPTIONS_PARSE_H

#include "commands/command.h"

/* What the options of a command are when none is given: everything is observed. */
void options_defaults(const struct command *command, struct options *options);

/*
 * Parse the arguments of a command; argv[0] is skipped, and the order of the others may change.
 * 0, or -1 with a fault. After --help and --version nothing more is looked at.
 */
int options_parse(const struct command *command, int argc, char **argv, struct options *options,
                  struct fault *fault);

/* Whether an option was given, by its long name. */
bool option_given(const struct given *given, const char *name);

/* The long name of an option of this set that was given; NULL if none was. */
const char *option_given_of(const struct given *given, const struct option_set *set);

#endif
