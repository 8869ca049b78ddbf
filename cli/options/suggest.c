// SPDX-License-Identifier: GPL-2.0
/* "did you mean ...?" */
#include "options/suggest.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The optimal string alignment distance: the last three rows of its table are enough. */
size_t suggest_distance(const char *a, const char *b)
{
	size_t rows[3][SUGGEST_LENGTH + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];
	size_t length = strlen(b);

	if (length > SUGGEST_LENGTH || strlen(a) > SUGGEST_LENGTH)
		return SIZE_MAX;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			row[j + 1] = smaller(above[j] + (a[i] != b[j]),
			                     smaller(above[j + 1], row[j]) + 1);
			if (i && j && a[i] == b[j - 1] && a[i - 1] == b[j])
				row[j + 1] = smaller(row[j + 1], before[j - 1] + 1);
		}
	}
	return row[length];
}

/* What was typed is the beginning of the name, or two thirds of it are right. */
void suggest(struct suggestion *suggestion, const char *name)
{
	size_t length = strlen(suggestion->word);
	bool begins = length > 1 && !strncmp(name, suggestion->word, length);
	size_t distance = begins ? 0 : suggest_distance(suggestion->word, name);

	if (distance > (length + 1) / 3 || (suggestion->name && distance >= suggestion->distance))
		return;
	suggestion->name = name;
	suggestion->distance = distance;
}
