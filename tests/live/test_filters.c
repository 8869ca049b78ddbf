// SPDX-License-Identifier: GPL-2.0
/* Every filter keeps what it should and nothing else. What it should is reckoned here, of the rows.
 */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

/* The user that sigstorm's strangers are, and the pid that no process has. */
#define STRANGER 61357
#define NO_PID   10000000

/* What all these tests send. */
#define MIX                                                                                        \
	"calls", "threads", "signals", "ignored", "overflow", "probe", "esrch", "eperm", "einval", \
		"ebadf", "exits", "timer", "sigpipe", "fault", "forged", "hostile"

static bool sent_by_call(const json_t *row)
{
	const char *origin = row_text(row, "origin");

	return !strcmp(origin, "kill") || !strcmp(origin, "tkill") || !strcmp(origin, "sigqueue");
}

static bool is_signal(const json_t *row, const char *name)
{
	return !strcmp(row_text(row, "signal"), name);
}

static bool is_origin(const json_t *row, const char *name)
{
	return !strcmp(row_text(row, "origin"), name);
}

static bool sender_is_storm(const json_t *row, const void *storm)
{
	return row_integer(row, "sender_pid") == ((const struct storm *)storm)->pid;
}

static bool sender_is_kernel(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "sender_pid") == 0;
}

static bool sender_is_named(const json_t *row, const void *storm)
{
	return !strcmp(row_text(row, "sender_comm"), ((const struct storm *)storm)->comm);
}

static bool sender_is_named_kernel(const json_t *row, const void *unused)
{
	(void)unused;
	return !fnmatch("k[a-f]?n*", row_text(row, "sender_comm"), 0);
}

static bool sender_is_not_storm(const json_t *row, const void *unused)
{
	(void)unused;
	return !fnmatch("[!s]*", row_text(row, "sender_comm"), 0);
}

static bool target_is_storm(const json_t *row, const void *storm)
{
	return row_integer(row, "target_pid") == ((const struct storm *)storm)->pid;
}

static bool target_is_named(const json_t *row, const void *storm)
{
	return !strcmp(row_text(row, "target_comm"), ((const struct storm *)storm)->comm);
}

static bool target_has_blank(const json_t *row, const void *unused)
{
	(void)unused;
	return !fnmatch("*?[ ]?*", row_text(row, "target_comm"), 0);
}

static bool target_is_nobody(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "target_pid") == NO_PID && row_is_refused_door(row);
}

static bool target_is_no_group(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "target_pid") == -NO_PID;
}

static bool signal_listed(const json_t *row, const void *unused)
{
	(void)unused;
	return is_signal(row, "SIGTERM") || is_signal(row, "SIGUSR1") ||
	       is_signal(row, "SIGRTMIN+6") || is_signal(row, "SIGRTMAX") ||
	       is_signal(row, "SIGRTMIN+3");
}

static bool signal_not_listed(const json_t *row, const void *unused)
{
	(void)unused;
	return !is_signal(row, "SIGUSR1") && !is_signal(row, "SIGCHLD") &&
	       !is_signal(row, "SIGRTMIN");
}

static bool signal_zero(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "signal_number") == 0;
}

static bool signal_invalid(const json_t *row, const void *unused)
{
	(void)unused;
	return is_signal(row, "invalid");
}

static bool uid_is_stranger(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "sender_uid") == STRANGER;
}

static bool uid_is_root(const json_t *row, const void *unused)
{
	(void)unused;
	return row_integer(row, "sender_uid") == 0;
}

static bool is_failed(const json_t *row, const void *unused)
{
	const char *outcome = row_text(row, "outcome");

	(void)unused;
	return !strcmp(outcome, "refused") || !strcmp(outcome, "overflow");
}

static bool is_sent(const json_t *row, const void *unused)
{
	(void)unused;
	return sent_by_call(row);
}

static bool origin_listed(const json_t *row, const void *unused)
{
	(void)unused;
	return is_origin(row, "child") || is_origin(row, "timer") || is_origin(row, "fault");
}

static bool origin_not_listed(const json_t *row, const void *unused)
{
	(void)unused;
	return !is_origin(row, "kill") && !is_origin(row, "indirect");
}

static bool is_failed_tkill(const json_t *row, const void *unused)
{
	return is_failed(row, unused) && is_origin(row, "tkill");
}

