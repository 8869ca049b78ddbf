// SPDX-License-Identifier: GPL-2.0
/* How the exporter is started, and with which privileges. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exporter.h"
#include "exposition.h"
#include "live.h"
#include "pinned.h"
#include "serve.h"
#include "storm.h"
#include "text.h"

static const struct {
	const char *args[4];
	int code;
	const char *named;
} refusals[] = {
	{{"--listen", ":9435"}, 2, "an address is wanted"},
	{{"--listen", "localhost:9435"}, 2, "'localhost:9435'"},
	{{"--listen", "127.0.0.1"}, 2, "ADDR:PORT"},
	{{"--listen", "127.0.0.1:65536"}, 2, "ADDR:PORT"},
	{{"--listen", "::1:9435"}, 2, "brackets"},
	{{"--listen", ""}, 2, "--listen ''"},
	{{"--listen"}, 2, "'--listen'"},
	{{"--listen", "192.0.2.1:9435"}, 1, "no such address"},
	{{"--max-series", "0"}, 2, "--max-series '0'"},
	{{"--max-series", "many"}, 2, "--max-series 'many'"},
	{{"--label-names", "[a"}, 2, "'[a'"},
	{{"--label-names", ""}, 2, "empty name"},
	{{"--pinned"}, 1, "sigsnoop-top start"},
	{{"--pinned", "-s", "USR1"}, 2, "--signal"},
	{{"--pinned", "--failures=off"}, 2, "--failures"},
	{{"-o", "json"}, 2, "'-o'"},
	{{"5"}, 2, "'5'"},
};

static void assert_refused(const char *const args[], int code, const char *named)
{
	struct exporter exporter;

	ck_assert_msg(!exporter_try(&exporter, args), "it serves: %s", args[0]);
	ck_assert_msg(exporter.code == code && strstr(exporter.said, named),
	              "%s: exit %d, and not %d with '%s': %s", args[0], exporter.code, code, named,
	              exporter.said);
}

START_TEST(test_refusals)
{
	assert_refused(refusals[_i].args, refusals[_i].code, refusals[_i].named);
}
END_TEST

START_TEST(test_port_in_use)
{
	struct exporter exporter;

	exporter_start(&exporter, ARGS("-s", "USR1"));
	assert_refused(ARGS("--listen", exporter.host), 1, "in use");
	exporter_end(&exporter, SIGTERM);
	/* Connections that linger on are no hindrance. */
	ck_assert(exporter_try(&exporter, ARGS("--listen", exporter.host)));
	exporter_end(&exporter, SIGTERM);
}
END_TEST

START_TEST(test_series_options)
{
	struct outcome outcome = process_run(path_sigsnoop(), ARGS("--max-series", "5", "-c", "1"));

	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err, "-o prometheus"));
}
END_TEST

/* --- privileges --- */

/* On kernels that let maps be read without, which is 5.19 on or where the sysctl is off. */
START_TEST(test_privileges)
{
	struct exporter exporter;
	struct storm storm;

	storm_prepare(&storm, ARGS(MIX));
	exporter_start(&exporter, ARGS("-p", storm.comm, "--hist", "all"));
	assert_no_privileges(&exporter);
	ck_assert_uint_eq(strtoull(exporter_status(&exporter, "CapBnd"), NULL, 16), 0);
	storm_begin(&storm);
	storm_finish(&storm);
	for (int i = 0; i < 3; i++)
		tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm),
		                   counts_of(exporter_metrics(&exporter)));
	exporter_end(&exporter, SIGTERM);
}
END_TEST

#define SETPRIV "/usr/bin/setpriv"

/* A copy of the program that anybody can get at. */
static const char *public_copy(void)
{
	static char path[64];
	char command[512];

	(void)snprintf(path, sizeof(path), "/tmp/sigsnoop-live-serve-%d", getpid());
	(void)snprintf(command, sizeof(command), "cp '%s' '%s' && chmod 755 '%s'", path_sigsnoop(),
	               path, path);
	ck_assert_int_eq(system(command), 0);
	return path;
}

/* As systemd does it: a user with these capabilities could not. */
static void mount_tracefs(void)
{
	ck_assert_int_eq(system("grep -q ' /sys/kernel/tracing tracefs ' /proc/mounts || "
	                        "mount -t tracefs tracefs /sys/kernel/tracing"),
	                 0);
}

/* As the unit in tools/deploy does: another user, with these capabilities and no other. */
static const struct {
	const char *caps, *failures;
	const char *refused; /* the hook that must be in use; NULL: whatever it takes */
} users[] = {
	{"-all,+bpf,+perfmon", "off", "off"},
	{"-all,+bpf,+perfmon,+dac_read_search", "auto", NULL},
	{"-all,+bpf,+perfmon,+dac_read_search", "tracepoint", "tracepoint"},
};

