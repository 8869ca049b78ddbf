/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: each reads options and moves data from the kernel to a renderer. */
#ifndef SIGSNOOP_COMMANDS_H
#define SIGSNOOP_COMMANDS_H

#include "fault.h"
#include "options.h"

/* Interval reports until --count, SIGINT or SIGTERM. 0, or -1 with a fault. */
int command_report(const struct options *options, struct fault *fault);

#endif
