// SPDX-License-Identifier: GPL-2.0
/* Dispatch. */
#include <ctype.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "options.h"
#include "output.h"

/* The first is the default. */
static const struct command *const commands[] = {
	&command_report, &command_events, &command_start, &command_snapshot, &command_last,
	&command_status, &command_stop,   &command_serve, &command_check,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* The command that the first argument names; the default one for an option or a number. */
static const struct command *find(const char *word, struct fault *fault)
{
	char known[256] = "";

	if (!word || word[0] == '-' || !isalpha((unsigned char)word[0]))
		return commands[0];
	for (size_t i = 1; i < COMMANDS; i++) {
		if (!strcmp(word, commands[i]->usage.name))
			return commands[i];
		(void)snprintf(known + strlen(known), sizeof(known) - strlen(known), ", %s",
		               commands[i]->usage.name);
	}
	fault_set(fault, EXIT_BAD_USAGE, "'%s' is no command: a number of seconds%s is wanted",
	          word, known);
	return NULL;
}

static int run(int argc, char **argv, struct fault *fault)
{
	const struct command *command = find(argv[1], fault);
	struct options options;
	static char name[64]; /* the caller keeps argv */
	int named;

	if (!command)
		return -1;
	named = command != commands[0];
	if (named) { /* for the usage line of --help */
		(void)snprintf(name, sizeof(name), "sigsnoop-top %s", command->usage.name);
		argv[named] = name;
	}
	if (options_parse(&options, &command->usage, argc - named, argv + named, fault))
		return -1;
	return command->run(&options, fault);
}

/*
 * Standard descriptors that were closed are not left to the next file that is opened: a report
 * would be written to that. They take nothing, so that writing to them fails.
 */
static void open_standard(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", O_RDONLY);
}

int main(int argc, char **argv)
{
	struct fault fault = {0};

	open_standard();
	/* Names are UTF-8 whatever the user's language is; numbers and dates are nobody's. */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	if (!run(argc, argv, &fault))
		return EXIT_OK;
	if (fault.text[0]) /* `check` has said it all */
		output_fault(&fault);
	return (int)fault.code;
}
