/* SPDX-License-Identifier: GPL-2.0 */
/* What the command line asks for: one struct for all commands, each of which reads its own part. */
#ifndef SIGSNOOP_OPTIONS_H
#define SIGSNOOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "http/address.h"
#include "kernel/sensor.h"
#include "model/fold.h"
#include "model/record.h"
#include "model/series.h"
#include "render/render.h"

#define MAP_ENTRIES_DEFAULT 16384

struct options {
	double interval; /* seconds between reports */
	uint64_t count;  /* reports or events to print; 0 = until stopped */
	double duration; /* seconds to watch events; 0 = until stopped */
	const struct renderer *renderer;
	struct fold fold;
	struct sensor_config sensor;
	const char *sender, *target; /* name patterns of the filter as given; NULL = none */
	const char *output_file;     /* NULL: standard output */
	const char *group;           /* who may read pins and state; NULL = root alone */
	struct record_query query;   /* of `last` */
	struct address listen;       /* of `serve` */
	struct series_rules series;  /* of what is printed for Prometheus */
	bool rows_given;             /* --rows was; else the table fits the terminal */
	bool verbose;
	bool failed, kill; /* already in sensor.filter */
	bool total;        /* report since the start */
	bool no_snapshot;
	bool set_aside;     /* keep a damaged state file under another name */
	bool follow;        /* of `last` */
	bool pinned;        /* of `serve`: what `start` began */
	bool help, version; /* print that, and nothing else */
};

#endif
