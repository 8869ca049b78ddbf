/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: each reads options and moves data from the kernel to a renderer. */
#ifndef SIGSNOOP_COMMANDS_H
#define SIGSNOOP_COMMANDS_H

#include "fault.h"
#include "options.h"

struct command {
	struct usage usage;
	/* 0, or -1 with a fault. */
	int (*run)(const struct options *options, struct fault *fault);
};

/* Interval reports until --count, SIGINT or SIGTERM. The default command. */
extern const struct command command_report;

/* Observations one by one until --count, --duration, SIGINT or SIGTERM. */
extern const struct command command_events;

/* With no process left running: see kernel/pin.h and EXACTLY_ONCE.md. */
extern const struct command command_start, command_snapshot, command_status, command_stop;

/* The flight recorder, once or followed until SIGINT or SIGTERM. */
extern const struct command command_last;

/* What this kernel and these privileges allow, and a test that counting is exact. */
extern const struct command command_check;

/* The Prometheus exporter, until SIGINT or SIGTERM. */
extern const struct command command_serve;

#endif
