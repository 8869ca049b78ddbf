// SPDX-License-Identifier: GPL-2.0
/* check: the verdict is right, whether counting is exact, is not, or is not to be had. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "live.h"
#include "process.h"
#include "report.h"
#include "text.h"
#include "tool.h"

#define NOBODY 65534

/* The signals of one of its rows: kill(2) of this one, 23 times. */
#define CHECK_SIGNAL 40

#define KINDS_LEAST   20
#define SIGNALS_LEAST 250 /* without refused calls */

static struct outcome check(const char *const args[])
{
	return process_run(path_sigsnoop(), args);
}

/* Its last line. */
static const char *verdict(const struct outcome *outcome)
{
	size_t length = strlen(outcome->out);
	char *end;

	ck_assert_msg(length && outcome->out[length - 1] == '\n', "no table: %s%s", outcome->out,
	              outcome->err);
	outcome->out[length - 1] = '\0';
	end = strrchr(outcome->out, '\n');
	ck_assert_msg(end, "no table: %s", outcome->out);
	return end + 1;
}

static void assert_exact(const struct outcome *outcome)
{
	const char *said = verdict(outcome);
	int kinds, signals;

	ck_assert_msg(outcome->code == 0, "exit %d: %s%s", outcome->code, outcome->out,
	              outcome->err);
	ck_assert_str_eq(outcome->err, "");
	ck_assert_msg(sscanf(said, "counting is exact here: %d kinds, %d signals, 0 lost", &kinds,
	                     &signals) == 2,
	              "%s", said);
	ck_assert_int_ge(kinds, KINDS_LEAST);
	ck_assert_int_ge(signals, SIGNALS_LEAST);
}

/* What it says of itself stands above; the reason below. */
static void assert_blind(const struct outcome *outcome, const char *fact, const char *reason)
{
	const char *said = verdict(outcome);

	ck_assert_msg(outcome->code == 3, "exit %d: %s%s", outcome->code, outcome->out,
	              outcome->err);
	ck_assert_str_eq(outcome->err, "");
	ck_assert_msg(strstr(outcome->out, fact), "%s is not in the table: %s", fact, outcome->out);
	ck_assert_ptr_nonnull(strstr(outcome->out, "\nHOOK "));
	ck_assert_msg(!strncmp(said, "nothing can be counted here: ", 29), "%s", said);
	ck_assert_msg(strstr(said, reason), "%s is not named: %s", reason, said);
}

START_TEST(test_exact)
{
	struct outcome outcome = check(ARGS("check"));

	assert_exact(&outcome);
}
END_TEST

/* What is inherited must not matter: a parent that ignores SIGCHLD, and has no child to wait for.
 */
START_TEST(test_inherited)
{
	char command[4096];
	struct outcome outcome;

	(void)snprintf(command, sizeof(command), "trap '' CHLD USR1 TERM; exec '%s' check",
	               path_sigsnoop());
	outcome = process_run("/bin/sh", ARGS("-c", command));
	assert_exact(&outcome);
}
END_TEST

/* Other processes that send the same signals at the same time are not its concern. */
START_TEST(test_beside_others)
{
	int nowhere = memory_file();
	pid_t storm = process_start(&(struct start){
		.program = path_sigstorm(), .args = ARGS("all"), .out = nowhere, .err = nowhere});
	struct outcome outcome = check(ARGS("check"));

	(void)process_wait(storm);
	assert_exact(&outcome);
}
END_TEST

static void assert_row(const json_t *row)
{
	char *text = json_dumps(row, 0);

	ck_assert_msg(json_is_true(json_object_get(row, "tested")), "%s", text);
	ck_assert_msg(json_is_true(json_object_get(row, "right")), "%s", text);
	ck_assert_msg(json_integer_value(json_object_get(row, "expected")) > 0, "%s", text);
	ck_assert_msg(json_equal(json_object_get(row, "expected"), json_object_get(row, "counted")),
	              "%s", text);
}

static void assert_outcomes(const json_t *rows)
{
	static const char *const outcomes[] = {"queued",    "ignored", "pending", "overflow",
	                                       "info_lost", "refused", "probe"};

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		bool found = false;
		const json_t *row;
		size_t j;

		for (j = 0; (row = json_array_get(rows, j)); j++)
			found = found || !strcmp(json_string_value(json_object_get(row, "outcome")),
			                         outcomes[i]);
		ck_assert_msg(found, "no row has the outcome %s", outcomes[i]);
	}
}

