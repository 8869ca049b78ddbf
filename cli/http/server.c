// SPDX-License-Identifier: GPL-2.0
/* The exporter's HTTP server, on libmicrohttpd. */
#include "http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "http/accept.h"
#include "output.h"

#define BACKLOG           128
#define CONNECTIONS_MOST  128 /* sockets */
#define CONNECTIONS_OF_IP 96  /* of these from one address */
#define CONNECTIONS_KEPT  64  /* beyond these the oldest goes when a new one comes */
#define CONNECTION_MEMORY 8192
#define SECONDS_IDLE      5  /* without a byte */
#define SECONDS_ALIVE     15 /* in all */
#define SECONDS_NOBODY    3600

static const char type_text[] = "text/plain; version=0.0.4; charset=utf-8";
static const char type_open[] = "application/openmetrics-text; version=1.0.0; charset=utf-8";
static const char type_plain[] = "text/plain; charset=utf-8";
static const char type_html[] = "text/html; charset=utf-8";

static const char front_page[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\"><head><title>sigsnoop-top</title></head><body>\n"
	"<h1>sigsnoop-top " SIGSNOOP_VERSION "</h1>\n"
	"<p>Who sends which signals to whom on this host, counted in the kernel.</p>\n"
	"<ul>\n"
	"<li><a href=\"/metrics\">/metrics</a> for Prometheus</li>\n"
	"<li><a href=\"/-/healthy\">/-/healthy</a> says that this process answers</li>\n"
	"</ul>\n"
	"</body></html>\n";

/* A connection has one request. In the list they are in the order in which they came. */
struct client {
	struct MHD_Connection *connection;
	struct client *next, *previous;
	int fd;
	double since;
	bool met;     /* its header has been seen */
	bool ended;   /* shut down by us: libmicrohttpd will notice */
	bool waiting; /* for /metrics */
	bool open;    /* as OpenMetrics */
	struct batch *batch;
};

/* Answers to those who waited for /metrics together. */
struct batch {
	size_t clients; /* who have not taken theirs yet */
	bool collected;
	struct fault fault;             /* why not */
	struct MHD_Response *pages[2];  /* by client's `open`; made for the first who wants it */
	struct MHD_Response *complaint; /* instead of a page */
};

struct server {
	struct metrics metrics;
	struct address address;
	int listener; /* until the daemon has it */
	struct MHD_Daemon *daemon;
	struct client *oldest, *newest;
	size_t live; /* clients that are not ended */
};

static double now(void)
{
	return clock_seconds(CLOCK_MONOTONIC);
}

/* --- batches --- */

static void response_free(struct MHD_Response *response)
{
	if (response)
		MHD_destroy_response(response);
}

/* The last one frees it; libmicrohttpd keeps what it still sends. */
static void batch_leave(struct client *client)
{
	struct batch *batch = client->batch;

	client->batch = NULL;
	if (!batch || --batch->clients)
		return;
	response_free(batch->pages[0]);
	response_free(batch->pages[1]);
	response_free(batch->complaint);
	free(batch);
}

/* --- clients --- */

static void end(struct server *server, struct client *client)
{
	(void)shutdown(client->fd, SHUT_RDWR);
	client->ended = true;
	server->live--;
}

static void end_oldest(struct server *server)
{
	struct client *client = server->oldest;

	while (client && client->ended)
		client = client->next;
	if (client)
		end(server, client);
}

/* Whatever they do, or do not: who trickles bytes is never idle. */
static void end_overdue(struct server *server)
{
	double limit = now() - SECONDS_ALIVE;

	for (struct client *client = server->oldest; client && client->since < limit;
	     client = client->next)
		if (!client->ended)
			end(server, client);
}

static struct client *client_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void *client_new(struct server *server, struct MHD_Connection *connection)
{
	struct client *client = calloc(1, sizeof(*client));

	if (!client)
		return NULL;
	client->connection = connection;
	client->fd =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	client->since = now();
	client->previous = server->newest;
	*(server->newest ? &server->newest->next : &server->oldest) = client;
	server->newest = client;
	if (++server->live > CONNECTIONS_KEPT)
		end_oldest(server);
	return client;
}

static void client_free(struct server *server, struct client *client)
{
	*(client->previous ? &client->previous->next : &server->oldest) = client->next;
	*(client->next ? &client->next->previous : &server->newest) = client->previous;
	server->live -= !client->ended;
	batch_leave(client);
	free(client);
}

static void notice(void *context, struct MHD_Connection *connection, void **socket_context,
                   enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*socket_context = client_new(context, connection);
	} else if (*socket_context) {
		client_free(context, *socket_context);
		*socket_context = NULL;
	}
}

