// SPDX-License-Identifier: GPL-2.0
/* Dispatch. */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "options/help.h"
#include "options/parse.h"
#include "output.h"

static int print_help(const struct command *command, struct fault *fault)
{
	if (!help_print(command, commands, stdout) && !fflush(stdout))
		return 0;
	return fault_set(fault, EXIT_FAILED, "cannot print the help: %s", strerror(errno));
}

static int print_version(struct fault *fault)
{
	if (printf("sigsnoop-top %s\n", SIGSNOOP_VERSION) >= 0 && !fflush(stdout))
		return 0;
	return fault_set(fault, EXIT_FAILED, "cannot print the version: %s", strerror(errno));
}

static int run(int argc, char **argv, struct fault *fault)
{
	const struct command *command = command_find(argv[1], fault);
	struct options options;
	int named;

	if (!command)
		return -1;
	named = command != commands[0];
	if (options_parse(command, argc - named, argv + named, &options, fault))
		return -1;
	if (options.help)
		return print_help(command, fault);
	if (options.version)
		return print_version(fault);
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
