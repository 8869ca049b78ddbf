// SPDX-License-Identifier: GPL-2.0
/* The commands by name. */
#include "commands/commands.h"

#include <ctype.h>
#include <string.h>

#include "options/suggest.h"

#define COMMAND_ADDRESS(name) &command_##name,
const struct command *const commands[] = {COMMANDS(COMMAND_ADDRESS) NULL};
#undef COMMAND_ADDRESS

static void unknown(const char *word, struct fault *fault)
{
	struct suggestion meant = {.word = word};
	char known[256] = "";

	for (const struct command *const *it = &commands[1]; *it; it++) {
		size_t end = strlen(known);

		suggest(&meant, (*it)->name);
		(void)snprintf(known + end, sizeof(known) - end, "%s, ", (*it)->name);
	}
	if (meant.name)
		(void)fault_set(fault, EXIT_BAD_USAGE, "unknown command '%s'; did you mean '%s'?",
		                word, meant.name);
	else
		(void)fault_set(fault, EXIT_BAD_USAGE,
		                "unknown command '%s': must be %sor an interval in seconds", word,
		                known);
}

const struct command *command_find(const char *word, struct fault *fault)
{
	if (!word || !isalpha((unsigned char)*word))
		return commands[0];
	for (const struct command *const *it = &commands[1]; *it; it++)
		if (!strcmp(word, (*it)->name))
			return *it;
	unknown(word, fault);
	return NULL;
}
