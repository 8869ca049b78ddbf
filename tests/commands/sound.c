// SPDX-License-Identifier: GPL-2.0
/* What holds for the options of every command. */
#include "sound.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options/help.h"
#include "options/parse.h"
#include "options/walk.h"

const char *sound_clash(const struct command *command)
{
	const struct option_spec *one, *other;

	for (size_t i = 0; (one = option_nth(command, i, NULL)); i++)
		for (size_t j = 0; j < i; j++) {
			other = option_nth(command, j, NULL);
			if (!strcmp(one->name, other->name) ||
			    (one->letter && one->letter == other->letter))
				return one->name;
		}
	return NULL;
}

static void assert_row(const struct option_spec *spec, struct options *options)
{
	const char *help = spec->explain ? spec->explain() : spec->help;
	struct fault fault = {.text = ""};

	ck_assert_msg(help && *help, "--%s has no help", spec->name);
	ck_assert_msg(help[strlen(help) - 1] != '.', "--%s: help is no sentence", spec->name);
	ck_assert_msg(spec->argument || (spec->type == &type_flag) == !spec->value,
	              "--%s: a flag takes no value, all else has a name for it", spec->name);
	ck_assert_msg(spec->type != &type_number || spec->least < spec->most, "--%s: bounds",
	              spec->name);
	ck_assert_msg(spec->type != &type_seconds || spec->shortest < spec->longest, "--%s: bounds",
	              spec->name);
	if (spec->initial)
		ck_assert_msg(!spec->type->set(spec, options, spec->initial, &fault),
		              "--%s: the default is not allowed: %s", spec->name, fault.text);
}

void sound_assert(const struct command *command)
{
	const char *clash = sound_clash(command);
	const struct option_spec *spec;
	struct options options = {0};
	size_t count = 0;

	ck_assert_msg(!clash, "'%s': two options are --%s, or have its letter", command->name,
	              clash);
	for (; (spec = option_nth(command, count, NULL)); count++) {
		assert_row(spec, &options);
		ck_assert(!spec->argument);
	}
	ck_assert_uint_le(count, OPTIONS_MOST);
	for (size_t i = 0; command->words && i < command->words->count; i++) {
		assert_row(&command->words->rows[i], &options);
		ck_assert(command->words->rows[i].argument);
	}
	ck_assert_msg(!command->words == !*command->arguments, "'%s': arguments and their usage",
	              command->name);
	ck_assert_msg(*command->summary && strlen(command->summary) <= 60, "'%s': summary",
	              command->name);
}

void sound_assert_help(const struct command *command, const struct command *const commands[])
{
	const struct option_spec *spec;
	char *text, name[64];
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(help_print(command, commands, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		ck_assert_msg(strcspn(line, "\n") <= 80, "'%s': over 80 columns: %.*s",
		              command->name, (int)strcspn(line, "\n"), line);
	for (size_t i = 0; (spec = option_nth(command, i, NULL)); i++) {
		(void)snprintf(name, sizeof(name), " --%s%s", spec->name, spec->value ? "=" : " ");
		ck_assert_msg(strstr(text, name), "'%s':%s is not in the help", command->name,
		              name);
	}
	free(text);
}
