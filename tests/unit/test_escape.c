// SPDX-License-Identifier: GPL-2.0
/* Hostile text made harmless. */
#include "unit.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "model/utf8.h"
#include "render/escape.h"

static const struct {
	const char *text, *escaped;
	size_t width;
} samples[] = {
	{"", "", 0},
	{"nginx", "nginx", 5},
	{"a b", "a b", 3},
	{" a", " a", 2},
	{"a ", "a\\x20", 5},
	{"a  ", "a \\x20", 6},
	{"\n", "\\x0a", 4},
	{"\r\t", "\\x0d\\x09", 8},
	{"\033[31m", "\\x1b[31m", 8},
	{"\x7f", "\\x7f", 4},
	{"\\", "\\\\", 2},
	{"\\x1b", "\\\\x1b", 5},
	{"\"'", "\"'", 2},
	{"\xc3\xbc", "\xc3\xbc", 1},
	{"\xe4\xb8\xad", "\xe4\xb8\xad", 2},
	{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 2},
	{"\xef\xbf\xbd", "\xef\xbf\xbd", 1},
	{"\xc2\x9b", "\\xc2\\x9b", 8},                          /* U+009B, CSI */
	{"\u202e\u202c", "\\xe2\\x80\\xae\\xe2\\x80\\xac", 24}, /* U+202E, right to left */
	{"\u2066\u2069", "\\xe2\\x81\\xa6\\xe2\\x81\\xa9", 24}, /* U+2066 */
	{"\xe2\x80\x8b", "\\xe2\\x80\\x8b", 12},                /* U+200B, no width */
	{"\xe2\x80\xa8", "\\xe2\\x80\\xa8", 12},                /* U+2028, line separator */
	{"\xef\xbb\xbf", "\\xef\\xbb\\xbf", 12},                /* U+FEFF */
	{"e\xcc\x81", "e\\xcc\\x81", 9},                        /* a combining accent */
	{"\xf4\x8f\xbf\xbf", "\\xf4\\x8f\\xbf\\xbf", 16},       /* unassigned */
	{"\xff", "\\xff", 4},                                   /* not even UTF-8 */
	{"\xe4\xb8", "\\xe4\\xb8", 8},
};

START_TEST(test_sample)
{
	char buffer[64];

	ck_assert_uint_eq(escape_text(samples[_i].text, buffer, sizeof(buffer)), samples[_i].width);
	ck_assert_str_eq(buffer, samples[_i].escaped);
}
END_TEST

/* Whole characters, whole escapes, never more than the buffer takes. */
START_TEST(test_small_buffer)
{
	const char *text = "a\xe4\xb8\xad\n";
	const char *const results[] = {"",
	                               "a",
	                               "a",
	                               "a",
	                               "a\xe4\xb8\xad",
	                               "a\xe4\xb8\xad",
	                               "a\xe4\xb8\xad",
	                               "a\xe4\xb8\xad",
	                               "a\xe4\xb8\xad\\x0a"};
	char buffer[16];

	for (size_t size = 1; size <= COUNT_OF(results); size++) {
		memset(buffer, '#', sizeof(buffer));
		escape_text(text, buffer, size);
		ck_assert_str_eq(buffer, results[size - 1]);
		ck_assert_int_eq(buffer[size], '#');
	}
}
END_TEST

/* Every byte alone, in and out of the locale: nothing that a terminal acts on comes out. */
static void check_every_byte(void)
{
	char text[2] = "", buffer[8];

	for (int byte = 1; byte < 256; byte++) {
		text[0] = (char)byte;
		escape_text(text, buffer, sizeof(buffer));
		for (const char *at = buffer; *at; at++)
			ck_assert(*at >= ' ' && *at < 0x7f);
	}
}

START_TEST(test_every_byte)
{
	check_every_byte();
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C"));
	check_every_byte();
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
}
END_TEST

static size_t width_of(const char *text)
{
	wchar_t wide[256];
	size_t count = mbstowcs(wide, text, COUNT_OF(wide));

	return (size_t)wcswidth(wide, count);
}

static void random_text(uint64_t *state, char *text)
{
	static const char *const pieces[] = {"a",      "b",    " ",        "\n",
	                                     "\033[",  "\\",   "\xc3\xbc", "\xe4\xb8\xad",
	                                     "\u200e", "\x7f", "~"};
	uint32_t count = random_below(state, 12);

	*text = '\0';
	while (count--)
		text = stpcpy(text, pieces[random_below(state, COUNT_OF(pieces))]);
}

/* What is wrong with a fitted text; NULL if nothing is. */
static const char *fit_fault(const char *text, size_t columns, enum cut cut)
{
	char whole[256], fitted[256];
	size_t full = escape_text(text, whole, sizeof(whole));
	size_t width = escape_fit(text, columns, cut, fitted, sizeof(fitted));
	size_t kept = strlen(fitted) - 1;

	if (full != width_of(whole) || width != width_of(fitted))
		return "not the width";
	if (full <= columns)
		return strcmp(fitted, whole) == 0 ? NULL : "changed without need";
	/* No character is wider than 12 columns: less than that may be left free. */
	if (width > columns || width + 12 <= columns)
		return "cut too little or too much";
	if (fitted[cut == CUT_END ? kept : 0] != '~')
		return "no mark";
	if (cut == CUT_END)
		return strncmp(fitted, whole, kept) == 0 ? NULL : "not the start";
	return strcmp(fitted + 1, whole + strlen(whole) - kept) == 0 ? NULL : "not the end";
}

START_TEST(test_fit_random)
{
	uint64_t state = 104729;
	char text[64];

	for (int round = 0; round < 20000; round++) {
		size_t columns = 1 + random_below(&state, 30);
		enum cut cut = random_below(&state, 2) ? CUT_START : CUT_END;
		const char *fault;

		random_text(&state, text);
		fault = fit_fault(text, columns, cut);
		/* Not ck_assert(): it writes to a file every time. */
		if (fault)
			ck_abort_msg("'%s' to %zu columns: %s", text, columns, fault);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t columns;
	enum cut cut;
	const char *fitted;
} fits[] = {
	{"nginx", 5, CUT_END, "nginx"},
	{"nginx", 4, CUT_END, "ngi~"},
	{"nginx", 1, CUT_END, "~"},
	{"/a/b/c", 4, CUT_START, "~b/c"},
	{"/a/b/c", 1, CUT_START, "~"},
	{"\xe4\xb8\xad\xe4\xb8\xad", 3, CUT_END, "\xe4\xb8\xad~"},
	{"\xe4\xb8\xad\xe4\xb8\xad", 2, CUT_END, "~"},
	{"\xe4\xb8\xad\xe4\xb8\xad", 2, CUT_START, "~"},
	{"ab\n", 5, CUT_END, "ab~"},
	{"\nab", 5, CUT_START, "~ab"},
};

START_TEST(test_fit)
{
	char buffer[32];

	escape_fit(fits[_i].text, fits[_i].columns, fits[_i].cut, buffer, sizeof(buffer));
	ck_assert_str_eq(buffer, fits[_i].fitted);
}
END_TEST

Suite *suite_escape(void)
{
	TCase *cases;
	Suite *suite = suite_of("escape", &cases);

	tcase_add_loop_test(cases, test_sample, 0, (int)COUNT_OF(samples));
	tcase_add_test(cases, test_small_buffer);
	tcase_add_test(cases, test_every_byte);
	tcase_add_loop_test(cases, test_fit, 0, (int)COUNT_OF(fits));
	tcase_add_test(cases, test_fit_random);
	return suite;
}
