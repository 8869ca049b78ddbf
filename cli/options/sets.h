/* SPDX-License-Identifier: GPL-2.0 */
/* Options that several commands share. Those of one command alone stand beside its code. */
#ifndef SIGSNOOP_OPTIONS_SETS_H
#define SIGSNOOP_OPTIONS_SETS_H

#include "options/spec.h"

extern const struct option_set options_interval;       /* -i -c */
extern const struct option_set words_interval;         /* the arguments [INTERVAL [COUNT]] */
extern const struct option_set options_rows;           /* -n -b --sort */
extern const struct option_set options_output;         /* -o, of reports */
extern const struct option_set options_events_format;  /* likewise, of events ... */
extern const struct option_set options_records_format; /* ... of the flight recorder ... */
extern const struct option_set options_status_format;  /* ... of a status ... */
extern const struct option_set options_check_format;   /* ... and of a check */
extern const struct option_set options_file;           /* --output-file */
extern const struct option_set options_series;  /* --max-series --label-names, for -o prometheus */
extern const struct option_set options_labels;  /* likewise, for an exporter */
extern const struct option_set options_filter;  /* -p -t -s -u -x -k --origin */
extern const struct option_set options_hooks;   /* --failures --generated */
extern const struct option_set options_counts;  /* --hist --sample --map-entries */
extern const struct option_set options_verbose; /* -v */
extern const struct option_set options_state;   /* --set-aside */

/* Types with a meaning of their own. */
extern const struct option_type type_keys;    /* a list of columns: fold.columns */
extern const struct option_type type_column;  /* fold.sort */
extern const struct option_type type_signals; /* a list: sensor.filter.signals */
extern const struct option_type type_origins; /* a list: sensor.filter.origins */
extern const struct option_type type_sender;  /* a pid or a pattern of names: sensor.filter */
extern const struct option_type type_target;  /* likewise */
extern const struct option_type type_uid;     /* sensor.filter */
extern const struct option_type type_kinds;   /* of histograms, a list: sensor.hist_kinds */
extern const struct option_type type_names;   /* a list of patterns: series */

#define INTERVAL_LEAST 0.1 /* seconds */

#endif
