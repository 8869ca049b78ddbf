/* SPDX-License-Identifier: GPL-2.0 */
/* Names that come from outside: bytes that an attacker chose, made valid UTF-8 once, at the door.
 */
#ifndef SIGSNOOP_MODEL_NAME_H
#define SIGSNOOP_MODEL_NAME_H

#include <stddef.h>

/* COMM_SIZE - 1 bytes, each of which may become U+FFFD (3 bytes), and the NUL. */
#define NAME_SIZE 46

/*
 * A process name: valid UTF-8, NUL-terminated. It may still hold control characters and quotes;
 * each output escapes these in its own way.
 */
struct name {
	char text[NAME_SIZE];
};

/*
 * Copy at most `size` bytes, up to the first NUL, and put U+FFFD for each byte that is not part of
 * valid UTF-8 (overlong forms, surrogates and what is above U+10FFFF are not).
 */
struct name name_from_bytes(const char *bytes, size_t size);

#endif
