/* SPDX-License-Identifier: GPL-2.0 */
/* write(2), until all is written. */
#ifndef SIGSNOOP_WRITE_H
#define SIGSNOOP_WRITE_H

#include <stddef.h>

/* Write all of a text. 0, or -1 with errno: then a part of it may be written. */
int write_all(int fd, const char *text, size_t size);

#endif
