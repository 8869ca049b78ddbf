// SPDX-License-Identifier: GPL-2.0
/* Bytes from outside made valid UTF-8. */
#include "unit.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "model/utf8.h"

#define BAD "\xef\xbf\xbd"

static const struct {
	const char *bytes;
	const char *text;
} samples[] = {
	{"", ""},
	{"nginx", "nginx"},
	{"\x01\x7f", "\x01\x7f"},
	{"\xc3\xbc", "\xc3\xbc"},
	{"\xe4\xb8\xad", "\xe4\xb8\xad"},
	{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
	{"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
	{"\xef\xbf\xbf", "\xef\xbf\xbf"},
	{"\xed\x9f\xbf", "\xed\x9f\xbf"},
	{"\xee\x80\x80", "\xee\x80\x80"},
	{"\xff", BAD},
	{"\x80", BAD},
	{"\xbf", BAD},
	{"\xc0\x80", BAD BAD},         /* an overlong NUL */
	{"\xc1\xbf", BAD BAD},         /* overlong */
	{"\xe0\x9f\xbf", BAD BAD BAD}, /* overlong */
	{"\xf0\x8f\xbf\xbf", BAD BAD BAD BAD},
	{"\xed\xa0\x80", BAD BAD BAD},         /* a surrogate */
	{"\xed\xbf\xbf", BAD BAD BAD},         /* a surrogate */
	{"\xf4\x90\x80\x80", BAD BAD BAD BAD}, /* above U+10FFFF */
	{"\xf5\x80\x80\x80", BAD BAD BAD BAD},
	{"\xe4\xb8", BAD BAD}, /* cut short */
	{"\xe4\xb8z", BAD BAD "z"},
	{"\xe4z\xad", BAD "z" BAD},
	{"a\xf0\x9f\x98", "a" BAD BAD BAD},
	{"\xc3\xc3\xbc", BAD "\xc3\xbc"},
};

START_TEST(test_samples)
{
	char buffer[UTF8_SIZE(16)];
	size_t length = utf8_copy(buffer, samples[_i].bytes, strlen(samples[_i].bytes));

	ck_assert_str_eq(buffer, samples[_i].text);
	ck_assert_uint_eq(length, strlen(buffer));
}
END_TEST

START_TEST(test_stops)
{
	char buffer[UTF8_SIZE(6)];

	ck_assert_uint_eq(utf8_copy(buffer, "abc\0de", 6), 3);
	ck_assert_str_eq(buffer, "abc");
	ck_assert_uint_eq(utf8_copy(buffer, "abcdef", 2), 2);
	ck_assert_str_eq(buffer, "ab");
	ck_assert_uint_eq(utf8_copy(buffer, "a\xc3\xbc", 2), 4);
	ck_assert_str_eq(buffer, "a" BAD);
}
END_TEST

/* iconv(3) knows UTF-8 as RFC 3629 has it; mbrtowc(3) takes what is above U+10FFFF too. */
static bool is_valid(iconv_t oracle, char *bytes)
{
	uint32_t wide[32];
	char *to = (char *)wide;
	size_t left = strlen(bytes), room = sizeof(wide);

	(void)iconv(oracle, NULL, NULL, NULL, NULL);
	return iconv(oracle, &bytes, &left, &to, &room) != (size_t)-1;
}

/* What comes out is valid, and what was valid is unchanged. */
START_TEST(test_random)
{
	iconv_t oracle = iconv_open("UTF-32LE", "UTF-8");
	char bytes[9], buffer[UTF8_SIZE(8)];
	uint64_t state = 20260131;
	int valid = 0;

	ck_assert_int_ne((intptr_t)oracle, -1);
	for (int round = 0; round < 200000; round++) {
		size_t length = random_below(&state, 5) + 1;
		bool same;

		for (size_t i = 0; i < length; i++)
			bytes[i] = (char)(random_below(&state, 4) ? 0x80 + random_below(&state, 128)
			                                          : 1 + random_below(&state, 255));
		bytes[length] = '\0';
		utf8_copy(buffer, bytes, length);
		same = strcmp(buffer, bytes) == 0;
		/* Not ck_assert(): it writes to a file every time. */
		if (!is_valid(oracle, buffer) || is_valid(oracle, bytes) != same)
			ck_abort_msg("round %d: '%s' from '%s'", round, buffer, bytes);
		valid += same && bytes[0] < 0;
	}
	ck_assert_int_eq(iconv_close(oracle), 0);
	/* Else the comparison would show little. */
	ck_assert_int_gt(valid, 1000);
}
END_TEST

Suite *suite_utf8(void)
{
	TCase *cases;
	Suite *suite = suite_of("utf8", &cases);

	tcase_add_loop_test(cases, test_samples, 0, (int)COUNT_OF(samples));
	tcase_add_test(cases, test_stops);
	tcase_add_test(cases, test_random);
	return suite;
}
