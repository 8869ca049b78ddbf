/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table of commands. Each is one file in this folder, which defines command_NAME and reads
 * options and moves data from the kernel to a renderer; and one line here.
 */
#ifndef SIGSNOOP_COMMANDS_H
#define SIGSNOOP_COMMANDS_H

#include "commands/command.h"

// clang-format off
/* In the order of --help; the first is the default one. */
#define COMMANDS(COMMAND) \
	COMMAND(report) \
	COMMAND(events) \
	COMMAND(start) \
	COMMAND(snapshot) \
	COMMAND(last) \
	COMMAND(status) \
	COMMAND(stop) \
	COMMAND(serve) \
	COMMAND(check)
// clang-format on

#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* All of them, up to a NULL. Their options: options/walk.h. */
extern const struct command *const commands[];

/*
 * The command that the first argument names; the default one if that is an option, a number or
 * missing. NULL with a fault (EXIT_BAD_USAGE) if there is none of this name.
 */
const struct command *command_find(const char *word, struct fault *fault);

#endif
