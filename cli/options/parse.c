// SPDX-License-Identifier: GPL-2.0
/*
 * Arguments to one struct. getopt_long() takes them apart, and not argp, which does not tell an
 * unknown option from one that lacks its value, and has an order of its own for --help.
 */
#include "options/parse.h"

#include <assert.h>
#include <getopt.h>
#include <string.h>

#include "model/signals.h"
#include "options/suggest.h"
#include "options/walk.h"

/* What getopt_long() returns for the nth option by its long name: no letter. */
#define LONG 0x100

struct given {
	const struct command *command;
	bool nth[OPTIONS_MOST];
};

/* The options as getopt_long() wants them. */
struct grammar {
	struct option longs[OPTIONS_MOST + 1];
	char letters[2 + 2 * OPTIONS_MOST + 1];
};

bool option_given(const struct given *given, const char *name)
{
	const struct option_spec *spec;

	for (size_t i = 0; (spec = option_nth(given->command, i, NULL)); i++)
		if (given->nth[i] && !strcmp(spec->name, name))
			return true;
	return false;
}

const char *option_given_of(const struct given *given, const struct option_set *set)
{
	const struct option_set *of;
	const struct option_spec *spec;

	for (size_t i = 0; (spec = option_nth(given->command, i, &of)); i++)
		if (given->nth[i] && of == set)
			return spec->name;
	return NULL;
}

/*
 * "-" has arguments returned in their place, as options are; ":" keeps getopt_long() silent.
 * `grammar` is all 0.
 */
static void grammar_make(struct grammar *grammar, const struct command *command)
{
	const struct option_spec *spec;
	char *letter = grammar->letters;

	*letter++ = '-';
	*letter++ = ':';
	for (size_t i = 0; (spec = option_nth(command, i, NULL)); i++) {
		assert(i < OPTIONS_MOST);
		grammar->longs[i] =
			(struct option){spec->name, spec->value ? required_argument : no_argument,
		                        NULL, LONG + (int)i};
		if (!spec->letter)
			continue;
		*letter++ = (char)spec->letter;
		if (spec->value)
			*letter++ = ':';
	}
}

/* The option of a letter, or of LONG and its number. */
static const struct option_spec *find(const struct command *command, int code, size_t *nth)
{
	const struct option_spec *spec;

	for (*nth = 0; (spec = option_nth(command, *nth, NULL)); ++*nth)
		if (code == spec->letter || code == LONG + (int)*nth)
			break;
	return spec;
}

static const char *space(const struct command *command)
{
	return *command->name ? " " : "";
}

/* "--sender, --signal" of "--s"; returns how many begin like that. */
static int candidates(const struct command *command, const char *name, size_t length, char *text,
                      size_t size)
{
	const struct option_spec *spec;
	int found = 0;

	*text = '\0';
	for (size_t i = 0; (spec = option_nth(command, i, NULL)); i++) {
		size_t end = strlen(text);

		if (strncmp(spec->name, name, length) != 0)
			continue;
		(void)snprintf(text + end, size - end, "%s--%s", found++ ? ", " : "", spec->name);
	}
	return found;
}

/* A word that begins with two dashes and is no option, or could be several. */
static int bad_name(const struct command *command, const char *word, struct fault *fault)
{
	int length = (int)strcspn(word, "=");
	char name[SUGGEST_LENGTH + 2], several[256];
	struct suggestion meant = {.word = name};
	const struct option_spec *spec;

	(void)snprintf(name, sizeof(name), "%.*s", length - 2, word + 2);
	if (candidates(command, word + 2, (size_t)length - 2, several, sizeof(several)) > 1)
		return fault_set(fault, EXIT_BAD_USAGE, "option '%.*s' is ambiguous: %s", length,
		                 word, several);
	for (size_t i = 0; (spec = option_nth(command, i, NULL)); i++)
		suggest(&meant, spec->name);
	if (meant.name)
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "unknown option '%.*s'; did you mean '--%s'?", length, word,
		                 meant.name);
	return fault_set(fault, EXIT_BAD_USAGE,
	                 "unknown option '%.*s': see `sigsnoop-top%s%s --help`", length, word,
	                 space(command), command->name);
}

