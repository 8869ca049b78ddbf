/* SPDX-License-Identifier: GPL-2.0 */
/* Lists of words: between commas on the command line, and in sentences. */
#ifndef SIGSNOOP_MODEL_LIST_H
#define SIGSNOOP_MODEL_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Longer than any word that is allowed in a list, so that a word cut to it is never one of them. */
#define LIST_WORD_SIZE 32

/*
 * Take the next word of a list: true with the word (it may be empty: "a,,b", "a,", ""), cut to what
 * fits, and `*list` moved behind it; false when the list is used up (`*list` is NULL then).
 */
bool list_next(const char **list, char word[LIST_WORD_SIZE]);

/*
 * The words as one text: "a, b or c" where the separator is ", " and the last one " or ". In
 * `text`, which is returned; what does not fit is cut.
 */
const char *list_join(const char *const words[], size_t count, const char *separator,
                      const char *last, char *text, size_t size);

#endif
