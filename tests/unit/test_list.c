// SPDX-License-Identifier: GPL-2.0
/* Lists on the command line. */
#include "unit.h"

#include <string.h>

#include "model/list.h"

static const struct {
	const char *list;
	const char *words[4];
} samples[] = {
	{"a", {"a"}},
	{"a,b", {"a", "b"}},
	{"", {""}},
	{",", {"", ""}},
	{"a,,b", {"a", "", "b"}},
	{"a,", {"a", ""}},
	{" a , b", {" a ", " b"}},
};

START_TEST(test_samples)
{
	const char *list = samples[_i].list;
	char word[LIST_WORD_SIZE];
	int count = 0;

	while (list_next(&list, word))
		ck_assert_pstr_eq(samples[_i].words[count++], word);
	ck_assert_ptr_null(samples[_i].words[count]);
	ck_assert(!list_next(&list, word));
}
END_TEST

START_TEST(test_long_word)
{
	char text[100], word[LIST_WORD_SIZE];
	const char *list = text;

	memset(text, 'x', sizeof(text));
	memcpy(text + 60, ",y", 3);
	ck_assert(list_next(&list, word));
	ck_assert_uint_eq(strlen(word), LIST_WORD_SIZE - 1);
	ck_assert(list_next(&list, word));
	ck_assert_str_eq(word, "y");
	ck_assert(!list_next(&list, word));
}
END_TEST

START_TEST(test_join)
{
	static const char *const words[] = {"a", "bc", "d"};
	char text[16];

	ck_assert_str_eq(list_join(words, 0, ", ", " or ", text, sizeof(text)), "");
	ck_assert_str_eq(list_join(words, 1, ", ", " or ", text, sizeof(text)), "a");
	ck_assert_str_eq(list_join(words, 2, ", ", " or ", text, sizeof(text)), "a or bc");
	ck_assert_str_eq(list_join(words, 3, ", ", " or ", text, sizeof(text)), "a, bc or d");
	/* Cut. */
	for (size_t size = 1; size < sizeof("a, bc or d"); size++) {
		ck_assert_ptr_eq(list_join(words, 3, ", ", " or ", text, size), text);
		ck_assert_uint_eq(strlen(text), size - 1);
		ck_assert(!strncmp("a, bc or d", text, size - 1));
	}
}
END_TEST

Suite *suite_list(void)
{
	TCase *cases;
	Suite *suite = suite_of("list", &cases);

	tcase_add_loop_test(cases, test_samples, 0, (int)COUNT_OF(samples));
	tcase_add_test(cases, test_long_word);
	tcase_add_test(cases, test_join);
	return suite;
}
