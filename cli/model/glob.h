/* SPDX-License-Identifier: GPL-2.0 */
/* Compile a name pattern to the automaton that runs in the kernel (struct glob, glob_matches()). */
#ifndef SIGSNOOP_MODEL_GLOB_H
#define SIGSNOOP_MODEL_GLOB_H

#include <stdint.h>

#include "abi/glob.h"
#include "fault.h"

/*
 * `*`, `?`, `[abc]`, `[a-z]`, `[!...]` (or `[^...]`) and `\` as in glob(7), on bytes. -1 with a
 * fault (EXIT_BAD_USAGE): empty, an unclosed bracket, a range that runs backwards, a class
 * ([:alpha:]), a backslash at the end, or more elements than a name can have bytes (COMM_SIZE - 1),
 * which could never match.
 */
int glob_compile(const char *pattern, struct glob *glob, struct fault *fault);

#endif
