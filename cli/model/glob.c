// SPDX-License-Identifier: GPL-2.0
/* Compile a name pattern to the automaton that runs in the kernel. */
#include "model/glob.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "abi/identity.h"

_Static_assert(COMM_SIZE - 1 <= GLOB_ELEMENTS, "a pattern as long as a name fits");

/* The bytes that one element of the pattern takes. */
struct element {
	bool accepts[256];
};

static void accept_range(struct element *element, uint8_t first, uint8_t last)
{
	for (unsigned int byte = first; byte <= last; byte++)
		element->accepts[byte] = true;
}

static void accept_others(struct element *element)
{
	/* A name has no NUL, so that it does not matter on which side it is. */
	for (unsigned int byte = 0; byte < 256; byte++)
		element->accepts[byte] = !element->accepts[byte];
}

/* One byte of the pattern, a backslash in front of it taken away; NULL if the pattern ends. */
static const char *parse_byte(const char *at, uint8_t *byte)
{
	if (*at == '\\')
		at++;
	*byte = (uint8_t)*at;
	return *at ? at + 1 : NULL;
}

/* `a` or `a-z` of a bracket. */
static const char *parse_range(const char *at, struct element *element)
{
	uint8_t first, last;

	/* [:alpha:] and its like would be read as the bytes they consist of. */
	if (at[0] == '[' && at[1] && strchr(":=.", at[1]))
		return NULL;
	at = parse_byte(at, &first);
	if (!at)
		return NULL;
	last = first;
	/* A '-' that ends the bracket is itself. */
	if (at[0] == '-' && at[1] && at[1] != ']')
		at = parse_byte(at + 1, &last);
	accept_range(element, first, last);
	return last < first ? NULL : at;
}

/* What comes after '['. A ']' that is the first in it is itself. */
static const char *parse_bracket(const char *at, struct element *element)
{
	bool negated = *at == '!' || *at == '^';

	at += negated;
	do {
		at = parse_range(at, element);
	} while (at && *at != ']');
	if (negated)
		accept_others(element);
	return at ? at + 1 : NULL;
}

/* One element other than '*'. Returns what comes after it, NULL if it is malformed. */
static const char *parse_element(const char *at, struct element *element)
{
	uint8_t byte;

	if (*at == '?') {
		accept_others(element);
		return at + 1;
	}
	if (*at == '[')
		return parse_bracket(at + 1, element);
	at = parse_byte(at, &byte);
	if (at)
		element->accepts[byte] = true;
	return at;
}

static void glob_add(struct glob *glob, const struct element *element)
{
	for (unsigned int byte = 0; byte < 256; byte++) {
		if (element->accepts[byte])
			glob->accepts[byte] |= glob->final;
	}
	glob->final <<= 1;
}

int glob_compile(const char *pattern, struct glob *glob, struct fault *fault)
{
	if (!*pattern)
		return fault_set(fault, EXIT_BAD_USAGE, "an empty name matches nothing: use '*'");
	*glob = (struct glob){.final = 1};
	for (const char *at = pattern; *at;) {
		struct element element = {{false}};

		if (*at == '*') {
			glob->loops |= glob->final;
			at++;
			continue;
		}
		if (glob->final >> (COMM_SIZE - 1))
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "'%.80s' asks for more than the %d bytes that the kernel "
			                 "keeps of a name: end it in '*' before that",
			                 pattern, COMM_SIZE - 1);
		at = parse_element(at, &element);
		if (!at)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "malformed pattern '%.80s': an unclosed bracket, a range "
			                 "that runs backwards, a class such as [:alpha:] or a "
			                 "trailing backslash (put a backslash before a special "
			                 "character to mean itself)",
			                 pattern);
		glob_add(glob, &element);
	}
	return 0;
}
