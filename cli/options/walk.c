// SPDX-License-Identifier: GPL-2.0
/* Every option of a command. */
#include "options/walk.h"

// clang-format off
static const struct option_spec rows[] = {
	FLAG("help", 'h', help, "Print this"),
	FLAG("version", 'V', version, "Print the version"),
};
// clang-format on

static const struct option_set options_help = OPTION_SET("Help", rows, NULL);

const struct option_spec *option_nth(const struct command *command, size_t nth,
                                     const struct option_set **set)
{
	const struct option_set *const *it = command->sets;

	while (*it && nth >= (*it)->count)
		nth -= (*it++)->count;
	if (!*it && nth >= options_help.count)
		return NULL;
	if (set)
		*set = *it ? *it : &options_help;
	return *it ? &(*it)->rows[nth] : &rows[nth];
}