/* --- answers --- */

/* NULL if there is no memory. */
static struct MHD_Response *response(char *text, size_t size, enum MHD_ResponseMemoryMode mode,
                                     const char *type)
{
	struct MHD_Response *it = MHD_create_response_from_buffer(size, text, mode);

	if (!it)
		return NULL;
	(void)MHD_add_response_header(it, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	(void)MHD_add_response_header(it, MHD_HTTP_HEADER_CONNECTION, "close");
	(void)MHD_add_response_header(it, "X-Content-Type-Options", "nosniff");
	return it;
}

static enum MHD_Result answer_text(struct MHD_Connection *connection, unsigned int status,
                                   const char *text, const char *type)
{
	struct MHD_Response *it =
		response((char *)text, strlen(text), MHD_RESPMEM_PERSISTENT, type);
	enum MHD_Result result;

	if (!it)
		return MHD_NO;
	if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
		(void)MHD_add_response_header(it, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
	result = MHD_queue_response(connection, status, it);
	MHD_destroy_response(it);
	return result;
}

/* Its text becomes the response's. NULL if there is no memory. */
static struct MHD_Response *owning(char *text, size_t size, const char *type)
{
	struct MHD_Response *it = response(text, size, MHD_RESPMEM_MUST_FREE, type);

	if (!it)
		free(text);
	return it;
}

static struct MHD_Response *make_page(const struct server *server, struct batch *batch, bool open)
{
	size_t size = 0;
	char *text = server->metrics.render(server->metrics.context, open, &size, &batch->fault);

	return text ? owning(text, size, open ? type_open : type_text) : NULL;
}

static struct MHD_Response *make_complaint(const struct fault *fault)
{
	char *text = malloc(FAULT_LINE_SIZE + 1);

	if (!text)
		return NULL;
	output_fault_line(fault, text);
	memcpy(text + strlen(text), "\n", 2);
	return owning(text, strlen(text), type_plain);
}

static enum MHD_Result give(const struct server *server, struct client *client)
{
	struct batch *batch = client->batch;
	struct MHD_Response **page = &batch->pages[client->open];
	unsigned int status = MHD_HTTP_OK;

	if (batch->collected && !*page)
		*page = make_page(server, batch, client->open);
	if (!*page) {
		status = MHD_HTTP_SERVICE_UNAVAILABLE;
		page = &batch->complaint;
		if (!*page)
			*page = make_complaint(&batch->fault);
	}
	return *page ? MHD_queue_response(client->connection, status, *page) : MHD_NO;
}

/* It waits for the next batch, and comes again when that is there. */
static enum MHD_Result answer_metrics(const struct server *server, struct client *client)
{
	enum MHD_Result result;

	if (client->batch) {
		result = give(server, client);
		batch_leave(client);
		return result;
	}
	client->waiting = true;
	client->open = accept_openmetrics(MHD_lookup_connection_value(
		client->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT));
	MHD_suspend_connection(client->connection);
	return MHD_YES;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **request)
{
	struct client *client = client_of(connection);

	(void)version;
	(void)upload;
	(void)request;
	if (!client)
		return MHD_NO;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return client->met ? MHD_NO
		                   : answer_text(connection, MHD_HTTP_METHOD_NOT_ALLOWED,
		                                 "GET and HEAD are all\n", type_plain);
	/* libmicrohttpd comes once with the header, with what of a body there is, and at its end.
	 */
	if (!client->met || *upload_size) {
		client->met = true;
		*upload_size = 0;
		return MHD_YES;
	}
	if (!strcmp(url, "/metrics"))
		return answer_metrics(context, client);
	if (!strcmp(url, "/"))
		return answer_text(connection, MHD_HTTP_OK, front_page, type_html);
	if (!strcmp(url, "/-/healthy"))
		return answer_text(connection, MHD_HTTP_OK, "healthy\n", type_plain);
	return answer_text(connection, MHD_HTTP_NOT_FOUND, "there is /metrics\n", type_plain);
}

/* --- the server --- */

static int cannot_listen(const struct address *address, struct fault *fault)
{
	const char *remedy = "";

	if (errno == EADDRINUSE)
		remedy = " (another exporter?): --listen takes another one";
	else if (errno == EADDRNOTAVAIL)
		remedy = ": this host has no such address";
	return fault_set(fault, EXIT_FAILED, "cannot listen on %s: %s%s", address->text,
	                 strerror(errno), remedy);
}

/* Which port it is that port 0 became. */
static int note_port(struct server *server)
{
	union {
		struct sockaddr any;
		struct sockaddr_in four;
		struct sockaddr_in6 six;
	} bound = {.any = {.sa_family = AF_UNSPEC}};
	socklen_t length = sizeof(bound);

	if (getsockname(server->listener, &bound.any, &length))
		return -1;
	address_set_port(
		&server->address,
		ntohs(bound.any.sa_family == AF_INET6 ? bound.six.sin6_port : bound.four.sin_port));
	return 0;
}

static int bind_to(struct server *server)
{
	const int on = 1;

	server->listener = socket(server->address.socket.ss_family,
	                          SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* A port that connections of an earlier process still linger on is free. */
	if (server->listener < 0 ||
	    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    bind(server->listener, (const struct sockaddr *)&server->address.socket,
	         server->address.length))
		return -1;
	return note_port(server);
}

int server_open(struct server **out, const struct address *address, const struct metrics *metrics,
                struct fault *fault)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		return fault_set(fault, EXIT_FAILED, "out of memory");
	server->metrics = *metrics;
	server->address = *address;
	if (!bind_to(server)) {
		*out = server;
		return 0;
	}
	cannot_listen(address, fault);
	server_close(server);
	return -1;
}

void server_close(struct server *server)
{
	/* libmicrohttpd does not stop while any connection is suspended. */
	for (struct client *client = server->oldest; client; client = client->next)
		if (client->waiting)
			MHD_resume_connection(client->connection);
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	else if (server->listener >= 0)
		(void)close(server->listener);
	free(server);
}

int server_start(struct server *server, struct fault *fault)
{
	if (listen(server->listener, BACKLOG))
		return cannot_listen(&server->address, fault);
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, server,
		MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_NOTIFY_CONNECTION, notice,
		server, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MOST,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_OF_IP,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_TIMEOUT, SECONDS_IDLE, MHD_OPTION_END);
	if (!server->daemon)
		return fault_set(fault, EXIT_FAILED, "cannot serve on %s: %s", server->address.text,
		                 strerror(errno));
	return 0;
}

const char *server_address(const struct server *server)
{
	return server->address.text;
}

int server_descriptor(const struct server *server)
{
	return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

double server_patience(const struct server *server)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;

	if (!server->oldest)
		return SECONDS_NOBODY;
	if (MHD_get_timeout(server->daemon, &milliseconds) != MHD_YES || milliseconds > 1000)
		return 1;
	return (double)milliseconds / 1e3;
}

/* All who wait now; whoever comes later waits for the next. */
static void answer_waiting(struct server *server)
{
	struct batch *batch = NULL;

	for (struct client *client = server->oldest; client; client = client->next) {
		if (!client->waiting)
			continue;
		if (!batch) {
			batch = calloc(1, sizeof(*batch));
			if (!batch)
				return; /* until there is memory */
			batch->collected =
				!server->metrics.collect(server->metrics.context, &batch->fault);
		}
		client->waiting = false;
		client->batch = batch;
		batch->clients++;
		MHD_resume_connection(client->connection);
	}
	if (batch)
		(void)MHD_run(server->daemon);
}

void server_run(struct server *server)
{
	end_overdue(server);
	(void)MHD_run(server->daemon);
	answer_waiting(server);
}
