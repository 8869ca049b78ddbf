// SPDX-License-Identifier: GPL-2.0
/* What `check` prints of hosts made by hand. */
#include "checks.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "render/json.h"
#include "render/table.h"

#define SAMPLE_TIME 1769860805 /* 2026-01-31 12:00:05 UTC */

static void set(char *field, const char *bytes)
{
	utf8_copy(field, bytes, strlen(bytes));
}

static struct check_host host(void)
{
	struct check_host host = {
		.preemption = PREEMPTION_LAZY,
		.type_information = true,
		.perf_event_paranoid = 3,
		.unprivileged_bpf_disabled = 2,
		.cgroups = "v2",
		.mounts = {{.type = "bpf"}, {.type = "tracefs", .error = EPERM}},
		.capabilities = {{"CAP_BPF", true},
	                         {"CAP_PERFMON", true},
	                         {"CAP_SYS_ADMIN", false},
	                         {"CAP_DAC_READ_SEARCH", false}},
		.cpus_possible = 64,
		.cpus_online = 8,
		.sees_all_pids = true,
		.memory_needed = 9 << 20,
		.memory_at_hand = 3ULL << 30,
	};

	set(host.release, "7.3.4-cloud-amd64");
	set(host.version, "#1 SMP PREEMPT Debian 7.3.4-1");
	set(host.machine, "x86_64");
	set(host.lockdown, "none");
	set(host.mounts[MOUNT_BPFFS].path, "/sys/fs/bpf");
	return host;
}

static void add_hook(struct check *check, const char *name, enum usable usable, const char *why)
{
	struct check_hook *hook = &check->hooks[check->hook_count++];

	*hook = (struct check_hook){.name = name, .use = "refused calls", .usable = usable};
	set(hook->why, why);
}

static struct check_row *add_row(struct check *check, const char *kind, int signal,
                                 enum outcome outcome, uint64_t expected)
{
	struct check_row *row = check_add_row(&check->test);

	ck_assert_ptr_nonnull(row);
	row->kind = kind;
	row->sent = true;
	row->sender = 4101;
	row->target = 4102;
	row->signal = signal;
	row->outcome = outcome;
	row->expected = row->counted = expected;
	return row;
}

/* A kernel that is preempted, where fexit was asked for: all is right. */
static struct check sample(void)
{
	struct check check = {.time = {SAMPLE_TIME, 0},
	                      .host = host(),
	                      .taken = {"tp_btf", "fexit"},
	                      .risk = "refused calls: some",
	                      .test = {.observer = 4100}};

	add_hook(&check, "fexit", USABLE_YES, "");
	add_hook(&check, "kprobe", USABLE_NO,
	         "kernel.perf_event_paranoid is above 2: that takes CAP_SYS_ADMIN");
	add_row(&check, "kill", 40, OUTCOME_QUEUED, 23);
	add_row(&check, "refused", SIGTERM, OUTCOME_REFUSED, 1234)->error = ESRCH;
	check.test.times[0] = (struct check_time){HIST_EXIT, SIGTERM, 5, 0, 5};
	check.test.time_count = 1;
	return check;
}

/* Rows that differ, in every way, and one that could not be tested. */
static struct check sample_differs(void)
{
	struct check check = sample();
	struct check_row *row;

	check.test.rows[0].counted = 0;
	add_row(&check, "unexpected", 40, OUTCOME_QUEUED, 0)->origin = ORIGIN_INDIRECT;
	check.test.rows[2].counted = 23;
	row = add_row(&check, "pidfd_send_signal", SIGUSR1, OUTCOME_QUEUED, 7);
	row->sent = false;
	row->gave = ENOSYS;
	row = add_row(&check, "refused", SIGTERM, OUTCOME_REFUSED, 5);
	row->error = EBADF;
	row->target_unknown = true;
	row->counted = 6;
	add_row(&check, "group", SIGUSR2, OUTCOME_IGNORED, 21)->any_target = true;
	row = add_row(&check, "child", SIGCHLD, OUTCOME_IGNORED, 11);
	row->any_sender = true;
	row->counted = 10;
	add_row(&check, "probe", 0, OUTCOME_PROBE, 3)->unwatched = true;
	check.test.times[0].counted = 4;
	check.taken.refused = "off";
	check.risk = NULL;
	check.test.lost = 2;
	return check;
}

/* Nothing is known but what wants to do harm. */
static struct check sample_hostile(void)
{
	static const char harm[] = "\033[2J\"\xff\xe2\x80\xae{}'\n";
	struct check check = {.time = {SAMPLE_TIME, 0}, .host = host()};

	check.host.preemption = PREEMPTION_UNKNOWN;
	check.host.type_information = false;
	check.host.sees_all_pids = false;
	check.host.perf_event_paranoid = SYSCTL_UNKNOWN;
	check.host.unprivileged_bpf_disabled = SYSCTL_UNKNOWN;
	check.host.memory_at_hand = 0;
	set(check.host.release, harm);
	set(check.host.version, harm);
	set(check.host.machine, harm);
	set(check.host.lockdown, harm);
	set(check.host.mounts[MOUNT_TRACEFS].path, harm);
	add_hook(&check, "fexit", USABLE_UNKNOWN, harm);
	(void)fault_set(&check.fault, EXIT_CANNOT_OBSERVE, "%s", harm);
	return check;
}

static void compare(const char *name, const struct check *check, bool json, int width, bool color)
{
	struct style style = {.color = color, .width = width, .first = true};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(json ? check_json(check, &style, out) : check_table(check, &style, out),
	                 0);
	ck_assert_int_eq(fclose(out), 0);
	golden_compare(name, text);
	free(text);
}

START_TEST(test_checks)
{
	struct check exact = sample(), differs = sample_differs(), hostile = sample_hostile();

	compare("check-table", &exact, false, 80, false);
	compare("check-table-40", &exact, false, 40, false);
	compare("check-json", &exact, true, 80, false);
	compare("check-table-differs", &differs, false, 80, false);
	compare("check-table-color", &differs, false, 132, true);
	compare("check-json-differs", &differs, true, 80, false);
	compare("check-table-hostile", &hostile, false, 80, false);
	compare("check-json-hostile", &hostile, true, 80, false);
	exact.test.lost = 1234;
	compare("check-table-lost", &exact, false, 80, false);
}
END_TEST

void checks_add_tests(TCase *cases)
{
	tcase_add_test(cases, test_checks);
}
