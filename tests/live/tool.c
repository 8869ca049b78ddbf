// SPDX-License-Identifier: GPL-2.0
/* The program under test while it counts. */
#include "tool.h"

#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "report.h"

#define COUNTING       "sigsnoop-top: counting: "
#define RISK           ": this kernel is preemptible, and "
#define REFUSED_METHOD "sigsnoop-top: --" /* the option that asks for what there is not */

static bool is_counting(const char *line)
{
	return strncmp(line, COUNTING, strlen(COUNTING)) == 0;
}

/*
 * Read its stderr up to the line that says it counts. By a stream: half a megabyte of what libbpf
 * does comes before, and one system call a byte takes half a minute of an emulated CPU.
 */
static bool await_counting(struct tool *tool)
{
	bool counting = false;
	char *line = NULL;
	size_t size = 0;

	tool->said = NULL;
	tool->may_lose = false;
	while (!counting && getline(&line, &size, tool->err) > 0) {
		line[strcspn(line, "\n")] = '\0';
		counting = is_counting(line);
		tool->may_lose |= strstr(line, RISK) != NULL;
		tool->said = line;
		line = NULL;
	}
	tool->counting_at = seconds_now();
	return counting;
}

bool tool_try_as(struct tool *tool, struct start start)
{
	const char *args[40] = {"-o", "json", "--verbose"};
	int ends[2];

	for (int i = 0; start.args && start.args[i]; i++) {
		ck_assert_int_lt(i, 35);
		args[i + 3] = start.args[i];
	}
	pipe_make(ends);
	start.args = args;
	start.err = ends[1];
	tool->out = start.out;
	tool->err = fdopen(ends[0], "r");
	ck_assert_ptr_nonnull(tool->err);
	tool->pid = process_start(&start);
	close(ends[1]);
	if (await_counting(tool))
		return true;
	tool->code = process_wait(tool->pid);
	return false;
}

bool tool_try(struct tool *tool, const char *const args[])
{
	return tool_try_as(
		tool,
		(struct start){.program = path_sigsnoop(), .args = args, .out = memory_file()});
}

bool tool_try_method(struct tool *tool, const char *const args[])
{
	if (tool_try(tool, args))
		return true;
	ck_assert_int_eq(tool->code, 3);
	ck_assert_msg(!strncmp(tool->said, REFUSED_METHOD, strlen(REFUSED_METHOD)), "%s",
	              tool->said);
	skip("%s", tool->said);
	return false;
}

void tool_start(struct tool *tool, const char *const args[])
{
	if (!tool_try(tool, args))
		ck_abort_msg("it does not count, but exits with %d: %s", tool->code, tool->said);
}

char *tool_says(const struct tool *tool)
{
	char *text = NULL;
	size_t size = 0;

	if (getdelim(&text, &size, '\0', tool->err) > 0)
		return text;
	free(text);
	return strdup("");
}

void tool_wait(struct tool *tool)
{
	int code = process_wait(tool->pid);
	char *said = tool_says(tool);

	ck_assert_str_eq(said, "");
	ck_assert_int_eq(code, 0);
	free(said);
}

void tool_end(struct tool *tool, int signal)
{
	ck_assert_int_eq(kill(tool->pid, signal), 0);
	tool_wait(tool);
}

char *tool_text(struct tool *tool)
{
	tool_end(tool, SIGINT);
	return memory_text(tool->out);
}

json_t *tool_reports(struct tool *tool)
{
	char *text = tool_text(tool);

	return tool->may_lose ? reports_parse_lossy(text) : reports_parse(text);
}
