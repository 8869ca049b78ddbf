// SPDX-License-Identifier: GPL-2.0
/* The types of values that most options have. */
#include <inttypes.h>
#include <string.h>

#include "model/numbers.h"
#include "options/spec.h"

/* What follows "--count 'abc': must be " is made by the types. */
__attribute__((format(printf, 4, 5))) static int must_be(const struct option_spec *spec,
                                                         const char *word, struct fault *fault,
                                                         const char *format, ...)
{
	char allowed[256];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(allowed, sizeof(allowed), format, args);
	va_end(args);
	return fault_set(fault, EXIT_BAD_USAGE, "%s%s '%s': must be %s", spec->argument ? "" : "--",
	                 spec->name, word, allowed);
}

static void *member(const struct option_spec *spec, struct options *options)
{
	return (char *)options + spec->offset;
}

static int set_flag(const struct option_spec *spec, struct options *options, const char *word,
                    struct fault *fault)
{
	(void)word, (void)fault;
	*(bool *)member(spec, options) = true;
	return 0;
}

int option_number(const struct option_spec *spec, const char *word, int64_t *number,
                  struct fault *fault)
{
	const char *of = spec->unit ? " of " : "", *unit = spec->unit ? spec->unit : "";
	const char *zero = spec->or_zero ? "0, or " : "";

	if (!number_parse(word, spec->least, spec->most, number) ||
	    (spec->or_zero && !number_parse(word, 0, 0, number)))
		return 0;
	if (spec->most == INT64_MAX)
		return must_be(spec, word, fault, "%sa whole number%s%s, at least %" PRId64, zero,
		               of, unit, spec->least);
	return must_be(spec, word, fault, "%sa whole number%s%s from %" PRId64 " to %" PRId64, zero,
	               of, unit, spec->least, spec->most);
}

static int set_number(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	int64_t number;

	if (option_number(spec, word, &number, fault))
		return -1;
	if (spec->size == sizeof(uint32_t))
		*(uint32_t *)member(spec, options) = (uint32_t)number;
	else
		*(uint64_t *)member(spec, options) = (uint64_t)number;
	return 0;
}

static int set_seconds(const struct option_spec *spec, struct options *options, const char *word,
                       struct fault *fault)
{
	if (!seconds_parse(word, spec->shortest, spec->longest, member(spec, options)))
		return 0;
	return must_be(spec, word, fault, "a number of seconds from %g to %.0f", spec->shortest,
	               spec->longest);
}

static int set_text(const struct option_spec *spec, struct options *options, const char *word,
                    struct fault *fault)
{
	if (!*word)
		return fault_set(fault, EXIT_BAD_USAGE, "--%s '': must not be empty", spec->name);
	*(const char **)member(spec, options) = word;
	return 0;
}

/* "table, json or csv" */
static void join(const struct option_choice *choices, char *text, size_t size)
{
	size_t length = 0;

	for (const struct option_choice *it = choices; it->word && length < size; it++) {
		const char *between = it == choices ? "" : it[1].word ? ", " : " or ";
		int added = snprintf(text + length, size - length, "%s%s", between, it->word);

		if (added < 0)
			return;
		length += (size_t)added;
	}
}

const struct option_choice *option_choices(const struct option_spec *spec)
{
	return spec->choose ? spec->choose() : spec->choices;
}

int option_choice(const struct option_spec *spec, const char *word, struct fault *fault)
{
	char words[160] = "";

	for (int i = 0; spec->choices[i].word; i++)
		if (!strcmp(word, spec->choices[i].word))
			return i;
	join(spec->choices, words, sizeof(words));
	return must_be(spec, word, fault, "%s", words);
}

static int set_choice(const struct option_spec *spec, struct options *options, const char *word,
                      struct fault *fault)
{
	int choice = option_choice(spec, word, fault);

	if (choice < 0)
		return -1;
	memcpy(member(spec, options), &choice, sizeof(choice));
	return 0;
}

const struct option_type type_flag = {"flag", set_flag};
const struct option_type type_number = {"number", set_number};
const struct option_type type_seconds = {"seconds", set_seconds};
const struct option_type type_text = {"text", set_text};
const struct option_type type_choice = {"choice", set_choice};