/* Kernels of Debian may keep perf events for CAP_SYS_ADMIN: then that is what is to be said. */
static bool kept_for_root(const struct exporter *exporter)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int level = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(fscanf(file, "%d", &level), 1);
	(void)fclose(file);
	return level > 2 && exporter->code == 3 &&
	       strstr(exporter->said, "kernel.perf_event_paranoid is above 2");
}

/* "auto" takes fexit where the kernel has it, which needs no perf event: x86 from 5.5, arm64 from
 * 6.4. */
static bool may_be_refused(const char *failures)
{
	return !strcmp(failures, "tracepoint") ||
	       (!strcmp(failures, "auto") &&
	        process_run(path_sigsnoop(), ARGS("--failures=fexit", "0.1", "1")).code != 0);
}

START_TEST(test_other_user)
{
	const char *copy = public_copy();
	struct exporter exporter;
	struct storm storm;
	char hook[128];
	bool serves;

	if (access(SETPRIV, X_OK)) {
		skip("there is no " SETPRIV " (package util-linux)");
		(void)unlink(copy);
		return;
	}
	mount_tracefs();
	storm_prepare(&storm, ARGS(MIX));
	serves = exporter_try_as(
		&exporter,
		(struct start){.program = SETPRIV,
	                       .args = ARGS("--reuid", "65534", "--regid", "65534",
	                                    "--clear-groups", "--inh-caps", users[_i].caps,
	                                    "--ambient-caps", users[_i].caps, "--bounding-set",
	                                    users[_i].caps, copy, "serve", "--listen",
	                                    "127.0.0.1:0", "-p", storm.comm, "--failures",
	                                    users[_i].failures)});
	(void)unlink(copy);
	if (!serves && may_be_refused(users[_i].failures) && kept_for_root(&exporter)) {
		storm_begin(&storm);
		storm_finish(&storm);
		return;
	}
	ck_assert_msg(serves, "%s", exporter.said);
	assert_no_privileges(&exporter);
	(void)snprintf(hook, sizeof(hook), "refused %s",
	               users[_i].refused ? users[_i].refused : "");
	ck_assert_msg(strstr(exporter.said, hook), "%s", exporter.said);
	storm_begin(&storm);
	storm_finish(&storm);
	if (_i > 0)
		tally_assert_equal(exposition_of_rows(storm.rows, sent_by_storm, &storm),
		                   counts_of(exporter_metrics(&exporter)));
	ck_assert_int_gt(exposition_sum(exporter_metrics(&exporter), SIGNALS), 0);
	exporter_end(&exporter, SIGTERM);
}
END_TEST

static const struct {
	const char *args[8], *remedy;
} unprivileged[] = {
	{{"serve", "--listen", "127.0.0.1:0"}, "CAP_BPF"},
	{{"serve", "--listen", "127.0.0.1:0", "--pinned"}, "root"},
};

START_TEST(test_no_privilege)
{
	struct outcome outcome = process_run_as((struct start){
		.program = path_sigsnoop(), .args = unprivileged[_i].args, .uid = 65534});

	ck_assert_int_eq(outcome.code, 3);
	ck_assert_ptr_nonnull(strstr(outcome.err, unprivileged[_i].remedy));
	ck_assert_uint_eq(text_lines(outcome.err), 1);
}
END_TEST

/* Tracepoints take one capability more than the others. */
START_TEST(test_tracefs_unreadable)
{
	static const char caps[] = "-all,+bpf,+perfmon";
	const char *copy = public_copy();
	struct outcome outcome;

	if (access(SETPRIV, X_OK)) {
		skip("there is no " SETPRIV " (package util-linux)");
		(void)unlink(copy);
		return;
	}
	mount_tracefs();
	outcome =
		process_run(SETPRIV, ARGS("--reuid", "65534", "--regid", "65534", "--clear-groups",
	                                  "--inh-caps", caps, "--ambient-caps", caps,
	                                  "--bounding-set", caps, copy, "--failures=tracepoint"));
	(void)unlink(copy);
	ck_assert_int_eq(outcome.code, 3);
	ck_assert_uint_eq(text_lines(outcome.err), 1);
	ck_assert_msg(strstr(outcome.err, "CAP_DAC_READ_SEARCH") ||
	                      strstr(outcome.err, "kernel.perf_event_paranoid"),
	              "%s", outcome.err);
}
END_TEST

void add_serve_start(Suite *suite)
{
	TCase *tests = theme(suite, "serve-start", 30);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_loop_test(tests, test_refusals, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
	tcase_add_test(tests, test_port_in_use);
	tcase_add_test(tests, test_series_options);
	tcase_add_test(tests, test_privileges);
	tcase_add_loop_test(tests, test_other_user, 0, (int)(sizeof(users) / sizeof(users[0])));
	tcase_add_loop_test(tests, test_no_privilege, 0, 2);
	tcase_add_test(tests, test_tracefs_unreadable);
}
