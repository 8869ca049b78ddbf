/* SPDX-License-Identifier: GPL-2.0 */
/* What holds for the options of every command. */
#ifndef SIGSNOOP_TESTS_SOUND_H
#define SIGSNOOP_TESTS_SOUND_H

#include "commands/command.h"

/* The first letter or long name that two options of this command share; NULL if there is none. */
const char *sound_clash(const struct command *command);

/* Fail unless nothing clashes, defaults are allowed and each row is complete. */
void sound_assert(const struct command *command);

/* Fail unless --help names every option, and is at most 80 columns wide. */
void sound_assert_help(const struct command *command, const struct command *const commands[]);

#endif
