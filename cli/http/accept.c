// SPDX-License-Identifier: GPL-2.0
/* Which of the two formats a scraper would rather have. */
#include "http/accept.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* One word of the header, without the blanks around it. */
struct word {
	const char *text;
	size_t length;
};

/* Take the next word up to one of two separators. Returns what comes at its end. */
static const char *word_next(const char *at, const char *separators, struct word *word)
{
	const char *end = at + strcspn(at, separators);

	at += strspn(at, " \t");
	word->text = at;
	word->length = end > at ? (size_t)(end - at) : 0;
	while (word->length && strchr(" \t", at[word->length - 1]))
		word->length--;
	return end;
}

static bool word_is(const struct word *word, const char *text)
{
	return word->length == strlen(text) && !strncasecmp(word->text, text, word->length);
}

/* The value of a parameter of this name; false if it is another. */
static bool parameter(const struct word *word, const char *name, struct word *value)
{
	size_t length = strlen(name);

	if (word->length <= length || strncasecmp(word->text, name, length) != 0 ||
	    word->text[length] != '=')
		return false;
	*value = (struct word){word->text + length + 1, word->length - length - 1};
	if (value->length >= 2 && *value->text == '"')
		*value = (struct word){value->text + 1, value->length - 2};
	return true;
}

/* A media range: its type, whether its version is one of ours, and its weight. */
struct range {
	struct word type;
	bool other_version;
	double weight;
};

static const char *range_next(const char *at, const char *version, struct range *range)
{
	*range = (struct range){.weight = 1};
	at = word_next(at, ";,", &range->type);
	while (*at == ';') {
		struct word word, value;

		at = word_next(at + 1, ";,", &word);
		if (parameter(&word, "q", &value))
			range->weight = strtod(value.text, NULL);
		else if (parameter(&word, "version", &value))
			range->other_version = !word_is(&value, version);
	}
	return at;
}

/* The largest weight of any of these types; negative if none is named. */
static double weight_of(const char *header, const char *const types[], const char *version)
{
	double most = -1;

	for (const char *at = header;; at++) {
		struct range range;

		at = range_next(at, version, &range);
		for (size_t i = 0; types[i]; i++)
			if (word_is(&range.type, types[i]) && !range.other_version &&
			    range.weight > most)
				most = range.weight;
		if (!*at)
			return most;
	}
}

bool accept_openmetrics(const char *header)
{
	static const char *const open[] = {"application/openmetrics-text", NULL};
	static const char *const plain[] = {"text/plain", "text/*", "*/*", NULL};
	double weight;

	if (!header)
		return false;
	weight = weight_of(header, open, "1.0.0");
	return weight > 0 && weight >= weight_of(header, plain, "0.0.4");
}
