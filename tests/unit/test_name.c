// SPDX-License-Identifier: GPL-2.0
/* Names of processes. */
#include "unit.h"

#include <string.h>

#include "abi/identity.h"
#include "model/name.h"

START_TEST(test_plain)
{
	struct name name = name_from_bytes("nginx\0garbage!!", COMM_SIZE);

	ck_assert_str_eq(name.text, "nginx");
}
END_TEST

START_TEST(test_empty)
{
	struct name empty = name_from_bytes("", COMM_SIZE), none = name_from_bytes("abc", 0);

	ck_assert_str_eq(empty.text, "");
	ck_assert_str_eq(none.text, "");
}
END_TEST

/* The longest result: every byte replaced. */
START_TEST(test_worst)
{
	char bytes[COMM_SIZE + 4];
	struct name name;

	memset(bytes, 0xff, sizeof(bytes));
	name = name_from_bytes(bytes, sizeof(bytes));
	ck_assert_uint_eq(strlen(name.text), NAME_SIZE - 1);
	for (size_t i = 0; i < NAME_SIZE - 1; i += 3)
		ck_assert_mem_eq(name.text + i, "\xef\xbf\xbd", 3);
}
END_TEST

START_TEST(test_without_end)
{
	struct name whole, cut;
	char bytes[COMM_SIZE];

	memcpy(bytes, "0123456789abcdef", sizeof(bytes));
	whole = name_from_bytes(bytes, sizeof(bytes));
	cut = name_from_bytes(bytes, 4);
	ck_assert_str_eq(whole.text, "0123456789abcde");
	ck_assert_str_eq(cut.text, "0123");
}
END_TEST

Suite *suite_name(void)
{
	TCase *cases;
	Suite *suite = suite_of("name", &cases);

	tcase_add_test(cases, test_plain);
	tcase_add_test(cases, test_empty);
	tcase_add_test(cases, test_worst);
	tcase_add_test(cases, test_without_end);
	return suite;
}
