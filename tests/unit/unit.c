// SPDX-License-Identifier: GPL-2.0
/* Run all suites of what is pure. */
#include "unit.h"

#include <locale.h>
#include <stdlib.h>

Suite *suite_of(const char *name, TCase **cases)
{
	Suite *suite = suite_create(name);

	*cases = tcase_create(name);
	tcase_set_timeout(*cases, 120);
	suite_add_tcase(suite, *cases);
	return suite;
}

/* xorshift64: good enough to make patterns and rows of. */
uint32_t random_below(uint64_t *state, uint32_t limit)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state >> 32) % limit;
}

int main(void)
{
	SRunner *runner = srunner_create(NULL);
	int failed;

	if (!setlocale(LC_CTYPE, "C.UTF-8") || setenv("TZ", "UTC", 1) != 0)
		return EXIT_FAILURE;
#define SUITE(name) srunner_add_suite(runner, suite_##name());
#include "suites.inc"
#undef SUITE
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
