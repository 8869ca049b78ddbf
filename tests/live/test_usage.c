// SPDX-License-Identifier: GPL-2.0
/* The command line: help, and every bad argument. */
#include <string.h>

#include "live.h"
#include "process.h"
#include "text.h"

/* Arguments, and what the one line on stderr must name. */
static const struct bad_case {
	const char *args[5]; /* with the NULL at the end */
	const char *named;
} bad[] = {
	/* Values that are no numbers, or not in the range. */
	{{"-i", "abc"}, "interval 'abc'"},
	{{"-i", "5x"}, "interval '5x'"},
	{{"-i", "-1"}, "interval '-1'"},
	{{"-i", "0"}, "interval '0'"},
	{{"-i", "0.05"}, "interval '0.05'"},
	{{"-i", "1e3"}, "interval '1e3'"},
	{{"-i", "nan"}, "interval 'nan'"},
	{{"-i", "inf"}, "interval 'inf'"},
	{{"-i", "0x5"}, "interval '0x5'"},
	{{"-i", " 5"}, "interval ' 5'"},
	{{"-i", "1,5"}, "interval '1,5'"},
	{{"-i", ""}, "interval ''"},
	{{"--interval=99999999999999999999"}, "interval '99999999999999999999'"},
	{{"abc"}, "'abc'"},
	{{"0.05"}, "'0.05'"},
	{{"1e3", "5"}, "'1e3'"},
	{{"--", "-1"}, "'-1'"},
	{{"-c", "abc"}, "count 'abc'"},
	{{"-c", "5x"}, "count '5x'"},
	{{"-c", "-1"}, "count '-1'"},
	{{"-c", "0"}, "count '0'"},
	{{"-c", "1.5"}, "count '1.5'"},
	{{"-c", "1e3"}, "count '1e3'"},
	{{"-c", "nan"}, "count 'nan'"},
	{{"-c", ""}, "count ''"},
	{{"--count=99999999999999999999"}, "count '99999999999999999999'"},
	{{"1", "abc"}, "'abc'"},
	{{"1", "0"}, "'0'"},
	{{"-n", "abc"}, "--rows 'abc'"},
	{{"-n", "5x"}, "--rows '5x'"},
	{{"-n", "-1"}, "--rows '-1'"},
	{{"-n", "1e3"}, "--rows '1e3'"},
	{{"-n", ""}, "--rows ''"},
	{{"--rows", "99999999999"}, "--rows '99999999999'"},
	{{"-u", "abc"}, "--uid 'abc'"},
	{{"-u", "5x"}, "--uid '5x'"},
	{{"-u", "-1"}, "--uid '-1'"},
	{{"-u", "1e3"}, "--uid '1e3'"},
	{{"-u", "nan"}, "--uid 'nan'"},
	{{"-u", ""}, "--uid ''"},
	{{"--uid=4294967295"}, "--uid '4294967295'"},
	{{"--map-entries", "0"}, "--map-entries '0'"},
	{{"--map-entries", "-1"}, "--map-entries '-1'"},
	{{"--map-entries", "abc"}, "--map-entries 'abc'"},
	{{"--map-entries", "5x"}, "--map-entries '5x'"},
	{{"--map-entries", "1e3"}, "--map-entries '1e3'"},
	{{"--map-entries", ""}, "--map-entries ''"},
	{{"--map-entries=99999999999999999999"}, "--map-entries '99999999999999999999'"},
	/* Words that are none of those allowed. */
	{{"-o", "xml"}, "--output 'xml'"},
	{{"-o", ""}, "--output ''"},
	{{"-o", "json,csv"}, "--output 'json,csv'"},
	{{"--failures", "foo"}, "--failures 'foo'"},
	{{"--failures="}, "--failures ''"},
	{{"--generated=fexit"}, "--generated 'fexit'"},
	{{"-b", "nonsense"}, "'nonsense'"},
	{{"-b", "sender,,signal"}, "''"},
	{{"-b", ""}, "''"},
	{{"-b", "count"}, "'count'"},
	{{"--sort", "nonsense"}, "'nonsense'"},
	{{"--sort="}, "''"},
	{{"--sort", "errno"}, "--sort errno"},
	{{"-s", "FOO"}, "'FOO'"},
	{{"-s", "TERM,"}, "''"},
	{{"-s", "TERM,FOO,KILL"}, "'FOO'"},
	{{"-s", "65"}, "'65'"},
	{{"-s", "-1"}, "'-1'"},
	{{"-s", "0x9"}, "'0x9'"},
	{{"-s", "9x"}, "'9x'"},
	{{"-s", "1e1"}, "'1e1'"},
	{{"-s", "!"}, "''"},
	{{"-s", ""}, "''"},
	{{"-s", "RTMIN+31"}, "'RTMIN+31'"},
	{{"-s", "RTMAX-31"}, "'RTMAX-31'"},
	{{"-s", "SIG"}, "'SIG'"},
	{{"--origin", "foo"}, "'foo'"},
	{{"--origin", "kill,"}, "''"},
	{{"--origin="}, "''"},
	{{"-p", ""}, "empty name"},
	{{"-p", "[abc"}, "'[abc'"},
	{{"-p", "abc\\"}, "'abc\\\\'"}, /* what is quoted is escaped */
	{{"-p", "a name of more bytes"}, "'a name of more bytes'"},
	{{"-t", ""}, "empty name"},
	{{"-t", "x[z-a]"}, "'x[z-a]'"},
	{{"-t", "[[:alpha:]]"}, "'[[:alpha:]]'"},
	/* A value where none is taken, and none where one is. */
	{{"--failed=1"}, "--failed=1"},
	{{"--kill=yes"}, "--kill=yes"},
	{{"-i"}, "'-i'"},
	{{"-c"}, "'-c'"},
	{{"-n"}, "'-n'"},
	{{"-b"}, "'-b'"},
	{{"-o"}, "'-o'"},
	{{"-p"}, "'-p'"},
	{{"-t"}, "'-t'"},
	{{"-s"}, "'-s'"},
	{{"-u"}, "'-u'"},
	{{"--interval"}, "'--interval'"},
	{{"--count"}, "'--count'"},
	{{"--rows"}, "'--rows'"},
	{{"--by"}, "'--by'"},
	{{"--output"}, "'--output'"},
	{{"--sender"}, "'--sender'"},
	{{"--target"}, "'--target'"},
	{{"--signal"}, "'--signal'"},
	{{"--uid"}, "'--uid'"},
	{{"--sort"}, "'--sort'"},
	{{"--origin"}, "'--origin'"},
	{{"--failures"}, "'--failures'"},
	{{"--generated"}, "'--generated'"},
	{{"--map-entries"}, "'--map-entries'"},
	/* What is no option or argument. */
	{{"--nonsense"}, "'--nonsense'"},
	{{"-Z"}, "'-Z'"},
	{{"-xZ"}, "'-xZ'"},
	{{"-1"}, "'-1'"},
	{{"--s", "TERM"}, "'--s'"},
	{{"-x", "--nonsense", "5"}, "'--nonsense'"},
	{{"1", "2", "3"}, "'3'"},
	{{"1", "2", ""}, "''"},
	/* What excludes each other. */
	{{"-k", "--origin", "timer"}, "--origin"},
	{{"-b", "signal", "--sort", "outcome"}, "--sort outcome"},
};

