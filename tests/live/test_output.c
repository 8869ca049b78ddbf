// SPDX-License-Identifier: GPL-2.0
/* Where reports go: pipes that close, devices that are full. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "text.h"
#include "tool.h"

static const char *const formats[] = {"json", "table", "csv", "prometheus"};

#define FORMATS 4

/* Start it with a pipe to read from. */
static int start_with_pipe(struct tool *tool, const char *const args[])
{
	int ends[2];

	pipe_make(ends);
	ck_assert(tool_try_as(
		tool, (struct start){.program = path_sigsnoop(), .args = args, .out = ends[1]}));
	close(ends[1]);
	return ends[0];
}

/* No report is due for an hour: it must notice that nobody will read it. */
START_TEST(test_closed_when_idle)
{
	struct tool tool;
	int reader = start_with_pipe(&tool, ARGS("-i", "3600", "-o", formats[_i]));
	double closed = seconds_now();

	close(reader);
	tool_wait(&tool);
	ck_assert_double_lt(seconds_now() - closed, 5 * slowness());
}
END_TEST

START_TEST(test_closed_between_reports)
{
	struct tool tool;
	int reader = start_with_pipe(&tool, ARGS("-i", "0.1", "-o", formats[_i]));

	/* It is written when it is due, not when some buffer is full. */
	ck_assert_ptr_nonnull(pipe_line(reader));
	close(reader);
	tool_wait(&tool);
}
END_TEST

START_TEST(test_closed_while_writing)
{
	struct tool tool;
	int reader = start_with_pipe(&tool, ARGS("-i", "0.1", "-o", "prometheus"));

	(void)fcntl(reader, F_SETPIPE_SZ, 4096); /* if it is not fuller than that already */
	ck_assert_ptr_nonnull(pipe_line(reader));
	seconds_sleep(1); /* by then it waits for room in the pipe */
	close(reader);
	tool_wait(&tool);
}
END_TEST

START_TEST(test_full_device)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct tool tool;
	char *said;

	if (full < 0) {
		skip("there is no /dev/full");
		return;
	}
	ck_assert(tool_try_as(&tool, (struct start){.program = path_sigsnoop(),
	                                            .out = full,
	                                            .args = ARGS("-i", "0.1", "-o", formats[_i])}));
	said = tool_says(&tool);
	ck_assert_int_eq(process_wait(tool.pid), 1);
	ck_assert_msg(text_lines(said) == 1 && strstr(said, "cannot write the report"), "%s", said);
}
END_TEST

/* To no terminal, no escapes. */
START_TEST(test_plain)
{
	struct tool tool;

	tool_start(&tool, ARGS("-i", "0.2", "-c", "2", "-o", "table"));
	tool_wait(&tool);
	ck_assert_ptr_null(strchr(memory_text(tool.out), '\033'));
}
END_TEST

void add_output(Suite *suite)
{
	TCase *tests = theme(suite, "output", 20);

	tcase_add_loop_test(tests, test_closed_when_idle, 0, FORMATS);
	tcase_add_loop_test(tests, test_closed_between_reports, 0, FORMATS);
	tcase_add_test(tests, test_closed_while_writing);
	tcase_add_loop_test(tests, test_full_device, 0, FORMATS);
	tcase_add_test(tests, test_plain);
}
