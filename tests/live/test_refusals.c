// SPDX-License-Identifier: GPL-2.0
/* Where it cannot observe, one line says why: exit 3; where a number is to be lowered, exit 1. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "live.h"
#include "mounts.h"
#include "process.h"
#include "text.h"
#include "tool.h"

#define NOBODY       65534
#define ENTRIES_MOST "67108864" /* that --map-entries takes */
#define ENTRY_LEAST  400        /* bytes that an entry takes for sure, both sides */

static void assert_refusal(const struct outcome *outcome, int code, const char *named)
{
	ck_assert_msg(outcome->code == code, "exit %d: %s", outcome->code, outcome->err);
	ck_assert_str_eq(outcome->out, "");
	ck_assert_msg(text_lines(outcome->err) == 1, "not one line: %s", outcome->err);
	ck_assert_msg(strstr(outcome->err, named), "%s is not named: %s", named, outcome->err);
}

START_TEST(test_not_root)
{
	struct outcome outcome =
		process_run_as((struct start){.program = path_sigsnoop(), .uid = NOBODY});

	assert_refusal(&outcome, 3, "root");
}
END_TEST

/* But anyone may read the help, and is told of bad arguments. */
START_TEST(test_not_root_help)
{
	struct start start = {.program = path_sigsnoop(), .uid = NOBODY, .args = ARGS("--help")};
	struct outcome outcome = process_run_as(start);

	ck_assert_int_eq(outcome.code, 0);
	start.args = ARGS("-i", "x");
	outcome = process_run_as(start);
	assert_refusal(&outcome, 2, "'x'");
}
END_TEST

static double memory_bytes(const char *which)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[256];
	double kib = 0;

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, which, strlen(which)))
			kib = strtod(line + strlen(which) + 1, NULL);
	if (file)
		(void)fclose(file);
	return kib * 1024;
}

START_TEST(test_no_memory)
{
	struct outcome outcome;

	if (memory_bytes("MemTotal") > strtod(ENTRIES_MOST, NULL) * ENTRY_LEAST) {
		skip("this host has memory for --map-entries " ENTRIES_MOST);
		return;
	}
	outcome = process_run(path_sigsnoop(), ARGS("--map-entries", ENTRIES_MOST));
	assert_refusal(&outcome, 1, "--map-entries");
}
END_TEST

/* A mode that is forced and that this kernel cannot: it takes no other instead. */
START_TEST(test_forced)
{
	static const struct {
		const char *option, *hook;
	} modes[] = {
		{"--failures=fexit", "refused fexit;"},
		{"--failures=kprobe.multi", "refused kprobe.multi;"},
		{"--failures=kprobe", "refused kprobe;"},
		{"--generated=tp_btf", "generated tp_btf,"},
	};
	struct tool tool;
	struct outcome outcome;

	if (tool_try(&tool, ARGS(modes[_i].option))) {
		tool_end(&tool, SIGINT);
		ck_assert_msg(strstr(tool.said, modes[_i].hook), "%s: %s", modes[_i].option,
		              tool.said);
		return;
	}
	outcome = process_run(path_sigsnoop(), ARGS(modes[_i].option));
	assert_refusal(&outcome, 3, modes[_i].option);
}
END_TEST

/* The commands that observe, each with a choice of hooks that needs no probing. */
static const char *const observing[][4] = {
	{NULL},
	{"--generated=raw_tp", "--failures=off"},
	{"--generated=raw_tp", "--failures=tracepoint"},
	{"events"},
	{"start"},
	{"serve"},
};

#define OBSERVING ((int)(sizeof(observing) / sizeof(observing[0])))

/* What the kernel is read from: hidden from us and the program, in a mount namespace of our own. */
static bool hide_type_information(void)
{
	return mounts_own() && !mount("tmpfs", "/sys/kernel/btf", "tmpfs", 0, NULL);
}

START_TEST(test_no_type_information)
{
	struct outcome outcome;

	if (!hide_type_information()) {
		skip("/sys/kernel/btf cannot be hidden: %s", strerror(errno));
		return;
	}
	outcome = process_run(path_sigsnoop(), observing[_i]);
	assert_refusal(&outcome, 3, "CONFIG_DEBUG_INFO_BTF");
}
END_TEST

static bool locked_down(void)
{
	char line[128] = "";
	FILE *file = fopen("/sys/kernel/security/lockdown", "re");

	if (!file)
		return false;
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
	(void)fclose(file);
	return strstr(line, "[confidentiality]");
}

START_TEST(test_locked_down)
{
	struct outcome outcome;

	if (!locked_down()) {
		skip("this kernel is not locked down (lockdown=confidentiality)");
		return;
	}
	outcome = process_run(path_sigsnoop(), observing[_i]);
	assert_refusal(&outcome, 3, "lockdown=confidentiality");
}
END_TEST

void add_refusals(Suite *suite)
{
	TCase *tests = theme(suite, "refusals", 20);

	tcase_add_test(tests, test_not_root);
	tcase_add_test(tests, test_not_root_help);
	tcase_add_test(tests, test_no_memory);
	tcase_add_loop_test(tests, test_forced, 0, 4);
	tcase_add_loop_test(tests, test_no_type_information, 0, OBSERVING);
	/* By itself, for where a machine is locked down at the end, which no other test survives.
	 */
	tests = theme(suite, "lockdown", 20);
	tcase_add_loop_test(tests, test_locked_down, 0, OBSERVING);
}