/* A letter that is no option, perhaps behind others that are. */
static int bad_letter(const struct command *command, const char *word, int letter,
                      struct fault *fault)
{
	bool alone = word[1] == letter && !word[2];

	return fault_set(fault, EXIT_BAD_USAGE,
	                 "unknown option '-%c'%s%s%s: see `sigsnoop-top%s%s --help`", letter,
	                 alone ? "" : " in '", alone ? "" : word, alone ? "" : "'", space(command),
	                 command->name);
}

/* What getopt_long() does not take: `word`, of which `code` says the letter, or the option. */
static int bad_option(const struct command *command, const char *word, int code,
                      struct fault *fault)
{
	size_t nth;
	const struct option_spec *spec = find(command, code, &nth);

	if (!code)
		return bad_name(command, word, fault);
	if (!spec)
		return bad_letter(command, word, code, fault);
	if (!spec->value)
		return fault_set(fault, EXIT_BAD_USAGE, "option '--%s' takes no value: '%s'",
		                 spec->name, word);
	if (code < LONG)
		return fault_set(fault, EXIT_BAD_USAGE, "option '-%c' needs a value", code);
	return fault_set(fault, EXIT_BAD_USAGE, "option '--%s' needs a value", spec->name);
}

static int set(struct given *given, int code, struct options *options, struct fault *fault)
{
	size_t nth;
	const struct option_spec *spec = find(given->command, code, &nth);

	given->nth[nth] = true;
	return spec->type->set(spec, options, optarg, fault);
}

/* Set the options; the arguments between them become argv[0] to argv[*words - 1]. */
static int set_options(struct given *given, int argc, char **argv, int *words,
                       struct options *options, struct fault *fault)
{
	struct grammar grammar = {0};

	grammar_make(&grammar, given->command);
	optind = 0; /* begin anew */
	while (!options->help && !options->version) {
		const char *word = argv[optind ? optind : 1];
		int code = getopt_long(argc, argv, grammar.letters, grammar.longs, NULL);

		if (code < 0)
			break;
		if (code == '?' || code == ':')
			return bad_option(given->command, word, optopt, fault);
		if (code == 1)
			argv[(*words)++] = optarg;
		else if (set(given, code, options, fault))
			return -1;
	}
	while (optind < argc) /* behind "--" */
		argv[(*words)++] = argv[optind++];
	return 0;
}

static int set_words(const struct command *command, char **words, int count,
                     struct options *options, struct fault *fault)
{
	const struct option_set *taken = command->words;

	for (size_t i = 0; i < (size_t)count; i++) {
		if (!taken)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "'%s': `sigsnoop-top %s` takes no arguments", words[i],
			                 command->name);
		if (i >= taken->count)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "'%s': one argument too many; usage: sigsnoop-top%s%s %s",
			                 words[i], space(command), command->name,
			                 command->arguments);
		if (taken->rows[i].type->set(&taken->rows[i], options, words[i], fault))
			return -1;
	}
	return 0;
}

static int settle(const struct given *given, struct options *options, struct fault *fault)
{
	for (const struct option_set *const *set = given->command->sets; *set; set++)
		if ((*set)->settle && (*set)->settle(options, given, fault))
			return -1;
	return 0;
}

void options_defaults(const struct command *command, struct options *options)
{
	const struct option_spec *spec;
	struct fault fault;

	*options = (struct options){
		.renderer = &render_table,
		.fold = {.sort = COLUMN_COUNT},
		.sensor = {.sample = 1},
	};
	options->sensor.filter.origins = (1U << ORIGINS) - 1;
	options->sensor.filter.outcomes = (1U << OUTCOMES) - 1;
	memcpy(options->sensor.filter.signals, signal_set_all().bits,
	       sizeof(options->sensor.filter.signals));
	for (size_t i = 0; (spec = option_nth(command, i, NULL)); i++)
		if (spec->initial)
			(void)spec->type->set(spec, options, spec->initial, &fault);
}

int options_parse(const struct command *command, int argc, char **argv, struct options *options,
                  struct fault *fault)
{
	struct given given = {.command = command};
	int words = 0;

	options_defaults(command, options);
	if (set_options(&given, argc, argv, &words, options, fault))
		return -1;
	if (options->help || options->version)
		return 0;
	return set_words(command, argv, words, options, fault) || settle(&given, options, fault)
	               ? -1
	               : 0;
}
