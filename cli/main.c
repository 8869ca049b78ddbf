// SPDX-License-Identifier: GPL-2.0
/* Dispatch. */
#include <locale.h>
#include <stdio.h>

#include "commands/commands.h"
#include "options.h"

int main(int argc, char **argv)
{
	struct options options;
	struct fault fault;

	/* Names are UTF-8 whatever the user's language is; numbers and dates are nobody's. */
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	if (options_parse(&options, argc, argv, &fault) || command_report(&options, &fault)) {
		(void)fprintf(stderr, "sigsnoop-top: %s\n", fault.text);
		return (int)fault.code;
	}
	return EXIT_OK;
}
