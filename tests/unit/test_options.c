// SPDX-License-Identifier: GPL-2.0
/* The engine of the options, and the sets that commands share. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../commands/sound.h"
#include "options/help.h"
#include "options/parse.h"
#include "options/sets.h"
#include "options/suggest.h"
#include "options/walk.h"

/* Of the kernel's side, which is not linked here: what --help says maps take. */
uint64_t sensor_memory(const struct sensor_config *config)
{
	return config->map_entries * 1024ULL;
}

/* Two words, a number that may be 0, and a text: what no shared set has. */
static const struct option_choice modes[] = {{"slow", NULL}, {"fast", "not safe"}, {NULL, NULL}};

static const struct option_spec own[] = {
	CHOICE("mode", 'm', "MODE", sensor.failures, modes, "How", .initial = "fast"),
	NUMBER("room", 0, "N", sensor.recorder_entries, 16, 64, "records", "Room", .or_zero = true),
	TEXT("group", 'g', "NAME", group, "Whose"),
	SECONDS("duration", 0, "SEC", duration, 0.5, 60, "How long"),
};

static const struct option_set options_own = OPTION_SET("Own", own, NULL);

/* Everything that can be taken together. */
static const struct command all = {
	.name = "all",
	.summary = "takes every option",
	.arguments = "[INTERVAL [COUNT]]",
	.doc = "Above.\vBelow.",
	.sets = {&options_interval, &options_rows, &options_output, &options_series,
                 &options_filter, &options_hooks, &options_counts, &options_own},
	.words = &words_interval,
};

static const struct command plain = {
	.name = "plain",
	.summary = "takes few",
	.arguments = "",
	.doc = "Few.\v",
	.sets = {&options_status_format, &options_file, &options_labels, &options_verbose,
                 &options_state},
};

#define MOST_ARGS 6

/* Words behind the name of the program; they end with NULL. */
static int parse(const struct command *command, const char *const words[], struct options *options,
                 struct fault *fault)
{
	char *argv[MOST_ARGS + 2] = {(char *)"program"};
	int argc = 1;

