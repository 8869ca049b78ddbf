/* SPDX-License-Identifier: GPL-2.0 */
/* What to do when something fails that must not. */
#ifndef SIGSTORM_DIE_H
#define SIGSTORM_DIE_H

#include <stdbool.h>

/* One line on stderr and the end of this process with exit code 1. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Die with the name of what failed and errno if @failed. */
void die_if(bool failed, const char *what);

#endif
