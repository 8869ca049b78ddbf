// SPDX-License-Identifier: GPL-2.0
/* The program under test while it counts. */
#include "tool.h"

#include <check.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "report.h"

#define COUNTING "sigsnoop-top: counting: "

static bool is_counting(const char *line)
{
	return strncmp(line, COUNTING, strlen(COUNTING)) == 0;
}

/* Read its stderr up to the line that says it counts. */
static bool await_counting(struct tool *tool)
{
	char *line;

	tool->said = NULL;
	while ((line = pipe_line(tool->err)) && !is_counting(line))
		tool->said = line;
	tool->counting_at = seconds_now();
	if (!line)
		return false;
	tool->said = line;
	return true;
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
	tool->err = ends[0];
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

void tool_start(struct tool *tool, const char *const args[])
{
	if (!tool_try(tool, args))
		ck_abort_msg("it does not count, but exits with %d: %s", tool->code, tool->said);
}

void tool_wait(struct tool *tool)
{
	int code = process_wait(tool->pid);

	ck_assert_str_eq(pipe_text(tool->err), "");
	ck_assert_int_eq(code, 0);
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
	return reports_parse(tool_text(tool));
}
