// SPDX-License-Identifier: GPL-2.0
/* Every workload: exactly its rows are reported, whichever hooks are in use. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define WORKLOADS_MOST 100

static const char *workloads[WORKLOADS_MOST];
static int workload_count;

/* Before any test runs. `all` is what the others are part of. */
static void list_workloads(void)
{
	static char text[16384];
	char command[4096];
	FILE *list;
	size_t size;

	(void)snprintf(command, sizeof(command), "'%s' --list", path_sigstorm());
	list = popen(command, "re");
	if (!list)
		return;
	size = fread(text, 1, sizeof(text) - 1, list);
	text[size] = '\0';
	(void)pclose(list);
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		line[strcspn(line, " ")] = '\0';
		if (strcmp(line, "all") != 0 && workload_count < WORKLOADS_MOST)
			workloads[workload_count++] = line;
	}
}

START_TEST(test_listed)
{
	ck_assert_msg(workload_count >= 40, "sigstorm --list names %d workloads only",
	              workload_count);
}
END_TEST

START_TEST(test_each)
{
	struct storm storm;
	struct tool tool;

	/* Reports in short succession, so that some workloads go on from one to the next. */
	tool_start(&tool, ARGS("-i", "0.3"));
	storm_run(&storm, ARGS(workloads[_i]));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

static bool not_refused(const json_t *row, const void *context)
{
	(void)context;
	return !row_is_refused_door(row);
}

START_TEST(test_all_by_raw_tp)
{
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("--generated=raw_tp"));
	storm_run(&storm, ARGS("all"));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

START_TEST(test_all_but_failures)
{
	struct storm storm;
	struct tool tool;

	tool_start(&tool, ARGS("--failures=off"));
	storm_run(&storm, ARGS("all"));
	storm_assert_filtered(&storm, tool_reports(&tool), not_refused, NULL);
}
END_TEST

static const char *const generated_modes[] = {"tp_btf", "raw_tp", "kprobe.multi"};
static const char *const refused_modes[] = {"fexit", "kprobe.multi", "kprobe", "tracepoint", "off"};
#define GENERATED_MODES 3
#define REFUSED_MODES   5

static void assert_hooks(const json_t *reports, const char *generated, const char *refused)
{
	const json_t *report;
	size_t i;

	for (i = 0; (report = json_array_get(reports, i)); i++) {
		ck_assert_str_eq(report_hook(report, "generated"), generated);
		ck_assert_str_eq(report_hook(report, "refused"), refused);
	}
}

START_TEST(test_hooks)
{
	const char *generated = generated_modes[_i % GENERATED_MODES];
	const char *refused = refused_modes[_i / GENERATED_MODES];
	struct storm storm;
	struct tool tool;
	json_t *reports;

	if (!tool_try_method(&tool, ARGS("--generated", generated, "--failures", refused)))
		return;
	storm_run(&storm,
	          ARGS("calls", "threads", "pending", "overflow", "probe", "zombie", "esrch",
	               "eperm", "einval", "efault", "ebadf", "e2big", "refused-zero",
	               "group-partial", "group-refused", "forged", "forged-self", "timer", "exits",
	               "sigpipe", "fault", "pid-namespace"));
	reports = tool_reports(&tool);
	assert_hooks(reports, generated, refused);
	if (strcmp(refused, "off") != 0)
		storm_assert_exact(&storm, reports);
	else
		storm_assert_filtered(&storm, reports, not_refused, NULL);
}
END_TEST

/* What auto passes over does not work here when it is forced, or says that it may lose. */
START_TEST(test_auto)
{
	struct tool tool, forced;
	json_t *report;
	const char *taken;

	tool_start(&tool, NULL);
	report = json_array_get(tool_reports(&tool), 0);
	taken = report_hook(report, "refused");
	for (int i = 0; strcmp(refused_modes[i], taken) != 0; i++) {
		ck_assert_str_ne(refused_modes[i], "off");
		if (!tool_try(&forced, ARGS("--failures", refused_modes[i]))) {
			ck_assert_int_eq(forced.code, 3);
			continue;
		}
		ck_assert_msg(forced.may_lose, "auto passes over %s", refused_modes[i]);
		tool_end(&forced, SIGINT);
	}
	taken = report_hook(report, "generated");
	if (strcmp(taken, "tp_btf") != 0 && tool_try(&forced, ARGS("--generated=tp_btf"))) {
		ck_assert_msg(forced.may_lose, "auto passes over tp_btf");
		tool_end(&forced, SIGINT);
	}
}
END_TEST

void add_workloads(Suite *suite)
{
	TCase *tests = theme(suite, "workloads", 60);

	list_workloads();
	tcase_add_test(tests, test_listed);
	tcase_add_loop_test(tests, test_each, 0, workload_count);
	tcase_add_test(tests, test_all_by_raw_tp);
	tcase_add_test(tests, test_all_but_failures);
	tests = theme(suite, "hooks", 60);
	tcase_add_loop_test(tests, test_hooks, 0, GENERATED_MODES * REFUSED_MODES);
	tcase_add_test(tests, test_auto);
}
