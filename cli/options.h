/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments to one struct. */
#ifndef SIGSNOOP_OPTIONS_H
#define SIGSNOOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "kernel/sensor.h"
#include "model/fold.h"
#include "render/render.h"

struct options {
	double interval; /* seconds between reports */
	uint64_t count;  /* reports to print; 0 = until stopped */
	const struct renderer *renderer;
	struct fold fold;
	bool rows_given; /* --rows was; else the table fits the terminal */
	bool verbose;
	struct sensor_config sensor;
};

/*
 * Parse the command line. 0, or -1 with a fault. --help and --version print and exit with 0.
 */
int options_parse(struct options *options, int argc, char **argv, struct fault *fault);

#endif
