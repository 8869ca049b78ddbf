/* SPDX-License-Identifier: GPL-2.0 */
/* "did you mean ...?" */
#ifndef SIGSNOOP_OPTIONS_SUGGEST_H
#define SIGSNOOP_OPTIONS_SUGGEST_H

#include <stddef.h>

/*
 * How many characters it takes to insert, remove, replace or swap with their neighbour to make one
 * word of the other; words of more than SUGGEST_LENGTH characters are as far apart as can be.
 */
#define SUGGEST_LENGTH 32
size_t suggest_distance(const char *a, const char *b);

/* The name that somebody may have meant who typed `word`, among those it is compared with. */
struct suggestion {
	const char *word;
	const char *name; /* NULL: none is near enough */
	size_t distance;
};

/* Compare with one more name. What is set in the beginning is `word` alone. */
void suggest(struct suggestion *suggestion, const char *name);

#endif
