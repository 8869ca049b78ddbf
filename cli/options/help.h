/* SPDX-License-Identifier: GPL-2.0 */
/* --help, made from the tables. */
#ifndef SIGSNOOP_OPTIONS_HELP_H
#define SIGSNOOP_OPTIONS_HELP_H

#include <stdio.h>

#include "commands/command.h"

/*
 * Print what --help shows of a command, at most 80 columns wide; of the default one (which has no
 * name) also the list of the others. `commands` ends with NULL. 0, or -1 with errno ENOMEM; errors
 * of the stream stay in ferror().
 */
int help_print(const struct command *command, const struct command *const commands[], FILE *out);

/*
 * What --help says of an option: its text, the words that are allowed and its default. `defaults`
 * are those of the command. To be freed; NULL with errno ENOMEM.
 */
char *help_text(const struct option_spec *spec, const struct options *defaults);

#endif
