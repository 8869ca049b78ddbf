// SPDX-License-Identifier: GPL-2.0
/* Name patterns, with fnmatch(3) as the oracle. */
#include "abi/glob.h"
#include "abi/identity.h"
#include "unit.h"

#include <fnmatch.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/glob.h"

#define RANDOM_PATTERNS 20000
#define NAMES_EACH      20

static bool matches(const char *pattern, const char *name)
{
	char bytes[COMM_SIZE] = "";
	struct fault fault;
	struct glob glob;

	ck_assert_msg(glob_compile(pattern, &glob, &fault) == 0, "'%s': %s", pattern, fault.text);
	(void)snprintf(bytes, sizeof(bytes), "%s", name);
	return glob_matches(&glob, bytes);
}

static const struct {
	const char *pattern, *name;
	bool match;
} samples[] = {
	{"nginx", "nginx", true},
	{"nginx", "nginx2", false},
	{"nginx", "ngin", false},
	{"nginx", "", false},
	{"*", "", true},
	{"*", "anything", true},
	{"**", "", true},
	{"?", "", false},
	{"?", "a", true},
	{"?", "ab", false},
	{"n*x", "nx", true},
	{"n*x", "nginx", true},
	{"n*x", "nginxx", true},
	{"n*x", "nginxy", false},
	{"*sh", "bash", true},
	{"*sh", "shell", false},
	{"a*b*c", "aXbbYc", true},
	{"a*b*c", "acb", false},
	{"[abc]x", "bx", true},
	{"[abc]x", "dx", false},
	{"[a-c]x", "bx", true},
	{"[!a-c]x", "bx", false},
	{"[!a-c]x", "dx", true},
	{"[^a-c]x", "dx", true},
	{"[]x]", "]", true},
	{"[!]x]", "]", false},
	{"[!]x]", "y", true},
	{"[a-]", "-", true},
	{"[-a]", "-", true},
	{"[\\]]", "]", true},
	{"[a\\-z]", "m", false},
	{"[a\\-z]", "-", true},
	{"\\*", "*", true},
	{"\\*", "a", false},
	{"\\\\", "\\", true},
	{"kworker/*", "kworker/0:1", true},
	{".*", ".hidden", true},
	{"*", ".hidden", true},
	{"[!a]", "\xff", true},
	{"\xff?", "\xff\xfe", true},
	{"[\x80-\xff]", "\xc3", true},
	{"[\x80-\xff]", "a", false},
	{"123456789012345", "123456789012345", true},
	{"123456789012345*", "123456789012345", true},
	{"*123456789012345*", "123456789012345", true},
	{"*2345", "123456789012345", true},
	{"***************************a", "a", true},
};

START_TEST(test_sample)
{
	ck_assert_msg(matches(samples[_i].pattern, samples[_i].name) == samples[_i].match,
	              "'%s' and '%s'", samples[_i].pattern, samples[_i].name);
}
END_TEST

/* A name of all COMM_SIZE bytes has no NUL; the automaton stops all the same. */
START_TEST(test_name_without_end)
{
	char name[COMM_SIZE];
	struct fault fault;
	struct glob glob;

	memcpy(name, "0123456789abcdef", sizeof(name));
	ck_assert_int_eq(glob_compile("0*f", &glob, &fault), 0);
	ck_assert(glob_matches(&glob, name));
	ck_assert_int_eq(glob_compile("0*e", &glob, &fault), 0);
	ck_assert(!glob_matches(&glob, name));
}
END_TEST

static const struct {
	const char *pattern, *said;
} bad[] = {
	{"", "empty"},
	{"[", "bracket"},
	{"[abc", "bracket"},
	{"[]", "bracket"},
	{"[!]", "bracket"},
	{"[a-", "bracket"},
	{"[a\\", "bracket"},
	{"x[!", "bracket"},
	{"[z-a]", "backwards"},
	{"[[:alpha:]]", "class"},
	{"[a[=b=]]", "class"},
	{"abc\\", "backslash"},
	{"1234567890123456", "15 bytes"},
	{"????????????????", "15 bytes"},
	{"*[a-z]23456789012345?", "15 bytes"},
};

