/* SPDX-License-Identifier: GPL-2.0 */
/* Where to listen, as the command line has it. */
#ifndef SIGSNOOP_HTTP_ADDRESS_H
#define SIGSNOOP_HTTP_ADDRESS_H

#include <sys/socket.h>

#include "fault.h"

#define ADDRESS_SIZE 80 /* of an IPv6 address with its zone, brackets and port */

struct address {
	struct sockaddr_storage socket;
	socklen_t length;
	char text[ADDRESS_SIZE]; /* as a URL has it: "127.0.0.1:9435", "[::1]:9435" */
};

/*
 * An address and a port, both as numbers: names are not looked up, and no address stands for all of
 * them but those that say so (0.0.0.0, [::]). Port 0 is any that is free. 0, or -1 with a fault
 * (EXIT_BAD_USAGE).
 */
int address_parse(const char *word, struct address *address, struct fault *fault);

/* The text anew, with this port. */
void address_set_port(struct address *address, int port);

#endif
