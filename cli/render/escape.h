/* SPDX-License-Identifier: GPL-2.0 */
/* Make hostile text harmless. */
#ifndef SIGSNOOP_RENDER_ESCAPE_H
#define SIGSNOOP_RENDER_ESCAPE_H

#include <stddef.h>

/*
 * Copy valid UTF-8 text so that it is one line and can do nothing to a terminal: control
 * characters, and whatever has no width or cannot be printed (bidirectional marks, unassigned), as
 * \xHH byte by byte, a blank at the very end as \x20, and a backslash as \\. Needs LC_CTYPE of a
 * UTF-8 locale; in any other, what is not ASCII is escaped too. Cuts at whole characters so that
 * the result, NUL included, fits in `size`. Returns the width in terminal columns.
 */
size_t escape_text(const char *text, char *buffer, size_t size);

/* Room for every escaped text that there is: the longest is a cgroup's path (PATH_MAX). */
#define ESCAPED_SIZE (4 * 4096 + 1)

/* Where to cut a text that is too wide: a name at its end, a path, whose end tells most, in front.
 */
enum cut { CUT_END, CUT_START };

/*
 * The same, and cut to `columns` of the terminal (at least 1), at whole characters and whole
 * escapes; a `~` marks the cut. Returns the width.
 */
size_t escape_fit(const char *text, size_t columns, enum cut cut, char *buffer, size_t size);

#endif