static bool is_term_of_stranger(const json_t *row, const void *storm)
{
	return uid_is_stranger(row, storm) && is_signal(row, "SIGTERM") &&
	       sender_is_named(row, storm);
}

/* In the words, PID and COMM stand for the storm's; HALF for a pattern that takes its name. */
static const struct filter_case {
	const char *words[8];
	row_filter wanted;
} cases[] = {
	{{"-p", "PID"}, sender_is_storm},
	{{"-p", "0"}, sender_is_kernel},
	{{"--sender=COMM"}, sender_is_named},
	{{"-p", "HALF"}, sender_is_named},
	{{"-p", "k[a-f]?n*"}, sender_is_named_kernel},
	{{"-p", "[!s]*"}, sender_is_not_storm},
	{{"-t", "PID"}, target_is_storm},
	{{"--target", "COMM"}, target_is_named},
	{{"-t", "HALF"}, target_is_named},
	{{"-t", "*?[ ]?*"}, target_has_blank},
	{{"-t", "10000000"}, target_is_nobody},
	{{"-t", "-10000000"}, target_is_no_group},
	{{"-s", "TERM,SIGUSR1,40,rtmax,sigRTmin+3"}, signal_listed},
	{{"--signal", "!USR1,17,RTMIN"}, signal_not_listed},
	{{"-s", "0"}, signal_zero},
	{{"-s", "invalid"}, signal_invalid},
	{{"-u", "61357"}, uid_is_stranger},
	{{"--uid=0"}, uid_is_root},
	{{"-x"}, is_failed},
	{{"--kill"}, is_sent},
	{{"--origin", "child,timer,fault"}, origin_listed},
	{{"--origin", "!kill,indirect"}, origin_not_listed},
	{{"-x", "--origin", "tkill"}, is_failed_tkill},
	{{"-u", "61357", "-s", "TERM", "-p", "COMM"}, is_term_of_stranger},
};

#define CASES ((int)(sizeof(cases) / sizeof(cases[0])))

static const char *fill_in(const struct storm *storm, const char *word)
{
	char *filled = NULL;

	if (!strcmp(word, "PID"))
		ck_assert_int_gt(asprintf(&filled, "%d", storm->pid), 0);
	else if (!strcmp(word, "HALF"))
		ck_assert_int_gt(asprintf(&filled, "s?*[m]%s", storm->comm + strlen("storm")), 0);
	else if (strstr(word, "COMM"))
		ck_assert_int_gt(asprintf(&filled, "%.*s%s", (int)(strstr(word, "COMM") - word),
		                          word, storm->comm),
		                 0);
	return filled ? filled : word;
}

START_TEST(test_filter)
{
	const struct filter_case *it = &cases[_i];
	const char *args[9] = {NULL};
	struct storm storm;
	struct tool tool;

	storm_prepare(&storm, ARGS(MIX));
	for (int i = 0; it->words[i]; i++)
		args[i] = fill_in(&storm, it->words[i]);
	tool_start(&tool, args);
	storm_begin(&storm);
	storm_finish(&storm);
	storm_assert_filtered(&storm, tool_reports(&tool), it->wanted, &storm);
}
END_TEST

/* A filter that leaves nothing for a door leaves its programs out of the kernel. */
START_TEST(test_unused_programs)
{
	static const struct {
		const char *words[3];
		const char *generated, *refused;
	} unused[] = {
		{{"-s", "0"}, "off", NULL},
		{{"--origin", "timer"}, NULL, "off"},
		{{"--origin=kernel,child"}, NULL, "off"},
	};
	struct tool tool;
	json_t *report;

	tool_start(&tool, unused[_i].words);
	report = json_array_get(tool_reports(&tool), 0);
	if (unused[_i].generated)
		ck_assert_str_eq(report_hook(report, "generated"), unused[_i].generated);
	else
		ck_assert_str_ne(report_hook(report, "generated"), "off");
	if (unused[_i].refused)
		ck_assert_str_eq(report_hook(report, "refused"), unused[_i].refused);
	else
		ck_assert_str_ne(report_hook(report, "refused"), "off");
}
END_TEST

void add_filters(Suite *suite)
{
	TCase *tests = theme(suite, "filters", 30);

	tcase_add_loop_test(tests, test_filter, 0, CASES);
	tcase_add_loop_test(tests, test_unused_programs, 0, 3);
}