	for (; words[argc - 1]; argc++)
		argv[argc] = (char *)words[argc - 1];
	*fault = (struct fault){.text = ""};
	return options_parse(command, argc, argv, options, fault);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct options good(const struct command *command, const char *const words[])
{
	struct options options;
	struct fault fault;

	ck_assert_msg(!parse(command, words, &options, &fault), "%s", fault.text);
	return options;
}

START_TEST(test_sound)
{
	sound_assert(&all);
	sound_assert(&plain);
}
END_TEST

START_TEST(test_clash)
{
	static const struct command twice = {.sets = {&options_output, &options_status_format}};
	static const struct option_spec rows[] = {FLAG("verify", 'v', verbose, "Verify")};
	static const struct option_set set = OPTION_SET("Own", rows, NULL);
	static const struct command letter = {.sets = {&options_verbose, &set}};

	ck_assert_str_eq(sound_clash(&twice), "output");
	ck_assert_str_eq(sound_clash(&letter), "verify");
}
END_TEST

/* --- what words mean --- */

START_TEST(test_values)
{
	struct options o = good(&all, WORDS("-i0.25", "--count=7", "-n", "0"));

	ck_assert_double_eq(o.interval, 0.25);
	ck_assert_uint_eq(o.count, 7);
	ck_assert(o.rows_given);
	o = good(&all, WORDS("--map-entries=5", "--mode", "slow", "--room=0", "-gadm"));
	ck_assert_uint_eq(o.sensor.map_entries, 5);
	ck_assert_int_eq((int)o.sensor.failures, 0);
	ck_assert_uint_eq(o.sensor.recorder_entries, 0);
	ck_assert_str_eq(o.group, "adm");
	ck_assert_uint_eq(good(&all, WORDS("--room", "64")).sensor.recorder_entries, 64);
	ck_assert_uint_eq(good(&all, WORDS("-c", "9223372036854775807")).count, INT64_MAX);
	ck_assert_ptr_eq(good(&all, WORDS("-ocsv")).renderer, &render_csv);
	ck_assert(good(&plain, WORDS("-v")).verbose);
}
END_TEST

START_TEST(test_defaults)
{
	struct options o = good(&all, (const char *const[]){NULL});

	ck_assert_double_eq(o.interval, 5);
	ck_assert_uint_eq(o.count, 0);
	ck_assert_ptr_eq(o.renderer, &render_table);
	ck_assert(!o.rows_given);
	ck_assert_int_eq((int)o.sensor.failures, 1);
	ck_assert_uint_eq(o.sensor.map_entries, 16384);
	ck_assert_uint_eq(o.sensor.hist_kinds, 1U << HIST_EXIT);
	ck_assert_uint_eq(o.sensor.sample, 1);
	ck_assert_uint_eq(o.series.most, SERIES_MOST);
	ck_assert_uint_eq(o.sensor.filter.origins, (1U << ORIGINS) - 1);
	/* A command that does not take an option has not its default either. */
	o = good(&plain, (const char *const[]){NULL});
	ck_assert_uint_eq(o.sensor.map_entries, 0);
	ck_assert_uint_eq(o.sensor.hist_kinds, 0);
}
END_TEST

START_TEST(test_filters)
{
	struct options o = good(&all, WORDS("-p", "nginx*", "-t", "-4312", "-u", "0"));
	struct filter filter = o.sensor.filter;

	ck_assert(filter.by_sender_name && !filter.by_sender_pid && !filter.kernel_matches);
	ck_assert_str_eq(o.sender, "nginx*");
	ck_assert(filter.by_target_pid && !filter.by_target_name);
	ck_assert_int_eq(filter.target, -4312);
	ck_assert(filter.by_uid);
	ck_assert_uint_eq(filter.uid, 0);
	filter = good(&all, WORDS("-p", "k*", "-x", "-k", "--origin=!tkill")).sensor.filter;
	ck_assert(filter.kernel_matches);
	ck_assert_uint_eq(filter.outcomes, 1U << OUTCOME_REFUSED | 1U << OUTCOME_OVERFLOW);
	ck_assert_uint_eq(filter.origins, 1U << ORIGIN_KILL | 1U << ORIGIN_SIGQUEUE);
	filter = good(&all, WORDS("-s", "KILL")).sensor.filter;
	ck_assert_uint_eq(filter.signals[0] | filter.signals[1], 1ULL << 9);
}
END_TEST

START_TEST(test_columns_by_format)
{
	ck_assert_uint_eq(good(&all, WORDS("-o", "table")).fold.columns, columns_used(USE_TABLE));
	ck_assert_uint_eq(good(&all, WORDS("-o", "json")).fold.columns, columns_used(USE_DATA));
	ck_assert(good(&all, WORDS("-b", "sender_cgroup")).sensor.cgroups);
	ck_assert(!good(&all, WORDS("-b", "signal")).sensor.cgroups);
	ck_assert_int_eq((int)good(&all, WORDS("--sample=2", "--sort=standard_error")).fold.sort,
	                 COLUMN_STANDARD_ERROR);
}
END_TEST

/* --- where words stand --- */

START_TEST(test_arguments)
{
	struct options o = good(&all, WORDS("2", "-x", "3"));

	ck_assert_double_eq(o.interval, 2);
	ck_assert_uint_eq(o.count, 3);
	ck_assert(o.failed);
	ck_assert_double_eq(good(&all, WORDS("--", "2")).interval, 2);
	/* Arguments have the last word. */
	ck_assert_double_eq(good(&all, WORDS("2", "-i", "7")).interval, 2);
	ck_assert_double_eq(good(&all, WORDS("-i", "7", "-i", "8")).interval, 8);
}
END_TEST

START_TEST(test_abbreviated)
{
	ck_assert_double_eq(good(&all, WORDS("--inter", "7")).interval, 7);
	/* One name is the beginning of the other. */
	ck_assert_ptr_eq(good(&plain, WORDS("--output", "json")).renderer, &render_json);
	ck_assert_str_eq(good(&plain, WORDS("--output-f=x")).output_file, "x");
	/* Letters together, the last with its value. */
	ck_assert(good(&all, WORDS("-xkc5")).kill);
	ck_assert_uint_eq(good(&all, WORDS("-xkc5")).count, 5);
}
END_TEST

START_TEST(test_help_comes_first)
{
	ck_assert(good(&all, WORDS("-x", "--help", "--nonsense")).help);
	ck_assert(good(&all, WORDS("-xV", "-i", "abc")).version);
	ck_assert(good(&plain, WORDS("nonsense", "-h")).help);
}
END_TEST

/* --- what is wrong --- */

static const struct bad_case {
	const struct command *command;
	const char *words[MOST_ARGS];
	const char *text;
} bad[] = {
	{&all, {"-c", "0"}, "--count '0': must be a whole number of reports, at least 1"},
	{&all, {"-n", "x"}, "--rows 'x': must be a whole number of rows from 0 to 2147483647"},
	{&all, {"-n-1"}, "--rows '-1': must be a whole number of rows from 0 to 2147483647"},
	{&all,
         {"--map-entries", "67108865"},
         "--map-entries '67108865': must be a whole number of keys from 1 to 67108864"},
	{&all, {"--sample", "0"}, "--sample '0': must be a whole number from 1 to 1000000"},
	{&all,
         {"--room", "15"},
         "--room '15': must be 0, or a whole number of records from 16 to 64"},
	{&all,
         {"--duration", "0.4"},
         "--duration '0.4': must be a number of seconds from 0.5 to 60"},
	{&all, {"--duration=61"}, "--duration '61': must be a number of seconds from 0.5 to 60"},
	{&all, {"-u-1"}, "--uid '-1': must be a whole number from 0 to 4294967294"},
	{&all, {"-m", "fas"}, "--mode 'fas': must be slow or fast"},
	{&all, {"-o", "xml"}, "--output 'xml': must be table, json, csv or prometheus"},
	{&plain, {"-o", "csv"}, "--output 'csv': must be table or json"},
	{&all, {"--group="}, "--group '': must not be empty"},
	{&all, {"x"}, "interval 'x': must be a number of seconds from 0.1 to 86400"},
	{&all, {"1", "x"}, "count 'x': must be a whole number of reports, at least 1"},
	{&all,
         {"1", "2", "3"},
         "'3': one argument too many; usage: sigsnoop-top all [INTERVAL [COUNT]]"},
	{&plain, {"-v", "5"}, "'5': `sigsnoop-top plain` takes no arguments"},
	{&all, {"-i"}, "option '-i' needs a value"},
	{&all, {"-xi"}, "option '-i' needs a value"},
	{&all, {"--inter"}, "option '--interval' needs a value"},
	{&all, {"--kill=yes"}, "option '--kill' takes no value: '--kill=yes'"},
	{&all, {"-Z"}, "unknown option '-Z': see `sigsnoop-top all --help`"},
	{&all, {"5", "-Zx"}, "unknown option '-Z' in '-Zx': see `sigsnoop-top all --help`"},
	{&all, {"-x", "-kZ"}, "unknown option '-Z' in '-kZ': see `sigsnoop-top all --help`"},
	{&all, {"--sginal=TERM"}, "unknown option '--sginal'; did you mean '--signal'?"},
	{&all,
         {"-x", "--intervals", "5"},
         "unknown option '--intervals'; did you mean '--interval'?"},
	{&all, {"--nonsense"}, "unknown option '--nonsense': see `sigsnoop-top all --help`"},
	{&plain, {"--by", "x"}, "unknown option '--by': see `sigsnoop-top plain --help`"},
	{&all, {"--s", "x"}, "option '--s' is ambiguous: --sort, --sender, --signal, --sample"},
	{&all,
         {"-k", "--origin=io"},
         "these filters leave nothing to count: --kill and --origin exclude each other"},
	{&all,
         {"-b", "signal", "--sort", "errno"},
         "--sort errno: there is no such column with these --by keys"},
	{&all, {"--max-series", "1000"}, "--max-series and --label-names need -o prometheus"},
};

START_TEST(test_bad)
{
	struct options options;
	struct fault fault;

	ck_assert_msg(parse(bad[_i].command, bad[_i].words, &options, &fault) == -1, "%s",
	              bad[_i].text);
	ck_assert_str_eq(fault.text, bad[_i].text);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
}
END_TEST

START_TEST(test_series)
{
	ck_assert_uint_eq(good(&all, WORDS("--max-series=5", "-oprometheus")).series.most, 5);
	/* An exporter has no -o prometheus to say. */
	ck_assert_uint_eq(good(&plain, WORDS("--max-series", "5")).series.most, 5);
}
END_TEST

/* --- did you mean --- */

static const struct {
	const char *a, *b;
	size_t distance;
} distances[] = {
	{"", "", 0},
	{"", "abc", 3},
	{"abc", "", 3},
	{"events", "events", 0},
	{"evnts", "events", 1},
	{"evetns", "events", 1},
	{"eventss", "events", 1},
	{"evemts", "events", 1},
	{"ca", "abc", 3},
	{"kitten", "sitting", 3},
	{"a name that is longer than any option", "a", SIZE_MAX},
};

START_TEST(test_distance)
{
	for (size_t i = 0; i < COUNT_OF(distances); i++)
		ck_assert_uint_eq(suggest_distance(distances[i].a, distances[i].b),
		                  distances[i].distance);
}
END_TEST

static const char *nearest(const char *word)
{
	struct suggestion meant = {.word = word};

	for (const char *const *name = WORDS("start", "status", "stop", "snapshot"); *name; name++)
		suggest(&meant, *name);
	return meant.name;
}

START_TEST(test_suggest)
{
	ck_assert_str_eq(nearest("strat"), "start");
	ck_assert_str_eq(nearest("stats"), "status");
	ck_assert_str_eq(nearest("stat"), "status");
	ck_assert_str_eq(nearest("snap"), "snapshot");
	ck_assert_str_eq(nearest("st"), "start"); /* the first of those that are as near */
	ck_assert_ptr_null(nearest("s"));
	ck_assert_ptr_null(nearest("report"));
	ck_assert_ptr_null(nearest(""));
}
END_TEST

/* --- what is said of them --- */

static char *text_of(const char *name)
{
	const struct option_spec *spec;
	struct options defaults;

	options_defaults(&all, &defaults);
	for (size_t i = 0; (spec = option_nth(&all, i, NULL)); i++)
		if (!strcmp(spec->name, name))
			return help_text(spec, &defaults);
	ck_abort_msg("no option --%s", name);
}

START_TEST(test_help_text)
{
	static const struct {
		const char *name, *text;
	} cases[] = {
		{"count", "Stop after N reports"},
		{"mode", "How: slow, fast (not safe) (default: fast)"},
		{"map-entries", "Keys held per interval (default: 16384, which take 16 MiB of "
	                        "kernel memory on this host)"},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = text_of(cases[i].name);

		ck_assert_str_eq(text, cases[i].text);
		free(text);
	}
}
END_TEST

static const struct option_spec few[] = {
	FLAG("a-name-that-leaves-no-room", 0, total,
             "One two three four five six seven eight nine ten eleven"),
};

static const struct option_spec one[] = {TEXT("last", 'l', "WORD", group, "Also few")};

static const struct option_set options_few = OPTION_SET("Few", few, NULL);
static const struct option_set options_one = OPTION_SET("Few", one, NULL);

START_TEST(test_help)
{
	static const struct command first = {.name = "",
	                                     .arguments = "[FILE]",
	                                     .doc = "Above.\vBelow.\n  as it is",
	                                     .sets = {&options_few, &options_state, &options_one}};
	static const struct command *const commands[] = {&first, &plain, NULL};
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_int_eq(help_print(&first, commands, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	ck_assert_str_eq(text, "Usage: sigsnoop-top [OPTION...] [FILE]\n"
	                       "Above.\n"
	                       "\n"
	                       " Few:\n"
	                       "      --a-name-that-leaves-no-room\n"
	                       "                             One two three four five six seven "
	                       "eight nine ten\n"
	                       "                             eleven\n"
	                       "  -l, --last=WORD            Also few\n"
	                       "\n"
	                       " State:\n"
	                       "      --set-aside            If the state file is damaged, keep it "
	                       "under\n"
	                       "                             another name and go on without it\n"
	                       "\n"
	                       " Help:\n"
	                       "  -h, --help                 Print this\n"
	                       "  -V, --version              Print the version\n"
	                       "\n"
	                       "Commands, each with a --help of its own:\n"
	                       "  plain      takes few\n"
	                       "\n"
	                       "Below.\n"
	                       "  as it is\n");
	free(text);
	sound_assert_help(&all, commands);
	sound_assert_help(&plain, commands);
}
END_TEST

Suite *suite_options(void)
{
	TCase *tests;
	Suite *suite = suite_of("options", &tests);

	tcase_add_test(tests, test_sound);
	tcase_add_test(tests, test_clash);
	tcase_add_test(tests, test_values);
	tcase_add_test(tests, test_defaults);
	tcase_add_test(tests, test_filters);
	tcase_add_test(tests, test_columns_by_format);
	tcase_add_test(tests, test_arguments);
	tcase_add_test(tests, test_abbreviated);
	tcase_add_test(tests, test_help_comes_first);
	tcase_add_loop_test(tests, test_bad, 0, (int)COUNT_OF(bad));
	tcase_add_test(tests, test_series);
	tcase_add_test(tests, test_distance);
	tcase_add_test(tests, test_suggest);
	tcase_add_test(tests, test_help_text);
	tcase_add_test(tests, test_help);
	return suite;
}
