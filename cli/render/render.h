/* SPDX-License-Identifier: GPL-2.0 */
/* Every format behind one interface: something to print, which is const, and a stream. */
#ifndef SIGSNOOP_RENDER_H
#define SIGSNOOP_RENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "fault.h"
#include "model/check.h"
#include "model/event.h"
#include "model/record.h"
#include "model/snapshot.h"
#include "model/status.h"

struct style {
	bool color;
	int width;  /* columns of the terminal, at least 40; 80 if there is none */
	bool first; /* the first of this stream: headings and header lines are printed */
};

/* What there is to print. */
enum document_kind {
	DOCUMENT_REPORT,
	DOCUMENT_EVENTS,
	DOCUMENT_RECORDS,
	DOCUMENT_STATUS,
	DOCUMENT_CHECK
};

struct document {
	enum document_kind kind;
	union {
		const struct snapshot *report; /* folded */
		const struct events *events;   /* observations one by one */
		const struct records *records; /* of the flight recorder */
		const struct status *status;
		const struct check *check; /* of a kernel */
	};
};

struct renderer {
	const char *name;        /* as --output has it */
	enum column_use columns; /* of reports, by default */
	bool cumulative;         /* reports are series since the start, bounded by series_fold() */
	bool fits_terminal;      /* reports have as many rows as there is room for, by default */
	bool has_header; /* reports begin with a line that those appended to them must share */
	bool has_ledger; /* reports tell what was lost; else it is to be told on stderr */
	/*
	 * Print one of a kind; NULL: this format has none of that kind. 0, or -1 with errno ENOMEM;
	 * errors of the stream stay in ferror(). The table shows local time, the others UTC.
	 */
	int (*report)(const struct snapshot *snapshot, const struct style *style, FILE *out);
	int (*events)(const struct events *events, const struct style *style, FILE *out);
	int (*records)(const struct records *records, const struct style *style, FILE *out);
	int (*status)(const struct status *status, const struct style *style, FILE *out);
	int (*check)(const struct check *check, const struct style *style, FILE *out);
};

/* Those that --output names, as --help lists them: render_table in table.c, and so on. */
#define RENDERERS(X)                                                                               \
	X(table)                                                                                   \
	X(json)                                                                                    \
	X(csv)                                                                                     \
	X(prometheus)

#define RENDERER_DECLARE(name) extern const struct renderer render_##name;
RENDERERS(RENDERER_DECLARE)
#undef RENDERER_DECLARE

/* What is served to who asks for OpenMetrics; it has no name on the command line. */
extern const struct renderer render_openmetrics;

/* The formats that have a name on the command line, in the order of --help; NULL behind the last.
 */
#define RENDERERS_MOST 16
const struct renderer *renderer_nth(size_t nth);

/* This format has this kind. */
bool renderer_prints(const struct renderer *renderer, enum document_kind kind);

/*
 * The renderer of this name, which prints this kind. 0, or -1 with a fault (EXIT_BAD_USAGE) that
 * lists those there are.
 */
int renderer_parse(const char *name, enum document_kind kind, const struct renderer **renderer,
                   struct fault *fault);

/* The formats that print this kind: "table, json or csv". In `text`, which is returned. */
#define RENDERER_NAMES_SIZE 128
const char *renderer_names(enum document_kind kind, char text[RENDERER_NAMES_SIZE]);

/* Print it; it is of a kind that the renderer has. As the functions above. */
int renderer_print(const struct renderer *renderer, const struct document *document,
                   const struct style *style, FILE *out);

#endif
