// SPDX-License-Identifier: GPL-2.0
/* The exporter under test, and clients of it. */
#include "exporter.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "live.h"

#define SERVING  "sigsnoop-top: serving http://"
#define PATIENCE (20 * slowness()) /* seconds for an answer */

/* "127.0.0.1:41234" or "[::1]:41234". */
static void find_address(struct exporter *exporter)
{
	struct sockaddr_in *four = (struct sockaddr_in *)&exporter->address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&exporter->address;
	char host[64], *colon;
	int port;

	ck_assert_int_eq(sscanf(exporter->said, SERVING "%63[^/]/metrics", exporter->host), 1);
	(void)snprintf(host, sizeof(host), "%s", exporter->host);
	colon = strrchr(host, ':');
	ck_assert_ptr_nonnull(colon);
	*colon = '\0';
	port = (int)strtol(colon + 1, NULL, 10);
	memset(&exporter->address, 0, sizeof(exporter->address));
	if (*host == '[') {
		colon[-1] = '\0';
		*six = (struct sockaddr_in6){.sin6_family = AF_INET6,
		                             .sin6_port = htons((uint16_t)port)};
		ck_assert_int_eq(inet_pton(AF_INET6, host + 1, &six->sin6_addr), 1);
		exporter->length = sizeof(*six);
		return;
	}
	*four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	ck_assert_int_eq(inet_pton(AF_INET, host, &four->sin_addr), 1);
	exporter->length = sizeof(*four);
}

static bool await_serving(struct exporter *exporter)
{
	char *line;

	exporter->said = NULL;
	while ((line = pipe_line(exporter->err))) {
		exporter->said = line;
		if (!strncmp(line, SERVING, strlen(SERVING)))
			return true;
	}
	return false;
}

bool exporter_try_as(struct exporter *exporter, struct start start)
{
	int ends[2];

	pipe_make(ends);
	start.out = memory_file();
	start.err = ends[1];
	exporter->err = ends[0];
	exporter->pid = process_start(&start);
	close(ends[1]);
	if (await_serving(exporter)) {
		find_address(exporter);
		return true;
	}
	exporter->code = process_wait(exporter->pid);
	return false;
}

bool exporter_try(struct exporter *exporter, const char *const args[])
{
	const char *all[32] = {"serve", "--listen", "127.0.0.1:0"};

	for (int i = 0; args && args[i]; i++) {
		ck_assert_int_lt(i, 28);
		all[i + 3] = args[i];
	}
	return exporter_try_as(exporter, (struct start){.program = path_sigsnoop(), .args = all});
}

void exporter_start(struct exporter *exporter, const char *const args[])
{
	if (!exporter_try(exporter, args))
		ck_abort_msg("it does not serve, but exits with %d: %s", exporter->code,
		             exporter->said);
}

void exporter_end(struct exporter *exporter, int signal)
{
	double begin = seconds_now();

	ck_assert_int_eq(kill(exporter->pid, signal), 0);
	ck_assert_int_eq(process_wait(exporter->pid), 0);
	ck_assert_double_lt(seconds_now() - begin, 5 * slowness());
	ck_assert_str_eq(pipe_text(exporter->err), "");
}

char *exporter_status(const struct exporter *exporter, const char *name)
{
	char path[64], line[256];
	size_t length = strlen(name);
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", exporter->pid);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, name, length) != 0 || line[length] != ':')
			continue;
		(void)fclose(file);
		line[strcspn(line, "\n")] = '\0';
		return strdup(line + length + 1 + strspn(line + length + 1, " \t"));
	}
	ck_abort_msg("no %s in %s", name, path);
	return NULL;
}

long exporter_rss(const struct exporter *exporter)
{
	char *text = exporter_status(exporter, "VmRSS");
	long kib = strtol(text, NULL, 10);

	free(text);
	return kib;
}

int exporter_connect(const struct exporter *exporter)
{
	const struct timeval patience = {.tv_sec = (time_t)PATIENCE};
	int fd = socket(exporter->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
	ck_assert_int_eq(setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)), 0);
	ck_assert_msg(!connect(fd, (const struct sockaddr *)&exporter->address, exporter->length),
	              "connect to %s: %s", exporter->host, strerror(errno));
	return fd;
}

bool exporter_write(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t done = send(fd, text, size, MSG_NOSIGNAL);

		if (done < 0) {
			ck_assert_msg(errno == EPIPE || errno == ECONNRESET, "send: %s",
			              strerror(errno));
			return false;
		}
		text += done;
		size -= (size_t)done;
	}
	return true;
}

/* All that comes; a connection that is reset ends it too. */
static char *read_all(int fd)
{
	char *text = NULL, buffer[65536];
	size_t size;
	FILE *memory = open_memstream(&text, &size);
	ssize_t got;

	ck_assert_ptr_nonnull(memory);
	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		ck_assert_uint_eq(fwrite(buffer, 1, (size_t)got, memory), (size_t)got);
	ck_assert_msg(!got || errno == ECONNRESET, "no answer in %g seconds: %s", PATIENCE,
	              strerror(errno));
	ck_assert_int_eq(fclose(memory), 0);
	return text;
}

struct answer exporter_answer(int fd)
{
	double begin = seconds_now();
	char *text = read_all(fd);
	struct answer answer = {.head = text, .body = strstr(text, "\r\n\r\n")};

	close(fd);
	answer.seconds = seconds_now() - begin;
	if (answer.body) {
		ck_assert_int_eq(sscanf(text, "HTTP/1.%*d %d ", &answer.status), 1);
		answer.body += 4;
		answer.body[-2] = '\0';
	}
	return answer;
}

struct answer exporter_ask(const struct exporter *exporter, const char *request)
{
	int fd = exporter_connect(exporter);

	(void)exporter_write(fd, request, strlen(request));
	return exporter_answer(fd);
}

static char *metrics(const struct exporter *exporter, const char *request, const char *type)
{
	struct answer answer = exporter_ask(exporter, request);

	ck_assert_msg(answer.status == 200, "%d: %s", answer.status,
	              answer.body ? answer.body : answer.head);
	ck_assert_msg(strstr(answer.head, type), "no '%s': %s", type, answer.head);
	return answer.body;
}

char *exporter_metrics(const struct exporter *exporter)
{
	return metrics(exporter, GET("/metrics"),
	               "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
}

char *exporter_openmetrics(const struct exporter *exporter)
{
	return metrics(exporter, "GET /metrics HTTP/1.1\r\nHost: localhost\r\n" ACCEPT_OPEN "\r\n",
	               "\r\nContent-Type: application/openmetrics-text; version=1.0.0; "
	               "charset=utf-8\r\n");
}
