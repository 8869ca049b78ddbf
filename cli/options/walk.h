/* SPDX-License-Identifier: GPL-2.0 */
/* Every option of a command, for the parser and for all that describes options. */
#ifndef SIGSNOOP_OPTIONS_WALK_H
#define SIGSNOOP_OPTIONS_WALK_H

#include "commands/command.h"

/*
 * The nth option, from 0, in the order of the sets, --help and --version last; NULL behind the
 * last. `set`, unless NULL, receives the set that it belongs to:
 *
 *	for (size_t i = 0; (spec = option_nth(command, i, &set)); i++)
 */
const struct option_spec *option_nth(const struct command *command, size_t nth,
                                     const struct option_set **set);

/* No command has more. */
#define OPTIONS_MOST 64

#endif
