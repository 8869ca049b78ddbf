// SPDX-License-Identifier: GPL-2.0
/* Numbers from the command line and for people. */
#include "unit.h"

#include <math.h>

#include "model/numbers.h"

static const struct {
	const char *word;
	int64_t least, most, number;
} good_numbers[] = {
	{"0", 0, 64, 0},
	{"64", 0, 64, 64},
	{"007", 0, 64, 7},
	{"-1", -1, 5, -1},
	{"-0", -1, 5, 0},
	{"9223372036854775807", 0, INT64_MAX, INT64_MAX},
	{"-9223372036854775808", INT64_MIN, INT64_MAX, INT64_MIN},
};

START_TEST(test_good_number)
{
	int64_t number = 4711;

	ck_assert_int_eq(number_parse(good_numbers[_i].word, good_numbers[_i].least,
	                              good_numbers[_i].most, &number),
	                 0);
	ck_assert_int_eq(number, good_numbers[_i].number);
}
END_TEST

static const char *const bad_numbers[] = {
	"",
	"abc",
	" 5",
	"5 ",
	"+5",
	"-5",
	"--5",
	"1e3",
	"0x10",
	"5.0",
	"nan",
	"-0",
	"inf",
	"65",
	"5,",
	"5\n",
	"\t5",
	"1_0",
	"\xd9\xa1",
	"-",
	"5a",
	"18446744073709551617",
	"9223372036854775808",
	"-9223372036854775809",
	"1000000000000000000000",
};

START_TEST(test_bad_number)
{
	int64_t number = 4711;

	ck_assert_int_eq(number_parse(bad_numbers[_i], 0, 64, &number), -1);
	ck_assert_int_eq(number, 4711);
}
END_TEST

START_TEST(test_bad_negative)
{
	int64_t number;

	ck_assert_int_eq(number_parse("-", -5, 5, &number), -1);
	ck_assert_int_eq(number_parse("--1", -5, 5, &number), -1);
	ck_assert_int_eq(number_parse("-6", -5, 5, &number), -1);
	ck_assert_int_eq(number_parse("- 1", -5, 5, &number), -1);
	ck_assert_int_eq(number_parse("9223372036854775808", INT64_MIN, INT64_MAX, &number), -1);
	ck_assert_int_eq(number_parse("-9223372036854775809", INT64_MIN, INT64_MAX, &number), -1);
}
END_TEST

static const struct {
	const char *word;
	double seconds;
} good_seconds[] = {
	{"5", 5},     {"0.1", 0.1},     {".5", 0.5},    {"5.", 5},
	{"0.3", 0.3}, {"86400", 86400}, {"1.25", 1.25},
};

START_TEST(test_good_seconds)
{
	double seconds = 0;

	ck_assert_int_eq(seconds_parse(good_seconds[_i].word, 0.1, 86400, &seconds), 0);
	ck_assert_double_eq(seconds, good_seconds[_i].seconds);
}
END_TEST

static const char *const bad_seconds[] = {
	"",
	".",
	"abc",
	" 5",
	"5 ",
	"+5",
	"-5",
	"1e3",
	"0x10",
	"nan",
	"inf",
	"0",
	"0.09",
	"86400.1",
	"1.2.3",
	"1,5",
	"5s",
	"infinity",
	"99999999999999999999",
};

START_TEST(test_bad_seconds)
{
	double seconds = 4711;

	ck_assert_int_eq(seconds_parse(bad_seconds[_i], 0.1, 86400, &seconds), -1);
	ck_assert_double_eq(seconds, 4711);
}
END_TEST

/* Where 0 is allowed, no digits are not 0. */
START_TEST(test_no_seconds)
{
	double seconds;

	ck_assert_int_eq(seconds_parse("", 0, 5, &seconds), -1);
	ck_assert_int_eq(seconds_parse(".", 0, 5, &seconds), -1);
	ck_assert_int_eq(seconds_parse("0", 0, 5, &seconds), 0);
}
END_TEST

START_TEST(test_endless_seconds)
{
	char word[1001];
	double seconds;

	for (int i = 0; i < 1000; i++)
		word[i] = i == 400 ? '.' : '9';
	word[1000] = '\0';
	ck_assert_int_eq(seconds_parse(word, 0, INFINITY, &seconds), -1);
	ck_assert_int_eq(seconds_parse(word, 0.1, 86400, &seconds), -1);
}
END_TEST

static const struct {
	uint64_t number;
	const char *grouped;
} groups[] = {
	{0, "0"},
	{7, "7"},
	{999, "999"},
	{1000, "1,000"},
	{48213, "48,213"},
	{100000, "100,000"},
	{1234567, "1,234,567"},
	{UINT64_MAX, "18,446,744,073,709,551,615"},
};

START_TEST(test_group)
{
	char buffer[GROUPED_SIZE];

	ck_assert_str_eq(number_group(groups[_i].number, buffer), groups[_i].grouped);
}
END_TEST

static const struct {
	uint64_t bytes;
	const char *human;
} sizes[] = {
	{0, "0 B"},
	{1, "1 B"},
	{1023, "1023 B"},
	{1024, "1 KiB"},
	{1536, "1.5 KiB"},
	{524288, "512 KiB"},
	{524289, "512 KiB"},
	{1048575, "1 MiB"},
	{19818086, "18.9 MiB"},
	{102348, "99.9 KiB"},
	{102400 - 1, "100 KiB"},
	{1ULL << 40, "1 TiB"},
	{UINT64_MAX, "16 EiB"},
};

START_TEST(test_bytes)
{
	char buffer[GROUPED_SIZE];

	ck_assert_str_eq(bytes_human(sizes[_i].bytes, buffer), sizes[_i].human);
}
END_TEST

Suite *suite_numbers(void)
{
	TCase *cases;
	Suite *suite = suite_of("numbers", &cases);

	tcase_add_loop_test(cases, test_good_number, 0, (int)COUNT_OF(good_numbers));
	tcase_add_loop_test(cases, test_bad_number, 0, (int)COUNT_OF(bad_numbers));
	tcase_add_test(cases, test_bad_negative);
	tcase_add_loop_test(cases, test_good_seconds, 0, (int)COUNT_OF(good_seconds));
	tcase_add_loop_test(cases, test_bad_seconds, 0, (int)COUNT_OF(bad_seconds));
	tcase_add_test(cases, test_no_seconds);
	tcase_add_test(cases, test_endless_seconds);
	tcase_add_loop_test(cases, test_group, 0, (int)COUNT_OF(groups));
	tcase_add_loop_test(cases, test_bytes, 0, (int)COUNT_OF(sizes));
	return suite;
}
