// SPDX-License-Identifier: GPL-2.0
/* The flight recorder: who killed whom, whatever else goes on. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "live.h"
#include "oom.h"
#include "process.h"
#include "tally.h"

#define FLOOD 1000000

/* Pins and state of these tests alone. The fixtures run in the process that all tests come from. */
static void start_recorder(const char *entries)
{
	char text[128];
	struct outcome outcome;

	(void)snprintf(text, sizeof(text), "/sys/fs/bpf/live-recorder-%d", getpid());
	ck_assert_int_eq(setenv("SIGSNOOP_PIN_DIR", text, 1), 0);
	(void)snprintf(text, sizeof(text), "/run/live-recorder-%d", getpid());
	ck_assert_int_eq(setenv("SIGSNOOP_STATE_DIR", text, 1), 0);
	outcome = process_run(path_sigsnoop(), ARGS("start", "--recorder-entries", entries));
	ck_assert_msg(outcome.code == 0, "start: %s", outcome.err);
}

static void start_default(void)
{
	start_recorder("4096");
}

static void start_small(void)
{
	start_recorder("16");
}

static void stop_recorder(void)
{
	const char *state = getenv("SIGSNOOP_STATE_DIR");
	struct outcome outcome = process_run(path_sigsnoop(), ARGS("stop", "--no-snapshot"));

	ck_assert_msg(outcome.code == 0, "stop: %s", outcome.err);
	ck_assert_int_eq(process_run("/bin/rm", ARGS("-r", state)).code, 0);
	ck_assert_int_eq(unsetenv("SIGSNOOP_PIN_DIR"), 0);
	ck_assert_int_eq(unsetenv("SIGSNOOP_STATE_DIR"), 0);
}

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *report = json_loads(text, JSON_REJECT_DUPLICATES, &error);

	ck_assert_msg(report, "no JSON: %s: %s", error.text, text);
	ck_assert_str_eq(row_text(report, "schema"), "sigsnoop-top/1");
	ck_assert(json_is_array(json_object_get(report, "records")));
	return report;
}

static json_t *last(const char *who)
{
	struct outcome outcome =
		process_run(path_sigsnoop(), ARGS("last", "-o", "json", "--", who));

	ck_assert_msg(outcome.code == 0, "last: %s", outcome.err);
	ck_assert_str_eq(outcome.err, "");
	return parse(outcome.out);
}

static json_t *records_of(pid_t target)
{
	char who[16];

	(void)snprintf(who, sizeof(who), "%d", target);
	return json_object_get(last(who), "records");
}

/* The one record there is of this process. */
static json_t *record_of(pid_t target)
{
	json_t *records = records_of(target);

	ck_assert_msg(json_array_size(records) == 1, "%zu records of %d: %s",
	              json_array_size(records), target, json_dumps(records, JSON_COMPACT));
	return json_array_get(records, 0);
}

static bool flag(const json_t *record, const char *key)
{
	const json_t *value = json_object_get(record, key);

	ck_assert(json_is_boolean(value));
	return json_is_true(value);
}

static void assert_null(const json_t *record, const char *key)
{
	ck_assert_msg(json_is_null(json_object_get(record, key)), "%s is not null", key);
}

static void assert_cause(const json_t *record, const char *signal, const char *origin,
                         const char *outcome)
{
	ck_assert_str_eq(row_text(record, "signal"), signal);
	ck_assert_str_eq(row_text(record, "origin"), origin);
	ck_assert_str_eq(row_text(record, "outcome"), outcome);
}

static void assert_ended(const json_t *record)
{
	double after = json_real_value(json_object_get(record, "ended_after_s"));

	ck_assert(flag(record, "ended"));
	ck_assert(after >= 0 && after < 10 * slowness());
}

static void assert_comm(const json_t *record, const char *key)
{
	char name[16] = "";

	ck_assert_int_eq(prctl(PR_GET_NAME, name), 0);
	ck_assert_str_eq(row_text(record, key), name);
}

/* This process sent it. */
static void assert_from_us(const json_t *record)
{
	ck_assert_int_eq(row_integer(record, "sender_pid"), getpid());
	assert_comm(record, "sender_comm");
	ck_assert_int_eq(row_integer(record, "sender_uid"), 0);
	ck_assert_int_eq(row_integer(record, "sender_parent"), getppid());
	assert_comm(record, "sender_parent_comm");
}

