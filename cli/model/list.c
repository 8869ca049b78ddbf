// SPDX-License-Identifier: GPL-2.0
/* Lists on the command line. */
#include "model/list.h"

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