START_TEST(test_json)
{
	struct outcome outcome = check(ARGS("check", "-o", "json"));
	json_t *object = json_loads(outcome.out, 0, NULL), *rows, *doors, *report;
	struct tool tool;
	const json_t *row;
	size_t i;

	ck_assert_msg(object, "%s", outcome.out);
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_uint_eq(text_lines(outcome.out), 1);
	ck_assert_str_eq(json_string_value(json_object_get(object, "schema")), "sigsnoop-check/1");
	ck_assert_str_eq(json_string_value(json_object_get(object, "result")), "exact");
	rows = json_object_get(json_object_get(object, "test"), "rows");
	for (i = 0; (row = json_array_get(rows, i)); i++)
		assert_row(row);
	ck_assert_int_ge((int)i, KINDS_LEAST);
	assert_outcomes(rows);
	/* The hooks are those that reports take. */
	tool_start(&tool, NULL);
	report = json_array_get(tool_reports(&tool), 0);
	doors = json_object_get(object, "doors");
	for (i = 0; i < 2; i++) {
		const char *door = i ? "refused" : "generated";

		ck_assert_str_eq(
			json_string_value(json_object_get(json_object_get(doors, door), "method")),
			report_hook(report, door));
	}
}
END_TEST

/* Each method is exact, or is not to be had here, or says that it may lose. */
START_TEST(test_forced)
{
	static const char *const methods[] = {"--failures=fexit",      "--failures=kprobe",
	                                      "--failures=tracepoint", "--failures=off",
	                                      "--generated=raw_tp",    "--generated=kprobe.multi"};
	struct outcome outcome = check(ARGS("check", methods[_i]));

	if (outcome.code == 3)
		assert_blind(&outcome, " no ", methods[_i]);
	else if (strstr(outcome.out, "may lose       nothing"))
		assert_exact(&outcome);
	else
		ck_assert_msg(outcome.code <= 1, "exit %d: %s%s", outcome.code, outcome.out,
		              outcome.err);
}
END_TEST

START_TEST(test_no_privilege)
{
	struct outcome outcome = process_run_as(
		(struct start){.program = path_sigsnoop(), .args = ARGS("check"), .uid = NOBODY});

	assert_blind(&outcome, "CAP_BPF no", "root");
	ck_assert_ptr_nonnull(strstr(outcome.out, " unknown "));
}
END_TEST

START_TEST(test_container)
{
	struct outcome outcome;

	if (unshare(CLONE_NEWPID)) {
		skip("no pid namespace of our own: %s", strerror(errno));
		return;
	}
	outcome = check(ARGS("check"));
	assert_blind(&outcome, "a container's", "pid namespace");
}
END_TEST

START_TEST(test_no_type_information)
{
	struct outcome outcome;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/sys/kernel/btf", "tmpfs", 0, NULL)) {
		skip("/sys/kernel/btf cannot be hidden: %s", strerror(errno));
		return;
	}
	outcome = check(ARGS("check"));
	assert_blind(&outcome, "BTF            no", "CONFIG_DEBUG_INFO_BTF");
}
END_TEST

/* A kernel that is made to say, of one signal, that it was sent, and does not send it. */
static bool lie_of_kill(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CHECK_SIGNAL, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {.len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

START_TEST(test_differs)
{
	struct outcome outcome;
	const char *said;

	if (!lie_of_kill()) {
		skip("no seccomp filter: %s", strerror(errno));
		return;
	}
	outcome = check(ARGS("check"));
	ck_assert_msg(outcome.code == 1, "exit %d: %s%s", outcome.code, outcome.out, outcome.err);
	ck_assert_str_eq(outcome.err, "");
	said = verdict(&outcome);
	ck_assert_msg(strstr(said, "counting is NOT exact here: kill (SIGRTMIN+6 queued by kill") &&
	                      strstr(said, ": 23 expected, 0 counted"),
	              "%s", said);
	ck_assert_ptr_null(strstr(said, "more differ"));
}
END_TEST

START_TEST(test_usage)
{
	struct outcome outcome = check(ARGS("check", "-o", "csv"));

	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.out, "");
	outcome = check(ARGS("check", "now"));
	ck_assert_int_eq(outcome.code, 2);
	outcome = check(ARGS("check", "--help"));
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_ptr_nonnull(strstr(outcome.out, "Exit codes"));
}
END_TEST

void add_check(Suite *suite)
{
	TCase *tests = theme(suite, "check", 30);

	tcase_add_test(tests, test_exact);
	tcase_add_test(tests, test_inherited);
	tcase_add_test(tests, test_beside_others);
	tcase_add_test(tests, test_json);
	tcase_add_loop_test(tests, test_forced, 0, 7);
	tcase_add_test(tests, test_no_privilege);
	tcase_add_test(tests, test_container);
	tcase_add_test(tests, test_no_type_information);
	tcase_add_test(tests, test_differs);
	tcase_add_test(tests, test_usage);
}
