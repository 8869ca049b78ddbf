/* SPDX-License-Identifier: GPL-2.0 */
/* Which of the two formats a scraper would rather have. */
#ifndef SIGSNOOP_HTTP_ACCEPT_H
#define SIGSNOOP_HTTP_ACCEPT_H

#include <stdbool.h>

/*
 * Whether the value of an Accept header (RFC 9110, 12.5.1; NULL = there is none) names OpenMetrics
 * 1.0 and wants it no less than plain text. The text format is for everybody else: it is what
 * scrapers got before there was another.
 */
bool accept_openmetrics(const char *header);

#endif