static void assert_from_kernel(const json_t *record)
{
	ck_assert_int_eq(row_integer(record, "sender_pid"), 0);
	ck_assert_str_eq(row_text(record, "sender_comm"), "kernel");
	assert_null(record, "sender_uid");
}

/* The test runner has handlers, which a child of ours would run too. */
static void forget_handlers(void)
{
	for (int signal = 1; signal < SIGRTMIN; signal++)
		(void)sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
}

/* A child that runs `body`, if there is one, says that it has, and waits. */
static pid_t start_child(void (*body)(void))
{
	int ends[2];
	char nothing;
	pid_t pid;

	pipe_make(ends);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid) {
		close(ends[1]);
		ck_assert_int_eq(read(ends[0], &nothing, 1), 1);
		close(ends[0]);
		return pid;
	}
	forget_handlers();
	if (body)
		body();
	if (write(ends[1], "", 1) != 1)
		_exit(1);
	for (;;)
		(void)pause();
}

/* A child that `body` ends. */
static pid_t run_child(void (*body)(void))
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		forget_handlers();
		body();
		_exit(99);
	}
	return pid;
}

static int end_of(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void reap(pid_t pid)
{
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(end_of(pid), SIGKILL);
}

static void count_nothing(int signal)
{
	(void)signal;
}

static void handle_all(void)
{
	struct sigaction action = {.sa_handler = count_nothing};

	for (int signal = 1; signal < SIGRTMIN; signal++)
		(void)sigaction(signal, &action, NULL);
}

START_TEST(test_killed)
{
	static const struct {
		int signal;
		const char *name;
	} cases[] = {
		{SIGKILL, "SIGKILL"}, {SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"},
		{SIGHUP, "SIGHUP"},   {SIGQUIT, "SIGQUIT"}, {SIGUSR1, "SIGUSR1"},
	};
	pid_t pid = start_child(NULL);
	json_t *record;

	ck_assert_int_eq(kill(pid, cases[_i].signal), 0);
	ck_assert_int_eq(end_of(pid), cases[_i].signal);
	record = record_of(pid);
	assert_cause(record, cases[_i].name, "kill", "queued");
	assert_from_us(record);
	assert_comm(record, "target_comm");
	assert_ended(record);
	ck_assert(!flag(record, "oom"));
	ck_assert_int_eq(row_count(record), 1);
}
END_TEST

/* What does not kill is recorded if it asks to end, and each kind once however often it comes. */
START_TEST(test_survived)
{
	pid_t pid = start_child(handle_all);
	json_int_t count = 0;
	json_t *records, *record;
	size_t i;

	for (int j = 0; j < 10000; j++) {
		ck_assert_int_eq(kill(pid, SIGTERM), 0);
		ck_assert_int_eq(kill(pid, SIGUSR1), 0);
	}
	records = records_of(pid);
	json_array_foreach (records, i, record) {
		ck_assert_str_eq(row_text(record, "signal"), "SIGTERM");
		ck_assert(!flag(record, "ended"));
		assert_null(record, "ended_after_s");
		assert_from_us(record);
		count += row_count(record);
	}
	ck_assert_int_eq(count, 10000);
	/* Queued and pending; twice that if a minute ended meanwhile. */
	ck_assert_int_le(json_array_size(records), 4);
	reap(pid);
}
END_TEST

static void block_term(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

static void unblock_at_usr1(int signal)
{
	sigset_t set;

	(void)signal;
	(void)sigemptyset(&set);
	(void)sigprocmask(SIG_SETMASK, &set, NULL);
}

static void block_until_usr1(void)
{
	struct sigaction action = {.sa_handler = unblock_at_usr1};

	block_term();
	(void)sigaction(SIGUSR1, &action, NULL);
}

/* It ends of a signal long after it was sent. */
START_TEST(test_blocked)
{
	pid_t pid = start_child(block_until_usr1);
	json_t *record;

	ck_assert_int_eq(kill(pid, SIGTERM), 0);
	record = record_of(pid);
	assert_cause(record, "SIGTERM", "kill", "queued");
	ck_assert(!flag(record, "ended"));
	seconds_sleep(0.3);
	ck_assert_int_eq(kill(pid, SIGUSR1), 0);
	ck_assert_int_eq(end_of(pid), SIGTERM);
	record = record_of(pid);
	assert_ended(record);
	ck_assert(json_real_value(json_object_get(record, "ended_after_s")) >= 0.3);
}
END_TEST

static void segfault(void)
{
	volatile char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	*page = 1;
}

START_TEST(test_fault)
{
	pid_t pid = run_child(segfault);
	json_t *record;

	ck_assert_int_eq(end_of(pid), SIGSEGV);
	record = record_of(pid);
	assert_cause(record, "SIGSEGV", "fault", "queued");
	ck_assert_int_eq(row_integer(record, "sender_pid"), pid);
	assert_ended(record);
}
END_TEST

START_TEST(test_abort)
{
	pid_t pid = run_child(abort);
	json_t *record;

	ck_assert_int_eq(end_of(pid), SIGABRT);
	record = record_of(pid);
	assert_cause(record, "SIGABRT", "tkill", "queued");
	ck_assert_int_eq(row_integer(record, "sender_pid"), pid);
	assert_ended(record);
}
END_TEST

START_TEST(test_terminal_key)
{
	json_t *record;
	int master;
	pid_t pid = forkpty(&master, NULL, NULL, NULL);

	ck_assert_int_ge(pid, 0);
	if (!pid) {
		forget_handlers();
		if (write(STDOUT_FILENO, "x", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	ck_assert_int_eq(read(master, (char[1]){0}, 1), 1);
	ck_assert_int_eq(write(master, "\003", 1), 1);
	ck_assert_int_eq(end_of(pid), SIGINT);
	/* The second is that the session of its leader hangs up. */
	record = json_array_get(records_of(pid), 0);
	assert_cause(record, "SIGINT", "kernel", "queued");
	assert_from_kernel(record);
	assert_ended(record);
}
END_TEST

static void seccomp_filter(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {4, insns};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(98);
	(void)syscall(__NR_getppid);
}

START_TEST(test_seccomp)
{
	pid_t pid = run_child(seccomp_filter);
	json_t *record;

	ck_assert_int_eq(end_of(pid), SIGSYS);
	record = record_of(pid);
	assert_cause(record, "SIGSYS", "fault", "queued");
	ck_assert_int_eq(row_integer(record, "sender_pid"), pid);
	assert_ended(record);
}
END_TEST

static void seccomp_strict(void)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT))
		_exit(98);
	(void)syscall(__NR_getppid);
}

/* The kernel ends it without any signal: only its end can be seen. */
START_TEST(test_end_only)
{
	pid_t pid = run_child(seccomp_strict);
	json_t *record;

	ck_assert_int_eq(end_of(pid), SIGKILL);
	record = record_of(pid);
	ck_assert_str_eq(row_text(record, "signal"), "SIGKILL");
	assert_null(record, "sender_pid");
	assert_null(record, "sender_comm");
	assert_null(record, "origin");
	assert_null(record, "outcome");
	assert_comm(record, "target_comm");
	assert_ended(record);
}
END_TEST

/* A process that ends by itself is nobody's business. */
static void just_exit(void)
{
	_exit(9);
}

START_TEST(test_not_recorded)
{
	pid_t pid = run_child(just_exit);

	ck_assert_int_eq(end_of(pid), -9);
	ck_assert_uint_eq(json_array_size(records_of(pid)), 0);
	ck_assert_int_eq(kill(pid, SIGKILL), -1);
	ck_assert_int_eq(errno, ESRCH);
	ck_assert_uint_eq(json_array_size(records_of(pid)), 0);
	pid = start_child(handle_all);
	ck_assert_int_eq(kill(pid, SIGUSR1), 0);
	ck_assert_int_eq(kill(pid, SIGWINCH), 0);
	ck_assert_uint_eq(json_array_size(records_of(pid)), 0);
	reap(pid);
}
END_TEST

static pid_t forbidden_target;

static void try_forbidden(void)
{
	if (setresuid(1000, 1000, 1000))
		_exit(98);
	for (int i = 0; i < 100; i++)
		(void)kill(forbidden_target, SIGKILL);
	_exit(0);
}

START_TEST(test_refused)
{
	json_t *record;
	pid_t pid;

	forbidden_target = start_child(NULL);
	pid = run_child(try_forbidden);
	ck_assert_int_eq(end_of(pid), 0);
	record = record_of(forbidden_target);
	assert_cause(record, "SIGKILL", "kill", "refused");
	ck_assert_str_eq(row_text(record, "errno"), "EPERM");
	ck_assert_int_eq(row_integer(record, "sender_pid"), pid);
	ck_assert_int_eq(row_integer(record, "sender_uid"), 1000);
	ck_assert_int_eq(row_integer(record, "sender_parent"), getpid());
	ck_assert_int_eq(row_count(record), 100);
	ck_assert(!flag(record, "ended"));
	assert_null(record, "target_comm");
	reap(forbidden_target);
}
END_TEST

START_TEST(test_out_of_memory)
{
	pid_t pid = oom_kill_child();
	json_t *record;

	if (!pid)
		return;
	record = record_of(pid);
	assert_cause(record, "SIGKILL", "kernel", "queued");
	assert_from_kernel(record);
	ck_assert(flag(record, "oom"));
	assert_ended(record);
}
END_TEST

START_TEST(test_by_name)
{
	char name[16];
	json_t *records;
	pid_t pid;

	(void)snprintf(name, sizeof(name), "rec %d;\033[m", getpid() % 100000);
	ck_assert_int_eq(prctl(PR_SET_NAME, name), 0);
	pid = start_child(NULL);
	ck_assert_int_eq(prctl(PR_SET_NAME, "test"), 0);
	reap(pid);
	(void)snprintf(name, sizeof(name), "rec %d;*", getpid() % 100000);
	records = json_object_get(last(name), "records");
	ck_assert_uint_eq(json_array_size(records), 1);
	ck_assert_int_eq(row_integer(json_array_get(records, 0), "target_pid"), pid);
	ck_assert_str_eq(row_text(json_array_get(records, 0), "sender_comm"), "test");
}
END_TEST

/* The newest, in order. */
START_TEST(test_newest)
{
	pid_t pids[5];
	struct outcome outcome;
	json_t *records, *record;
	size_t i, found = 0;

	for (i = 0; i < 5; i++) {
		pids[i] = start_child(NULL);
		reap(pids[i]);
	}
	outcome = process_run(path_sigsnoop(), ARGS("last", "-n", "1000", "-o", "json"));
	records = json_object_get(parse(outcome.out), "records");
	json_array_foreach (records, i, record)
		if (found < 5 && row_integer(record, "target_pid") == pids[found])
			found++;
	ck_assert_uint_eq(found, 5);
	outcome = process_run(path_sigsnoop(), ARGS("last", "-n", "3", "-o", "json"));
	ck_assert_uint_eq(json_array_size(json_object_get(parse(outcome.out), "records")), 3);
}
END_TEST

/* A million signals that kill nobody, to us and to a child, while children are killed. */
START_TEST(test_flood)
{
	pid_t killed[20], target = start_child(handle_all);

	for (int i = 0; i < FLOOD; i++) {
		if (i % (FLOOD / 20) == 0) {
			killed[i / (FLOOD / 20)] = start_child(NULL);
			reap(killed[i / (FLOOD / 20)]);
		}
		ck_assert_int_eq(kill(target, i & 1 ? SIGURG : SIGUSR2), 0);
	}
	for (int i = 0; i < 20; i++) {
		json_t *record = record_of(killed[i]);

		assert_cause(record, "SIGKILL", "kill", "queued");
		assert_ended(record);
	}
	ck_assert_uint_eq(json_array_size(records_of(target)), 0);
	reap(target);
}
END_TEST

START_TEST(test_follow)
{
	struct start start = {.program = path_sigsnoop(),
	                      .args = ARGS("last", "--follow", "-n", "1", "-o", "json")};
	json_t *records, *record;
	int ends[2];
	bool found = false;
	pid_t tool, pid;

	pipe_make(ends);
	start.out = ends[1];
	start.err = STDERR_FILENO;
	tool = process_start(&start);
	close(ends[1]);
	(void)parse(pipe_line(ends[0]));
	pid = start_child(NULL);
	reap(pid);
	while (!found) {
		size_t i;

		records = json_object_get(parse(pipe_line(ends[0])), "records");
		json_array_foreach (records, i, record)
			if (row_integer(record, "target_pid") == pid) {
				found = true;
				assert_from_us(record);
				assert_ended(record);
			}
	}
	ck_assert_int_eq(kill(tool, SIGINT), 0);
	ck_assert_int_eq(process_wait(tool), 0);
}
END_TEST

START_TEST(test_follow_closed)
{
	struct start start = {.program = path_sigsnoop(), .args = ARGS("last", "--follow")};
	int ends[2];
	pid_t tool;

	pipe_make(ends);
	start.out = ends[1];
	start.err = STDERR_FILENO;
	tool = process_start(&start);
	close(ends[1]);
	ck_assert_ptr_nonnull(pipe_line(ends[0]));
	close(ends[0]);
	ck_assert_int_eq(process_wait(tool), 0);
}
END_TEST

/* The room of 16 is 12 for ends and 4 for the rest. */
START_TEST(test_wraps)
{
	json_t *report;
	pid_t pids[40];

	for (int i = 0; i < 40; i++) {
		pids[i] = start_child(NULL);
		reap(pids[i]);
	}
	for (int i = 39; i > 39 - 8; i--)
		assert_ended(record_of(pids[i]));
	ck_assert_uint_eq(json_array_size(records_of(pids[0])), 0);
	report = last("*");
	ck_assert_int_ge(row_integer(report, "overwritten"), 28);
	ck_assert_int_eq(row_integer(report, "lost"), 0);
	ck_assert_uint_le(json_array_size(json_object_get(report, "records")), 16);
}
END_TEST

static pid_t hup_target;

static void send_hup(void)
{
	(void)kill(hup_target, SIGHUP);
	_exit(0);
}

/* What nobody dies of, each time from another sender. */
START_TEST(test_kept_apart)
{
	pid_t pid = start_child(NULL);

	hup_target = start_child(handle_all);
	reap(pid);
	for (int i = 0; i < 200; i++)
		ck_assert_int_eq(end_of(run_child(send_hup)), 0);
	assert_ended(record_of(pid));
	ck_assert_uint_le(json_array_size(records_of(hup_target)), 4);
	reap(hup_target);
}
END_TEST

START_TEST(test_not_started)
{
	struct outcome outcome;

	ck_assert_int_eq(setenv("SIGSNOOP_PIN_DIR", "/sys/fs/bpf/live-nothing", 1), 0);
	outcome = process_run(path_sigsnoop(), ARGS("last"));
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_str_eq(outcome.out, "");
	ck_assert_str_eq(outcome.err, "sigsnoop-top: nothing is being recorded: `sigsnoop-top "
	                              "start` begins to\n");
}
END_TEST

START_TEST(test_usage)
{
	static const struct {
		const char *words[2], *named;
	} cases[] = {
		{{"-o", "csv"}, "--output 'csv': must be table or json"},
		{{"-n", "-1"}, "--rows '-1'"},
		{{"nginx", "4312"}, "'4312': one argument too many"},
		{{"-f", "[a"}, "'[a'"},
		{{"--signal", "TERM"}, "unknown option '--signal'"},
	};
	struct outcome outcome =
		process_run(path_sigsnoop(), ARGS("last", cases[_i].words[0], cases[_i].words[1]));

	ck_assert_int_eq(outcome.code, 2);
	ck_assert_str_eq(outcome.out, "");
	ck_assert_msg(strstr(outcome.err, cases[_i].named), "%s", outcome.err);
}
END_TEST

void add_recorder(Suite *suite)
{
	TCase *tests = theme(suite, "recorder", 60), *small = theme(suite, "recorder-small", 60);
	TCase *without = theme(suite, "recorder-off", 20);

	tcase_add_unchecked_fixture(tests, start_default, stop_recorder);
	tcase_add_loop_test(tests, test_killed, 0, 6);
	tcase_add_test(tests, test_survived);
	tcase_add_test(tests, test_blocked);
	tcase_add_test(tests, test_fault);
	tcase_add_test(tests, test_abort);
	tcase_add_test(tests, test_terminal_key);
	tcase_add_test(tests, test_seccomp);
	tcase_add_test(tests, test_end_only);
	tcase_add_test(tests, test_not_recorded);
	tcase_add_test(tests, test_refused);
	tcase_add_test(tests, test_out_of_memory);
	tcase_add_test(tests, test_by_name);
	tcase_add_test(tests, test_newest);
	tcase_add_test(tests, test_flood);
	tcase_add_test(tests, test_follow);
	tcase_add_test(tests, test_follow_closed);
	tcase_add_unchecked_fixture(small, start_small, stop_recorder);
	tcase_add_test(small, test_wraps);
	tcase_add_test(small, test_kept_apart);
	tcase_add_test(without, test_not_started);
	tcase_add_loop_test(without, test_usage, 0, 5);
}
