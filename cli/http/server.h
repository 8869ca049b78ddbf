/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The exporter's HTTP server, on libmicrohttpd, without threads: its caller waits for its
 * descriptor and has it run. The only file that knows of libmicrohttpd.
 *
 * Nobody who connects can hold up others or make it grow: connections are few, each has little
 * memory and little time, the oldest make room for new ones, and each is closed after one answer.
 */
#ifndef SIGSNOOP_HTTP_SERVER_H
#define SIGSNOOP_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "fault.h"
#include "http/address.h"

/* Where /metrics comes from. */
struct metrics {
	/*
	 * Bring the numbers up to date: once for all requests that are waiting when it begins. 0,
	 * or -1 with a fault, which they all get to read.
	 */
	int (*collect)(void *context, struct fault *fault);
	/* What was collected as text, to be freed; NULL with a fault. */
	char *(*render)(void *context, bool openmetrics, size_t *size, struct fault *fault);
	void *context;
};

struct server;

/*
 * Take the address; nobody is listened to yet. `metrics` is copied. 0 with a server that is to be
 * closed, or -1 with a fault: the address is not of this host, in use, or not for us.
 */
int server_open(struct server **server, const struct address *address,
                const struct metrics *metrics, struct fault *fault);
void server_close(struct server *server);

/* Listen from now on. 0, or -1 with a fault. */
int server_start(struct server *server, struct fault *fault);

/* The address, with the port that port 0 became. Valid until it is closed. */
const char *server_address(const struct server *server);

/* server_run() is wanted when this descriptor is readable, or after so many seconds. */
int server_descriptor(const struct server *server);
double server_patience(const struct server *server);

/* Read, answer and clean up what there is. Does not wait for clients. */
void server_run(struct server *server);

#endif
