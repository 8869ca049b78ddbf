// SPDX-License-Identifier: GPL-2.0
/* --help: options in the order of their tables, by heading, and texts wrapped to the page. */
#include "options/help.h"

#include <stdlib.h>
#include <string.h>

#include "options/parse.h"
#include "options/walk.h"

#define WIDTH 79
#define LEFT  29 /* where the texts of options begin */

static void print_choices(const struct option_choice *choices, FILE *out)
{
	for (const struct option_choice *it = choices; it->word; it++) {
		(void)fprintf(out, "%s%s", it == choices ? ": " : ", ", it->word);
		if (it->help)
			(void)fprintf(out, " (%s)", it->help);
	}
}

char *help_text(const struct option_spec *spec, const struct options *defaults)
{
	char note[OPTION_NOTE_SIZE];
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	(void)fputs(spec->explain ? spec->explain() : spec->help, out);
	if (option_choices(spec))
		print_choices(option_choices(spec), out);
	if (spec->initial)
		(void)fprintf(out, " (default: %s%s)", spec->initial,
		              spec->note ? spec->note(defaults, note) : "");
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

/* So many bytes of words, on this line from `column` on, on the next ones from `indent` on. */
static void print_wrapped(const char *text, size_t length, int column, int indent, FILE *out)
{
	const char *end = text + length;
	bool begun = false;

	while (text < end) {
		int word = (int)strcspn(text, " \n");

		if (word > end - text)
			word = (int)(end - text);
		if (begun && column + 1 + word > WIDTH) {
			(void)fprintf(out, "\n%*s", indent, "");
			column = indent;
			begun = false;
		}
		column += fprintf(out, "%s%.*s", begun ? " " : "", word, text);
		begun = true;
		text += word;
		text += strspn(text, " ");
	}
	(void)fputc('\n', out);
}

/* A line that begins with a blank stays as it is. */
static void print_doc(const char *doc, size_t length, FILE *out)
{
	const char *end = doc + length;

	while (doc < end) {
		size_t line = strcspn(doc, "\n\v");

		if (*doc == ' ')
			(void)fprintf(out, "%.*s\n", (int)line, doc);
		else
			print_wrapped(doc, line, 0, 0, out);
		doc += line + 1;
	}
}

static int print_option(const struct option_spec *spec, const struct options *defaults, FILE *out)
{
	char *text = help_text(spec, defaults);
	int column;

	if (!text)
		return -1;
	column = spec->letter ? fprintf(out, "  -%c, ", spec->letter) : fprintf(out, "      ");
	column += fprintf(out, "--%s%s%s", spec->name, spec->value ? "=" : "",
	                  spec->value ? spec->value : "");
	if (column + 2 > LEFT)
		column = fprintf(out, "\n") - 1;
	(void)fprintf(out, "%*s", LEFT - column, "");
	print_wrapped(text, strlen(text), LEFT, LEFT, out);
	free(text);
	return 0;
}

/* Everything under one heading, if this set is the first that has it. */
static int print_group(const struct command *command, const struct option_set *first,
                       const struct options *defaults, FILE *out)
{
	const struct option_spec *spec;
	const struct option_set *set;
	bool begun = false;

	for (size_t i = 0; (spec = option_nth(command, i, &set)); i++) {
		if (strcmp(set->heading, first->heading) != 0)
			continue;
		if (!begun && set != first)
			return 0;
		if (!begun)
			(void)fprintf(out, "\n %s:\n", set->heading);
		begun = true;
		if (print_option(spec, defaults, out))
			return -1;
	}
	return 0;
}

static int print_options(const struct command *command, FILE *out)
{
	const struct option_set *set, *before = NULL;
	struct options defaults;

	options_defaults(command, &defaults);
	for (size_t i = 0; option_nth(command, i, &set); i++) {
		if (set != before && print_group(command, set, &defaults, out))
			return -1;
		before = set;
	}
	return 0;
}

static void print_commands(const struct command *const commands[], FILE *out)
{
	(void)fputs("\nCommands, each with a --help of its own:\n", out);
	for (const struct command *const *it = commands; *it; it++)
		if (*(*it)->name)
			(void)fprintf(out, "  %-10s %s\n", (*it)->name, (*it)->summary);
}

int help_print(const struct command *command, const struct command *const commands[], FILE *out)
{
	size_t above = strcspn(command->doc, "\v");
	const char *below = command->doc + above + (command->doc[above] == '\v');

	(void)fprintf(out, "Usage: sigsnoop-top%s%s [OPTION...]%s%s\n", *command->name ? " " : "",
	              command->name, *command->arguments ? " " : "", command->arguments);
	print_doc(command->doc, above, out);
	if (print_options(command, out))
		return -1;
	if (!*command->name)
		print_commands(commands, out);
	(void)fputc('\n', out);
	print_doc(below, strlen(below), out);
	return 0;
}
