/* SPDX-License-Identifier: GPL-2.0 */
/* Where reports go: each is rendered in memory first, and written whole. */
#ifndef SIGSNOOP_OUTPUT_H
#define SIGSNOOP_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
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
 * Render and write one report. WRITTEN_CLOSED: the reader has gone, which is no fault.
 * WRITTEN_FAILED: with a fault.
 */
enum written output_report(struct output *output, const struct renderer *renderer,
                           const struct snapshot *snapshot, struct fault *fault);

#endif
