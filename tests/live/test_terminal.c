// SPDX-License-Identifier: GPL-2.0
/* On a terminal: colour, and as many rows as it has room for. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "live.h"
#include "pinned.h"
#include "storm.h"
#include "text.h"
#include "tool.h"

struct terminal {
	int master, slave;
};

/* A pseudo-terminal of this size. */
static void terminal_open(struct terminal *terminal, unsigned short rows, unsigned short columns)
{
	struct winsize size = {.ws_row = rows, .ws_col = columns};
	struct termios mode;

	terminal->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(terminal->master, 0);
	ck_assert_int_eq(grantpt(terminal->master), 0);
	ck_assert_int_eq(unlockpt(terminal->master), 0);
	terminal->slave = open(ptsname(terminal->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	ck_assert_int_ge(terminal->slave, 0);
	ck_assert_int_eq(ioctl(terminal->master, TIOCSWINSZ, &size), 0);
	ck_assert_int_eq(tcgetattr(terminal->slave, &mode), 0);
	cfmakeraw(&mode);
	ck_assert_int_eq(tcsetattr(terminal->slave, TCSANOW, &mode), 0);
}

/* One report on a terminal of this size, of a storm of many rows. */
static char *text_on_terminal(unsigned short rows, unsigned short columns, const char *variable,
                              const char *const args[])
{
	struct terminal terminal;
	struct storm storm;
	struct tool tool;

	terminal_open(&terminal, rows, columns);
	ck_assert(tool_try_as(&tool, (struct start){.program = path_sigsnoop(),
	                                            .args = args,
	                                            .out = terminal.slave,
	                                            .variable = variable}));
	storm_run(&storm, ARGS("exits", "deadly"));
	ck_assert_int_eq(kill(tool.pid, SIGINT), 0);
	close(terminal.slave);
	/* What does not fit in the terminal's buffer must be read before it can end. */
	char *text = pipe_text(terminal.master);

	tool_wait(&tool);
	return text;
}

static bool continues_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80; /* UTF-8 */
}

/* Characters of its longest line, without escapes. */
static size_t text_width(const char *text)
{
	size_t width = 0, widest = 0;

	for (; *text; text++) {
		if (*text == '\033')
			text += strcspn(text, "m");
		else if (*text == '\n')
			width = 0;
		else if (!continues_character(*text))
			width++;
		widest = width > widest ? width : widest;
	}
	return widest;
}

START_TEST(test_height)
{
	const unsigned short heights[] = {20, 30};
	char *text = text_on_terminal(heights[_i], 100, "TERM=xterm",
	                              ARGS("-i", "3600", "-o", "table", "-s", "CHLD"));

	ck_assert_msg(text_lines(text) <= heights[_i], "%zu lines: %.2000s", text_lines(text),
	              text);
	ck_assert_msg(text_lines(text) + 5 >= heights[_i], "%zu lines: %.2000s", text_lines(text),
	              text);
	ck_assert_msg(strstr(text_unwrapped(text), " are not shown (-n 0 shows all)"), "%.2000s",
	              text);
}
END_TEST

START_TEST(test_all_rows)
{
	char *text = text_on_terminal(20, 100, "TERM=xterm",
	                              ARGS("-i", "3600", "-o", "table", "-s", "CHLD", "-n", "0"));

	ck_assert_uint_gt(text_lines(text), 23 + 5);
	ck_assert_ptr_null(strstr(text, "not shown"));
}
END_TEST

/* What a snapshot does not show, no other one will. */
START_TEST(test_snapshot)
{
	struct terminal terminal;
	struct storm storm;
	struct start start = {.program = path_sigsnoop(), .args = ARGS("snapshot")};
	pid_t pid;
	char *text;

	pinned_start(ARGS("-s", "CHLD"));
	storm_run(&storm, ARGS("exits", "deadly"));
	terminal_open(&terminal, 20, 100);
	start.out = terminal.slave;
	pid = process_start(&start);
	close(terminal.slave);
	text = pipe_text(terminal.master);
	ck_assert_int_eq(process_wait(pid), 0);
	ck_assert_uint_gt(text_lines(text), 23 + 5);
	ck_assert_ptr_null(strstr(text, "not shown"));
	pinned_clean();
}
END_TEST

START_TEST(test_width)
{
	const unsigned short widths[] = {60, 80, 160};
	char *text =
		text_on_terminal(50, widths[_i], "TERM=xterm",
	                         ARGS("-i", "3600", "-o", "table", "-b",
	                              "sender,sender_parent,sender_parent_comm,target,signal"));

	ck_assert_msg(text_width(text) < widths[_i], "%zu wide: %.2000s", text_width(text), text);
	ck_assert_uint_gt(text_width(text) + 20, widths[_i] < 100 ? widths[_i] : 100);
}
END_TEST

START_TEST(test_colour)
{
	static const struct {
		const char *variable;
		bool coloured;
	} cases[] = {{"NO_COLOR=1", false}, {"NO_COLOR=", true}, {"COLORTERM=yes", true}};
	char *text;

	ck_assert_int_eq(unsetenv("NO_COLOR"), 0);
	text = text_on_terminal(50, 80, cases[_i].variable, ARGS("-i", "3600", "-o", "table"));
	ck_assert_msg(!!strchr(text, '\033') == cases[_i].coloured, "%.2000s", text);
}
END_TEST

void add_terminal(Suite *suite)
{
	TCase *tests = theme(suite, "terminal", 20);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_loop_test(tests, test_height, 0, 2);
	tcase_add_test(tests, test_all_rows);
	tcase_add_test(tests, test_snapshot);
	tcase_add_loop_test(tests, test_width, 0, 3);
	tcase_add_loop_test(tests, test_colour, 0, 3);
}
