/* SPDX-License-Identifier: GPL-2.0 */
/* Where reports go: each is rendered in memory first, and written whole. */
#ifndef SIGSNOOP_OUTPUT_H
#define SIGSNOOP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "model/fold.h"
#include "render/render.h"

struct output {
	int fd;
	bool terminal;
	struct style style;
	size_t rows; /* lines of the terminal; 0 if it is none */
};

/* Standard output, as it is now: colour on a terminal unless NO_COLOR is set, its width and height.
 */
struct output output_standard(void);

/* The terminal may have been resized. */
void output_refresh(struct output *output);

enum written { WRITTEN, WRITTEN_CLOSED, WRITTEN_FAILED };

/*
 * Render and write a document. WRITTEN_CLOSED: the reader has gone, which is no fault.
 * WRITTEN_FAILED: with a fault.
 */
enum written output_write(struct output *output, const struct renderer *renderer,
                          const struct document *document, struct fault *fault);

/* Likewise a report. */
enum written output_report(struct output *output, const struct renderer *renderer,
                           const struct snapshot *snapshot, struct fault *fault);

/* The report as text, to be freed; NULL with a fault. */
char *output_render(const struct style *style, const struct renderer *renderer,
                    const struct snapshot *snapshot, size_t *size, struct fault *fault);

/* A fault may quote what the user wrote, or what the kernel holds: one harmless line of it. */
#define FAULT_LINE_SIZE (4 * UTF8_SIZE(sizeof(((struct fault *)NULL)->text)))
void output_fault_line(const struct fault *fault, char line[FAULT_LINE_SIZE]);

/* Likewise, to standard error. */
void output_fault(const struct fault *fault);

/*
 * Group, sort and cut the rows for this output. `rows_given`: fold->rows was asked for; if not, the
 * table on a terminal has as many as there is room for. 0, or -1 with errno ENOMEM.
 */
int output_fold(struct output *output, const struct renderer *renderer, const struct fold *fold,
                bool rows_given, struct snapshot *snapshot);

/* Say on stderr what a report lost, in a format that has no ledger. */
void output_say_lost(const struct renderer *renderer, const struct snapshot *snapshot);

#endif
