/* SPDX-License-Identifier: GPL-2.0 */
/* Make bytes from outside valid UTF-8. */
#ifndef SIGSNOOP_MODEL_UTF8_H
#define SIGSNOOP_MODEL_UTF8_H

#include <stddef.h>

/* What utf8_copy() needs at most for `size` bytes: U+FFFD takes three, and there is a NUL. */
#define UTF8_SIZE(size) (3 * (size) + 1)

/*
 * Copy at most `size` bytes, up to the first NUL, into `buffer` of UTF8_SIZE(size) bytes. Each byte
 * that is not part of valid UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF) becomes U+FFFD. Returns the length of the result.
 */
size_t utf8_copy(char *buffer, const char *bytes, size_t size);

#endif
