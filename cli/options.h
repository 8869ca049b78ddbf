/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments to one struct. */
#ifndef SIGSNOOP_OPTIONS_H
#define SIGSNOOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
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
	bool rows_given; /* --rows was; else the table fits the terminal */
	bool verbose;
	struct sensor_config sensor;
	const char *sender, *target; /* name patterns of the filter as given; NULL = none */
	const char *output_file;     /* NULL: standard output */
	const char *group;           /* who may read pins and state; NULL = root alone */
	bool total;                  /* report since the start */
	bool no_snapshot;
	bool set_aside;             /* keep a damaged state file under another name */
	struct record_query query;  /* of `last` */
	bool follow;                /* likewise */
	struct address listen;      /* of `serve` */
	bool pinned;                /* likewise: serve what `start` began */
	struct series_rules series; /* of what is printed for Prometheus */
};

/* Options come in groups, and a command takes some of them. */
enum option_group {
	OPTIONS_INTERVAL = 1 << 0,  /* -i -c */
	OPTIONS_ROWS = 1 << 1,      /* -n -b --sort -o */
	OPTIONS_FILTER = 1 << 2,    /* -p -t -s -u -x -k --origin */
	OPTIONS_SENSOR = 1 << 3,    /* --failures --generated -v */
	OPTIONS_FORMAT = 1 << 4,    /* -o */
	OPTIONS_FILE = 1 << 5,      /* --output-file */
	OPTIONS_TOTAL = 1 << 6,     /* --total */
	OPTIONS_GROUP = 1 << 7,     /* --group */
	OPTIONS_END = 1 << 8,       /* --no-snapshot */
	OPTIONS_STATE = 1 << 9,     /* --set-aside */
	OPTIONS_RECORDER = 1 << 10, /* --recorder-entries */
	OPTIONS_LAST = 1 << 11,     /* -n -f */
	OPTIONS_COUNTS = 1 << 12,   /* --hist --sample --map-entries */
	OPTIONS_EVENTS = 1 << 13,   /* -c --duration --max-rate --buffer-kib */
	OPTIONS_SERVE = 1 << 14,    /* --listen --pinned */
	OPTIONS_SERIES = 1 << 15,   /* --max-series --label-names */
};

/* What a command takes. */
struct usage {
	const char *name;      /* the command; "" for the default one */
	const char *arguments; /* as --help shows those that are no options, e.g. "[PID|NAME]" */
	const char *doc; /* what --help says: a paragraph, '\v', and what follows the options */
	uint32_t groups; /* bits of enum option_group */
	/* Takes the nth argument that is no option, from 0; -1 with a fault. */
	int (*argument)(struct options *options, int nth, const char *word, struct fault *fault);
};

/*
 * Parse the arguments of a command; argv[0] is skipped. 0, or -1 with a fault. --help and --version
 * print and exit with 0.
 */
int options_parse(struct options *options, const struct usage *usage, int argc, char **argv,
                  struct fault *fault);

/* The first argument of the default command, and --interval. */
int options_interval(struct options *options, const char *word, struct fault *fault);

/* Likewise the second, and --count. */
int options_count(struct options *options, const char *word, struct fault *fault);

/* For commands that take none: a fault. */
int options_no_argument(struct options *options, int nth, const char *word, struct fault *fault);

#endif
