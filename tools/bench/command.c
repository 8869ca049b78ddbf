// SPDX-License-Identifier: GPL-2.0
/* Observers that are programs of their own. */
#include <stdlib.h>
#include <string.h>

#include "observer.h"

#define WORDS_MOST     24
#define START_MOST_MS  30000U
#define SETTLE_MOST_MS 10000U

const char *own_program(void)
{
	const char *path = getenv("SIGSNOOP");

	return path ? path : "build/sigsnoop-top";
}

static const char *word_of(const char *word, const char *entries)
{
	if (!strcmp(word, "@"))
		return own_program();
	return strcmp(word, "#") != 0 ? word : entries;
}

static int command_on(struct watch *watch, struct fault *fault)
{
	const struct command *command = watch->how;
	const char *argv[WORDS_MOST + 1] = {NULL};
	char entries[16];

	(void)snprintf(entries, sizeof(entries), "%u", watch->entries);
	for (int i = 0; i < WORDS_MOST && command->argv[i]; i++)
		argv[i] = word_of(command->argv[i], entries);
	watch->pid = 0;
	if (process_start(&watch->process, argv, fault)) {
		if (fault->code == EXIT_CANNOT_OBSERVE && command->package)
			(void)fault_set(fault, EXIT_CANNOT_OBSERVE,
			                "not installed (Debian package %s)", command->package);
		return -1;
	}
	watch->pid = watch->process.pid;
	if (!process_settle(&watch->process, START_MOST_MS, fault))
		return 0;
	process_kill(&watch->process);
	return -1;
}

/* It cannot be asked to. */
static int command_next(struct watch *watch, struct fault *fault)
{
	(void)watch;
	(void)fault;
	return 0;
}

static int command_settle(const struct watch *watch, struct fault *fault)
{
	return process_settle(&watch->process, SETTLE_MOST_MS, fault);
}

static int command_off(struct watch *watch, struct fault *fault)
{
	const struct command *command = watch->how;
	FILE *out = process_end(&watch->process, fault);
	int error;

	if (!out)
		return -1;
	error = command->parse(out, watch->counted, fault);
	(void)fclose(out);
	return error;
}

const struct observer command_observer = {command_on, command_next, command_settle, command_off};