START_TEST(test_bad)
{
	struct fault fault;
	struct glob glob;

	ck_assert_msg(glob_compile(bad[_i].pattern, &glob, &fault) == -1, "'%s' was taken",
	              bad[_i].pattern);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	ck_assert_msg(strstr(fault.text, bad[_i].said), "'%s': %s", bad[_i].pattern, fault.text);
}
END_TEST

/* Few different bytes, so that patterns and names often meet. */
static const char alphabet[] = "aabbccde-]!^\xff";

static char random_byte(uint64_t *state)
{
	return alphabet[random_below(state, sizeof(alphabet) - 1)];
}

static size_t random_name(uint64_t *state, char *name, size_t most)
{
	size_t length = random_below(state, (uint32_t)most + 1);

	for (size_t i = 0; i < length; i++)
		name[i] = random_byte(state);
	name[length] = '\0';
	return length;
}

/* A pattern by the grammar, malformed now and then. */
static void random_pattern(uint64_t *state, char *pattern)
{
	static const char *const pieces[] = {
		"*",           "*",      "?",       "[abc]",    "[a-c]",   "[!a-c]",
		"[^b]",        "[]a]",   "[!]a]",   "[a-]",     "[--a]",   "\\*",
		"\\a",         "[\\]b]", "[a-c-e]", "[!-]",     "[!!]",    "[a^]",
		"[\x80-\xff]", "[b",     "[c-a]",   "[a-bd-e]", "[a\\-c]", "[\\a-\\c]",
	};
	uint32_t count = 1 + random_below(state, 6);
	char *at = pattern;

	while (count--) {
		if (random_below(state, 2)) {
			const char *piece = pieces[random_below(state, COUNT_OF(pieces))];

			at = stpcpy(at, piece);
		} else {
			at += random_name(state, at, 3);
		}
	}
	*at = '\0';
}

/* Returns how many of the names matched. */
static int compare_with_oracle(uint64_t *state, const char *pattern, const struct glob *glob)
{
	char name[COMM_SIZE];
	int matched = 0;

	for (int i = 0; i < NAMES_EACH; i++) {
		bool ours, theirs;

		memset(name, 0, sizeof(name));
		random_name(state, name, i % 2 ? 4 : COMM_SIZE - 1);
		ours = glob_matches(glob, name);
		theirs = fnmatch(pattern, name, 0) == 0;
		/* Not ck_assert(): it writes to a file every time. */
		if (ours != theirs)
			ck_abort_msg("'%s' and '%s': %d, fnmatch says %d", pattern, name, ours,
			             theirs);
		matched += ours;
	}
	return matched;
}

START_TEST(test_random)
{
	uint64_t state = 20260131;
	int matched = 0, compiled = 0;
	char pattern[128];
	struct fault fault;
	struct glob glob;

	/* On bytes: fnmatch(3) would see characters in a UTF-8 locale. */
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C"));
	for (int i = 0; i < RANDOM_PATTERNS; i++) {
		random_pattern(&state, pattern);
		if (glob_compile(pattern, &glob, &fault) != 0)
			continue;
		compiled++;
		matched += compare_with_oracle(&state, pattern, &glob);
	}
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	/* Else the comparison would show nothing. */
	ck_assert_int_gt(compiled, RANDOM_PATTERNS / 2);
	ck_assert_int_gt(matched, RANDOM_PATTERNS / 4);
}
END_TEST

Suite *suite_glob(void)
{
	TCase *cases;
	Suite *suite = suite_of("glob", &cases);

	tcase_add_loop_test(cases, test_sample, 0, (int)COUNT_OF(samples));
	tcase_add_test(cases, test_name_without_end);
	tcase_add_loop_test(cases, test_bad, 0, (int)COUNT_OF(bad));
	tcase_add_test(cases, test_random);
	return suite;
}
