// SPDX-License-Identifier: GPL-2.0
/*
 * Run all live tests; exit 1 if one failed. CK_RUN_CASE=THEME runs those of one theme, --themes
 * names the themes, one per line.
 */
#include "live.h"

#include <regex.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A message may show many rows. Above 4 KiB, libcheck would end the test and not show it. */
#define MESSAGE_MOST (1U << 20)

/* Shared with the processes of the tests. */
static _Atomic unsigned int *skipped;

static bool naming; /* only the themes */

static const char *environment(const char *name, const char *otherwise)
{
	const char *value = getenv(name);

	return value && *value ? value : otherwise;
}

const char *path_sigsnoop(void)
{
	return environment("SIGSNOOP", "build/sigsnoop-top");
}

const char *path_sigstorm(void)
{
	return environment("SIGSTORM", "build/sigstorm");
}

const char *path_sigstorm32(void)
{
	return environment("SIGSTORM32", "build/sigstorm32");
}

const char *path_sanitized(void)
{
	return environment("SIGSNOOP_SANITIZED", "build/sanitized/sigsnoop-top");
}

double slowness(void)
{
	double factor = strtod(environment("LIVE_SLOW", "1"), NULL);

	return factor > 1 ? factor : 1;
}

bool quick(void)
{
	return strcmp(environment("LIVE_QUICK", "0"), "0") != 0;
}

/* Not where it is known what there is. */
static bool may_skip(const char *reason)
{
	const char *allowed = getenv("LIVE_SKIPS");
	regex_t pattern;
	bool matches;

	if (!allowed)
		return true;
	ck_assert_int_eq(regcomp(&pattern, allowed, REG_EXTENDED | REG_NOSUB), 0);
	matches = regexec(&pattern, reason, 0, NULL, 0) == 0;
	regfree(&pattern);
	return matches;
}

void skip(const char *why, ...)
{
	char reason[1024];
	va_list args;

	va_start(args, why);
	(void)vsnprintf(reason, sizeof(reason), why, args);
	va_end(args);
	ck_assert_msg(may_skip(reason), "must not be skipped here: %s", reason);
	atomic_fetch_add(skipped, 1);
	(void)printf("skipped: %s: %s\n", tcase_name(), reason);
	(void)fflush(stdout);
}

TCase *theme(Suite *suite, const char *name, double seconds)
{
	TCase *tests = tcase_create(name);

	if (naming)
		(void)puts(name);
	tcase_set_timeout(tests, seconds * slowness());
	suite_add_tcase(suite, tests);
	return tests;
}

static Suite *all_tests(void)
{
	Suite *suite = suite_create("live");

#define TESTS(name) add_##name(suite);
#include "themes.inc"
#undef TESTS
	return suite;
}

static bool can_run(const char *path)
{
	if (!access(path, X_OK))
		return true;
	(void)fprintf(stderr, "live: there is no program %s\n", path);
	return false;
}

int main(int argc, char *argv[])
{
	SRunner *runner;
	int failed, run;

	naming = argc == 2 && !strcmp(argv[1], "--themes");
	if (naming) {
		(void)all_tests();
		return EXIT_SUCCESS;
	}
	if (geteuid() != 0) {
		(void)fprintf(stderr, "live: only root can run these tests\n");
		return EXIT_FAILURE;
	}
	if (!can_run(path_sigsnoop()) || !can_run(path_sigstorm()))
		return EXIT_FAILURE;
	skipped = mmap(NULL, sizeof(*skipped), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
	               -1, 0);
	if (skipped == MAP_FAILED) {
		perror("live: mmap");
		return EXIT_FAILURE;
	}
	check_set_max_msg_size(MESSAGE_MOST);
	runner = srunner_create(all_tests());
	/* What a test leaves running is killed with it. */
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	run = srunner_ntests_run(runner);
	srunner_free(runner);
	(void)printf("%u skipped\n", *skipped);
	/* CK_RUN_CASE may name a theme that there is none of. */
	return failed || !run ? EXIT_FAILURE : EXIT_SUCCESS;
}
