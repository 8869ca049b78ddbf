// SPDX-License-Identifier: GPL-2.0
/* The table of commands as it is, which takes the whole program but its main(). */
#include "commands/commands.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sound.h"

static int count(void)
{
	int found = 0;

	while (commands[found])
		found++;
	return found;
}

START_TEST(test_options)
{
	sound_assert(commands[_i]);
}
END_TEST

START_TEST(test_help)
{
	sound_assert_help(commands[_i], commands);
}
END_TEST

START_TEST(test_names)
{
	ck_assert_str_eq(commands[0]->name, "");
	for (int i = 1; i < count(); i++)
		for (int j = 0; j < i; j++)
			ck_assert_str_ne(commands[i]->name, commands[j]->name);
}
END_TEST

START_TEST(test_find)
{
	static const char *const defaults[] = {NULL, "", "-p", "5", "0.5", "--help"};
	struct fault fault = {.text = ""};

	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		ck_assert_ptr_eq(command_find(defaults[i], &fault), commands[0]);
	for (int i = 1; i < count(); i++)
		ck_assert_ptr_eq(command_find(commands[i]->name, &fault), commands[i]);
	ck_assert_str_eq(fault.text, "");
}
END_TEST

START_TEST(test_unknown)
{
	static const struct {
		const char *word, *meant;
	} cases[] = {
		{"evnts", "did you mean 'events'?"},     {"snapshto", "did you mean 'snapshot'?"},
		{"snap", "did you mean 'snapshot'?"},    {"STOP", "must be events, start"},
		{"completely", "must be events, start"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fault fault = {.text = ""};

		ck_assert_ptr_null(command_find(cases[i].word, &fault));
		ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
		ck_assert_msg(strstr(fault.text, cases[i].word) &&
		                      strstr(fault.text, cases[i].meant),
		              "%s: %s", cases[i].word, fault.text);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("commands");
	TCase *tests = tcase_create("commands");
	SRunner *runner = srunner_create(suite);
	int failed;

	suite_add_tcase(suite, tests);
	tcase_add_loop_test(tests, test_options, 0, count());
	tcase_add_loop_test(tests, test_help, 0, count());
	tcase_add_test(tests, test_names);
	tcase_add_test(tests, test_find);
	tcase_add_test(tests, test_unknown);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
