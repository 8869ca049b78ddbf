/* SPDX-License-Identifier: GPL-2.0 */
/* The exporter under test, and clients of it, good and bad. */
#ifndef LIVE_EXPORTER_H
#define LIVE_EXPORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "process.h"

struct exporter {
	pid_t pid;
	int err;       /* pipe: what it says after it has begun to serve */
	char *said;    /* the last line on stderr: that it serves, or why not */
	int code;      /* how it ended, if it does not serve */
	char host[64]; /* as a URL has it */
	struct sockaddr_storage address;
	socklen_t length;
};

/*
 * Start `serve` at a free port of 127.0.0.1 (a --listen in the arguments is stronger) and wait
 * until it serves. A test that expects that it may not uses exporter_try(), which tells.
 */
void exporter_start(struct exporter *exporter, const char *const args[]);
bool exporter_try(struct exporter *exporter, const char *const args[]);

/* Likewise, of another program; its arguments are all that there are. */
bool exporter_try_as(struct exporter *exporter, struct start start);

/* End it by this signal: it must exit with 0 in time, and say nothing more on stderr. */
void exporter_end(struct exporter *exporter, int signal);

/* Of its line in /proc/PID/status, what comes after the name and blanks, e.g. "VmRSS". */
char *exporter_status(const struct exporter *exporter, const char *name);
long exporter_rss(const struct exporter *exporter); /* KiB */

/* A connection to it. */
int exporter_connect(const struct exporter *exporter);

/* Write all of it; false if the other side has closed. */
bool exporter_write(int fd, const char *text, size_t size);

struct answer {
	int status; /* 0: it closed without a word */
	char *head; /* with the status line; each line with its end */
	char *body;
	double seconds;
};

/* Read an answer up to its end, and close. */
struct answer exporter_answer(int fd);

/* Of a raw request. */
struct answer exporter_ask(const struct exporter *exporter, const char *request);

/* GET /metrics: it must be good. The text format, or OpenMetrics. */
char *exporter_metrics(const struct exporter *exporter);
char *exporter_openmetrics(const struct exporter *exporter);

#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"

/* What Prometheus says that it takes. */
#define ACCEPT_OPEN                                                                                \
	"Accept: application/openmetrics-text;version=1.0.0,application/openmetrics-text;"         \
	"version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1\r\n"

#endif
