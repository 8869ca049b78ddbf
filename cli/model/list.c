// SPDX-License-Identifier: GPL-2.0
/* Lists of words. */
#include "model/list.h"

#include <stdio.h>
#include <string.h>

bool list_next(const char **list, char word[LIST_WORD_SIZE])
{
	const char *start = *list;
	size_t length;

	if (!start)
		return false;
	length = strcspn(start, ",");
	*list = start[length] ? start + length + 1 : NULL;
	if (length >= LIST_WORD_SIZE)
		length = LIST_WORD_SIZE - 1;
	memcpy(word, start, length);
	word[length] = '\0';
	return true;
}

const char *list_join(const char *const words[], size_t count, const char *separator,
                      const char *last, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		const char *before = !i ? "" : i + 1 < count ? separator : last;

		used += (size_t)snprintf(text + used, size - used, "%s%s", before, words[i]);
	}
	return text;
}