#define BAD_CASES ((int)(sizeof(bad) / sizeof(bad[0])))

START_TEST(test_bad)
{
	const struct bad_case *it = &bad[_i];
	struct outcome outcome = process_run(path_sigsnoop(), it->args);

	ck_assert_msg(outcome.code == 2, "%s %s: exit %d: %s%s", it->args[0],
	              it->args[1] ? it->args[1] : "", outcome.code, outcome.err, outcome.out);
	ck_assert_str_eq(outcome.out, "");
	ck_assert_msg(text_lines(outcome.err) == 1 && strchr(outcome.err, '\n')[1] == '\0',
	              "not one line: %s", outcome.err);
	ck_assert_msg(!strncmp(outcome.err, "sigsnoop-top: ", 14), "%s", outcome.err);
	ck_assert_msg(strstr(outcome.err, it->named), "%s is not named: %s", it->named,
	              outcome.err);
}
END_TEST

static const char *const options[] = {
	"-i, --interval", "-c, --count",   "-n, --rows",   "-b, --by",   "-o, --output",
	"-p, --sender",   "-t, --target",  "-s, --signal", "-u, --uid",  "-x, --failed",
	"-k, --kill",     "--sort",        "--origin",     "--failures", "--generated",
	"--map-entries",  "-v, --verbose", "--help",       "--version",
};

static void assert_help(const struct outcome *outcome)
{
	ck_assert_int_eq(outcome->code, 0);
	ck_assert_str_eq(outcome->err, "");
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		ck_assert_msg(strstr(outcome->out, options[i]), "%s is not in the help",
		              options[i]);
	ck_assert_ptr_nonnull(strstr(outcome->out, "[INTERVAL [COUNT]]"));
	for (const char *line = outcome->out; *line; line += strcspn(line, "\n") + 1)
		ck_assert_msg(strcspn(line, "\n") <= 80, "over 80 columns: %.*s",
		              (int)strcspn(line, "\n"), line);
}

START_TEST(test_help)
{
	struct outcome help = process_run(path_sigsnoop(), ARGS("--help"));
	struct outcome brief = process_run(path_sigsnoop(), ARGS("-h"));

	assert_help(&help);
	assert_help(&brief);
}
END_TEST

START_TEST(test_version)
{
	struct outcome outcome = process_run(path_sigsnoop(), ARGS("--version"));

	ck_assert_int_eq(outcome.code, 0);
	ck_assert_str_eq(outcome.err, "");
	ck_assert_msg(!strncmp(outcome.out, "sigsnoop-top ", 13) && outcome.out[13] >= '0' &&
	                      outcome.out[13] <= '9' && text_lines(outcome.out) == 1,
	              "%s", outcome.out);
}
END_TEST

void add_usage(Suite *suite)
{
	TCase *tests = theme(suite, "usage", 10);

	tcase_add_loop_test(tests, test_bad, 0, BAD_CASES);
	tcase_add_test(tests, test_help);
	tcase_add_test(tests, test_version);
}
