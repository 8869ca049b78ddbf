// SPDX-License-Identifier: GPL-2.0
/* A filter in words. */
#include "abi/filter.h"
#include "abi/key.h"
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "model/filter.h"
#include "model/signals.h"

static struct filter everything(void)
{
	struct filter filter = {.origins = (1U << ORIGINS) - 1, .outcomes = (1U << OUTCOMES) - 1};
	struct signal_set all = signal_set_all();

	memcpy(filter.signals, all.bits, sizeof(filter.signals));
	return filter;
}

static void check(const struct filter *filter, const char *sender, const char *target,
                  const char *expected)
{
	char *words = filter_words(filter, sender, target);

	ck_assert_ptr_nonnull(words);
	ck_assert_str_eq(words, expected);
	free(words);
}

static void set_signals(struct filter *filter, const char *list)
{
	struct signal_set set;
	struct fault fault;

	ck_assert_int_eq(signal_set_parse(list, &set, &fault), 0);
	memcpy(filter->signals, set.bits, sizeof(filter->signals));
}

/* A pattern may be any bytes. */
START_TEST(test_bytes)
{
	struct filter filter = everything();

	filter.by_sender_name = true;
	check(&filter, "\xff*", NULL, "sender \xef\xbf\xbd*");
}
END_TEST

START_TEST(test_everything)
{
	struct filter filter = everything();

	check(&filter, NULL, NULL, "");
}
END_TEST

START_TEST(test_each)
{
	struct filter filter = everything();

	set_signals(&filter, "TERM,KILL,RTMIN+3,invalid");
	check(&filter, NULL, NULL, "signals SIGKILL SIGTERM SIGRTMIN+3 invalid");
	set_signals(&filter, "!URG,CHLD");
	check(&filter, NULL, NULL, "signals all but SIGCHLD SIGURG");
	filter = everything();
	filter.by_uid = 1;
	filter.uid = 4294967294U;
	filter.by_target_pid = 1;
	filter.target = -4312;
	filter.by_sender_name = 1;
	check(&filter, "ngi*", NULL, "sender ngi*, target -4312, uid 4294967294");
	filter = everything();
	filter.outcomes = 1U << OUTCOME_REFUSED | 1U << OUTCOME_OVERFLOW;
	filter.origins = 1U << ORIGIN_KILL;
	check(&filter, NULL, NULL, "outcomes overflow refused, origins kill");
}
END_TEST

Suite *suite_filter(void)
{
	TCase *cases;
	Suite *suite = suite_of("filter", &cases);

	tcase_add_test(cases, test_bytes);
	tcase_add_test(cases, test_everything);
	tcase_add_test(cases, test_each);
	return suite;
}
