// SPDX-License-Identifier: GPL-2.0
/* Where to listen, as the command line has it. */
#include "http/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model/numbers.h"

#define PORT_MOST 65535

/* The address of "[ADDR]:PORT" or "ADDR:PORT", and its port; NULL if it is neither. */
static const char *split(const char *word, char host[ADDRESS_SIZE])
{
	const char *end, *start = word;

	if (*word == '[') {
		start++;
		end = strchr(word, ']');
		if (!end || end[1] != ':')
			return NULL;
	} else {
		end = strrchr(word, ':');
		if (!end)
			return NULL;
	}
	if ((size_t)(end - start) >= ADDRESS_SIZE)
		return NULL;
	memcpy(host, start, (size_t)(end - start));
	host[end - start] = '\0';
	return start == word ? end + 1 : end + 2;
}

/* Of IPv6, which may name the interface that a link-local address belongs to: fe80::1%eth0. */
static int read_six(char *host, uint16_t port, struct address *address)
{
	struct sockaddr_in6 *it = (struct sockaddr_in6 *)&address->socket;
	char *zone = strchr(host, '%');

	if (zone) {
		*zone = '\0';
		it->sin6_scope_id = if_nametoindex(zone + 1);
		if (!it->sin6_scope_id)
			return -1;
	}
	it->sin6_family = AF_INET6;
	it->sin6_port = htons(port);
	address->length = sizeof(*it);
	return inet_pton(AF_INET6, host, &it->sin6_addr) == 1 ? 0 : -1;
}

static int read_four(const char *host, uint16_t port, struct address *address)
{
	struct sockaddr_in *it = (struct sockaddr_in *)&address->socket;

	it->sin_family = AF_INET;
	it->sin_port = htons(port);
	address->length = sizeof(*it);
	return inet_pton(AF_INET, host, &it->sin_addr) == 1 ? 0 : -1;
}

int address_parse(const char *word, struct address *address, struct fault *fault)
{
	char host[ADDRESS_SIZE];
	const char *port = split(word, host);
	int64_t number;

	*address = (struct address){.length = 0};
	if (!port || number_parse(port, 0, PORT_MOST, &number))
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--listen '%s': ADDR:PORT is wanted, as 127.0.0.1:9435 or "
		                 "[::1]:9435",
		                 word);
	if (!*host)
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--listen '%s': an address is wanted too: 127.0.0.1:%s serves "
		                 "this host alone, 0.0.0.0:%s whoever can reach it",
		                 word, port, port);
	if (*word == '[' ? read_six(host, (uint16_t)number, address)
	                 : read_four(host, (uint16_t)number, address))
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "--listen '%s': no address of this host: numbers are wanted, as "
		                 "127.0.0.1:9435, and brackets for IPv6, as [::1]:9435",
		                 word);
	(void)snprintf(address->text, sizeof(address->text), "%s", word);
	return 0;
}

void address_set_port(struct address *address, int port)
{
	char *end = strrchr(address->text, ':');

	(void)snprintf(end, sizeof(address->text) - (size_t)(end - address->text), ":%d", port);
}
