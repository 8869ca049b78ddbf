/* SPDX-License-Identifier: GPL-2.0 */
/* Is a text OpenMetrics 1.0? For those parts of the grammar that this program uses. */
#ifndef OPENMETRICS_H
#define OPENMETRICS_H

/*
 * NULL if it is; else what is wrong, static, with the line in question in `*line` (part of the
 * text, up to its line feed).
 *
 * Checked: every line is a sample, a TYPE, HELP or UNIT, or the one "# EOF" at the end; the samples
 * of a family are together and behind its TYPE; their names have the ending that the type asks for;
 * names, labels, escapes and numbers are well formed, with no time; no series comes twice; counters
 * are no less than 0; the unit ends the name; buckets are in order, cumulative, and end in +Inf
 * with the count.
 */
const char *openmetrics_wrong(const char *text, const char **line);

#endif
