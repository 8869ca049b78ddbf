/* SPDX-License-Identifier: GPL-2.0 */
/* A filter in words. */
#ifndef SIGSNOOP_MODEL_FILTER_H
#define SIGSNOOP_MODEL_FILTER_H

#include "abi/filter.h"

/*
 * "sender nginx*, signals all but SIGURG SIGCHLD, uid 0"; "" if everything is counted. `sender` and
 * `target` are the patterns as they were given, NULL if there is none by name. To be freed; NULL
 * with errno ENOMEM.
 */
char *filter_words(const struct filter *filter, const char *sender, const char *target);

#endif
