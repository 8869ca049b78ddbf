// SPDX-License-Identifier: GPL-2.0
/* Where to listen. */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "http/address.h"

static const struct {
	const char *word;
	const char *host;
	int family;
	int port;
} good[] = {
	{"127.0.0.1:9435", "127.0.0.1", AF_INET, 9435},
	{"0.0.0.0:1", "0.0.0.0", AF_INET, 1},
	{"10.0.0.7:65535", "10.0.0.7", AF_INET, 65535},
	{"127.0.0.1:0", "127.0.0.1", AF_INET, 0},
	{"[::1]:9435", "::1", AF_INET6, 9435},
	{"[::]:9435", "::", AF_INET6, 9435},
	{"[2001:db8::7]:80", "2001:db8::7", AF_INET6, 80},
};

START_TEST(test_good)
{
	struct address address;
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address.socket;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address.socket;
	bool is_six = good[_i].family == AF_INET6;
	char host[INET6_ADDRSTRLEN];
	struct fault fault;

	ck_assert_int_eq(address_parse(good[_i].word, &address, &fault), 0);
	ck_assert_int_eq(address.socket.ss_family, good[_i].family);
	ck_assert_uint_eq(address.length, is_six ? sizeof(*six) : sizeof(*four));
	ck_assert_str_eq(inet_ntop(good[_i].family,
	                           is_six ? (const void *)&six->sin6_addr : &four->sin_addr, host,
	                           sizeof(host)),
	                 good[_i].host);
	ck_assert_int_eq(ntohs(is_six ? six->sin6_port : four->sin_port), good[_i].port);
	ck_assert_str_eq(address.text, good[_i].word);
	address_set_port(&address, 12345);
	ck_assert_str_eq(strrchr(address.text, ':'), ":12345");
	ck_assert_int_eq(
		strncmp(address.text, good[_i].word, strlen(address.text) - strlen(":12345")), 0);
}
END_TEST

static const char *const bad[] = {
	"",
	":",
	":9435",
	"[]:9435",
	"9435",
	"127.0.0.1",
	"127.0.0.1:",
	"127.0.0.1:x",
	"127.0.0.1:-1",
	"127.0.0.1:65536",
	"127.0.0.1:9435x",
	"127.0.0.1: 9435",
	"127.0.0.256:9435",
	"localhost:9435",
	"*:9435",
	"::1:9435",
	"[::1]",
	"[*]:9435",
	"127.1:9435",
	"[fe80::1%nowhere]:9435",
	"[::1]9435",
	"[::1:9435",
	"[127.0.0.1]:9435",
	"http://127.0.0.1:9435",
	"a name that is by far longer than any address could ever be, whatever its zone may be:9435",
};

START_TEST(test_bad)
{
	struct fault fault = {.text = ""};
	struct address address;

	ck_assert_int_eq(address_parse(bad[_i], &address, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	ck_assert_int_eq(strncmp(fault.text, "--listen '", 10), 0);
	ck_assert_ptr_nonnull(strstr(fault.text, bad[_i]));
}
END_TEST

Suite *suite_address(void)
{
	TCase *cases;
	Suite *suite = suite_of("address", &cases);

	tcase_add_loop_test(cases, test_good, 0, (int)COUNT_OF(good));
	tcase_add_loop_test(cases, test_bad, 0, (int)COUNT_OF(bad));
	return suite;
}
