// SPDX-License-Identifier: GPL-2.0
/* The life of a run without a process: start, snapshot, status, stop, and what can go wrong. */
#include <bpf/bpf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exposition.h"
#include "live.h"
#include "pinned.h"
#include "report.h"
#include "storm.h"

#define JSON "-o", "json"

static json_t *parse(const char *text)
{
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	ck_assert_msg(json, "no JSON: %s: %s", error.text, text);
	return json;
}

static json_t *status(void)
{
	return parse(pinned_ok(ARGS("status", JSON)));
}

static void fill_disk(const char *path)
{
	static const char zeros[4096];
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	while (write(fd, zeros, sizeof(zeros)) > 0)
		;
	(void)close(fd);
}

static void mount_small(const char *path)
{
	(void)mkdir(path, 0700);
	ck_assert_int_eq(mount("small", path, "tmpfs", 0, "size=256k,mode=700"), 0);
}

static char *file_text(const char *path)
{
	int fd = open(path, O_RDONLY);
	char *text;

	ck_assert_msg(fd >= 0, "no file %s", path);
	text = memory_text(fd);
	(void)close(fd);
	return text;
}

static void file_write(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
	ck_assert_int_eq(close(fd), 0);
}

static const char *state_file(void)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/state.json", pinned_state());
	return path;
}

START_TEST(test_life)
{
	json_t *reports = json_array(), *total;
	struct storm first, second;

	pinned_start(NULL);
	storm_run(&first, ARGS("calls", "exits"));
	pinned_add(reports, pinned_ok(ARGS("snapshot", JSON)));
	storm_assert_exact(&first, reports);
	storm_run(&second, ARGS("calls", "exits"));
	total = reports_parse_cut(pinned_ok(ARGS("snapshot", "--total", JSON)));
	ck_assert_int_gt(
		row_integer(json_object_get(json_array_get(total, 0), "ledger"), "seen"),
		row_integer(json_object_get(json_array_get(reports, 0), "ledger"), "seen"));
	/* The totals took nothing away from it. */
	reports = json_array();
	pinned_add(reports, pinned_ok(ARGS("stop", JSON)));
	storm_assert_exact(&second, reports);
	pinned_assert_nothing();
}
END_TEST

START_TEST(test_interval)
{
	json_t *reports = json_array();

	pinned_start(NULL);
	seconds_sleep(0.5);
	pinned_fails(ARGS("snapshot", "--output-file", "/nowhere/at/all"), 1, "/nowhere/at/all");
	seconds_sleep(0.5);
	pinned_add(reports, pinned_ok(ARGS("snapshot", JSON)));
	pinned_add(reports, pinned_ok(ARGS("snapshot", JSON)));
	ck_assert(report_interval(json_array_get(reports, 0)) >= 1);
	ck_assert(report_interval(json_array_get(reports, 1)) < 1 * slowness());
	pinned_clean();
}
END_TEST

START_TEST(test_wrong_order)
{
	struct outcome outcome;

	pinned_clean();
	pinned_fails(ARGS("snapshot"), 1, "sigsnoop-top start");
	pinned_fails(ARGS("status"), 1, "sigsnoop-top start");
	outcome = process_run_as((struct start){.program = path_sigsnoop(),
	                                        .args = ARGS("status"),
	                                        .variable = "SIGSNOOP_STATE_DIR=/no/such/folder"});
	ck_assert_int_eq(outcome.code, 1);
	ck_assert_ptr_nonnull(strstr(outcome.err, "sigsnoop-top start"));
	ck_assert_str_ne(pinned_run(ARGS("stop")).err, "");
	ck_assert_int_eq(pinned_run(ARGS("stop")).code, 0);
	pinned_start(NULL);
	pinned_fails(ARGS("start"), 1, "sigsnoop-top stop");
	pinned_clean();
}
END_TEST

START_TEST(test_usage)
{
	pinned_fails(ARGS("snapshot", "5"), 2, "'5'");
	pinned_fails(ARGS("status", "-o", "csv"), 2, "csv");
	pinned_fails(ARGS("stop", "-o", "prometheus"), 2, "prometheus");
	pinned_fails(ARGS("start", "--group", "no such group"), 2, "no such group");
	pinned_fails(ARGS("start", "--total"), 2, "--total");
	pinned_start(NULL);
	pinned_fails(ARGS("snapshot", "--total", "--by", "sender_cgroup"), 2, "--by");
	pinned_clean();
}
END_TEST

START_TEST(test_start_fails)
{
	struct outcome outcome;

	pinned_clean();
	/* bpffs takes no such name. */
	outcome = process_run_as((struct start){.program = path_sigsnoop(),
	                                        .args = ARGS("start"),
	                                        .variable = "SIGSNOOP_PIN_DIR=/sys/fs/bpf/a.b"});
	ck_assert_int_eq(outcome.code, 1);
	ck_assert_ptr_nonnull(strstr(outcome.err, "/sys/fs/bpf/a.b"));
	outcome = process_run_as((struct start){.program = path_sigsnoop(),
	                                        .args = ARGS("start"),
	                                        .variable = "SIGSNOOP_PIN_DIR=/tmp/nowhere"});
	ck_assert_int_eq(outcome.code, 2);
	ck_assert_ptr_nonnull(strstr(outcome.err, "bpffs"));
	pinned_assert_nothing();
}
END_TEST

START_TEST(test_filters)
{
	json_t *reports = json_array();
	struct storm storm;

	pinned_start(ARGS("-s", "TERM,USR1", "-k"));
	ck_assert_str_eq(row_text(status(), "filters"),
	                 "signals SIGUSR1 SIGTERM, origins kill tkill sigqueue");
	storm_run(&storm, ARGS("signals"));
	pinned_add(reports, pinned_ok(ARGS("stop", JSON)));
	ck_assert_uint_gt(json_array_size(json_object_get(json_array_get(reports, 0), "rows")), 0);
	for (size_t i = 0; i < json_array_size(json_object_get(json_array_get(reports, 0), "rows"));
	     i++) {
		const char *signal = row_text(
			json_array_get(json_object_get(json_array_get(reports, 0), "rows"), i),
			"signal");

		ck_assert(!strcmp(signal, "SIGTERM") || !strcmp(signal, "SIGUSR1"));
	}
}
END_TEST

START_TEST(test_status)
{
	struct storm storm;
	json_t *before, *after;

	pinned_start(ARGS("--map-entries", "5000"));
	storm_run(&storm, ARGS("keys-generated", "--pairs", "100"));
	before = status();
	ck_assert_int_ge(row_integer(json_object_get(before, "keys"), "held"), 100);
	ck_assert_int_eq(row_integer(json_object_get(before, "keys"), "capacity"), 5000);
	ck_assert_int_gt(row_integer(before, "memory_bytes"), 1000000);
	ck_assert_int_ge(row_integer(before, "not_reported"), 100);
	ck_assert(row_is_null(before, "last_snapshot"));
	(void)pinned_ok(ARGS("snapshot"));
	after = status();
	ck_assert(!row_is_null(after, "last_snapshot"));
	ck_assert_int_ge(row_integer(json_object_get(after, "ledger"), "seen"),
	                 row_integer(json_object_get(before, "ledger"), "seen"));
	ck_assert_str_eq(row_text(after, "started"), row_text(before, "started"));
	ck_assert_ptr_nonnull(strstr(pinned_ok(ARGS("status")), "of 5,000"));
	pinned_clean();
}
END_TEST

/* Root alone, or a group too, whoever else is on the host. */
START_TEST(test_group)
{
	struct start start = {.program = path_sigsnoop(), .args = ARGS("status"), .uid = 65534};
	struct stat pins, state, bpffs;

	pinned_start(NULL);
	ck_assert_int_eq(process_run_as(start).code, 3);
	ck_assert_int_eq(stat(pinned_pins(), &pins), 0);
	ck_assert_int_eq(stat(pinned_state(), &state), 0);
	ck_assert_uint_eq(pins.st_mode & 07777, 0700);
	ck_assert_uint_eq(state.st_mode & 07777, 0700);
	ck_assert_int_eq(stat(state_file(), &state), 0);
	ck_assert_uint_eq(state.st_mode & 07777, 0600);
	ck_assert_int_eq(stat("/sys/fs/bpf", &bpffs), 0);
	ck_assert_int_eq(chmod("/sys/fs/bpf", (bpffs.st_mode & 07777) | 0011), 0);
	pinned_start(ARGS("--group", "nogroup"));
	ck_assert_int_eq(stat(state_file(), &state), 0);
	ck_assert_uint_eq(state.st_mode & 07777, 0640);
	ck_assert_uint_eq(state.st_gid, 65534);
	/* The folder of this test run is root's. */
	ck_assert_int_eq(chmod(pinned_path(""), 0711), 0);
	start.uid = 65534;
	ck_assert_int_eq(process_run_as(start).code, 0);
	start.args = ARGS("snapshot");
	ck_assert_int_eq(process_run_as(start).code, 3);
	pinned_clean();
	ck_assert_int_eq(chmod("/sys/fs/bpf", bpffs.st_mode & 07777), 0);
}
END_TEST

START_TEST(test_output_file)
{
	char path[256];
	json_t *reports = json_array();
	struct storm storm;
	char *text;

	(void)snprintf(path, sizeof(path), "%s", pinned_path("report"));
	pinned_start(NULL);
	storm_run(&storm, ARGS("calls"));
	file_write(path, "before\n", 7);
	ck_assert_str_eq(pinned_ok(ARGS("snapshot", JSON, "--output-file", path)), "");
	pinned_add(reports, file_text(path));
	storm_assert_exact(&storm, reports);
	ck_assert_str_eq(pinned_ok(ARGS("snapshot", "-o", "prometheus", "--output-file", path)),
	                 "");
	text = file_text(path);
	ck_assert_ptr_nonnull(strstr(text, "\nsigsnoop_signals_total{"));
	exposition_check(text);
	/* Nothing but a file is replaced. */
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(symlink("/dev/null", path), 0);
	pinned_fails(ARGS("snapshot", "--output-file", path), 1, "no regular file");
	pinned_fails(ARGS("snapshot", "--output-file", "/dev/null"), 1, "no regular file");
	pinned_clean();
}
END_TEST

/* The CSV file that cron appends to has one header line, and nothing but rows of these columns. */
START_TEST(test_append)
{
	char command[512], path[256], *text;
	struct storm storm;

	(void)snprintf(path, sizeof(path), "%s", pinned_path("csv"));
	(void)snprintf(command, sizeof(command), "'%s' snapshot -o csv >> '%s'", path_sigsnoop(),
	               path);
	pinned_start(NULL);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(system(command), 0);
	text = file_text(path);
	ck_assert_int_eq(strncmp(text, "time,", 5), 0);
	ck_assert_ptr_null(strstr(text + 1, "\ntime,"));
	storm_run(&storm, ARGS("calls"));
	(void)snprintf(command, sizeof(command),
	               "'%s' snapshot -o csv -b signal 2>&1 >> '%s' | "
	               "grep -q 'another header'",
	               path_sigsnoop(), path);
	ck_assert_int_eq(system(command), 0);
	ck_assert_str_eq(file_text(path), text);
	storm_assert_exact(&storm, reports_parse(pinned_ok(ARGS("snapshot", "-o", "json"))));
	pinned_clean();
}
END_TEST

/* Snapshots that cannot be written leave everything to the next. */
START_TEST(test_unwritable)
{
	static const char *const outputs[] = {">/dev/full", "| true", ">&-", "<&- >&- 2>&-"};
	json_t *reports = json_array();
	char command[512], path[256], full[300];
	struct storm storm;

	(void)snprintf(path, sizeof(path), "%s", pinned_path("small"));
	(void)snprintf(full, sizeof(full), "%s/report", path);
	mount_small(path);
	pinned_start(NULL);
	storm_run(&storm, ARGS("calls", "keys", "--pairs", "3000"));
	/* dash knows no pipefail; busybox's shell, where there is nothing else, does. */
	for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
		(void)snprintf(
			command, sizeof(command),
			"$(command -v bash || echo sh) -c \"set -o pipefail; '%s' snapshot -o json %s\" 2>/dev/null",
			path_sigsnoop(), outputs[i]);
		ck_assert_msg(system(command) == 1 << 8, "%s", outputs[i]);
	}
	file_write(full, "before\n", 7);
	pinned_fails(ARGS("snapshot", JSON, "--output-file", full), 1, "No space");
	pinned_fails(ARGS("stop", JSON, "--output-file", full), 1, "No space");
	ck_assert_str_eq(file_text(full), "before\n");
	pinned_add(reports, pinned_ok(ARGS("snapshot", JSON)));
	storm_assert_exact(&storm, reports);
	pinned_clean();
	ck_assert_int_eq(umount(path), 0);
}
END_TEST

START_TEST(test_state_disk_full)
{
	json_t *reports = json_array();
	struct storm storm;
	char filler[256];

	pinned_clean();
	mount_small(pinned_state());
	(void)snprintf(filler, sizeof(filler), "%s/filler", pinned_state());
	pinned_start(NULL);
	fill_disk(filler);
	storm_run(&storm, ARGS("calls", "exits"));
	for (int i = 0; i < 3; i++)
		pinned_fails(ARGS("snapshot"), 1, "No space");
	pinned_fails(ARGS("stop"), 1, "No space");
	ck_assert_int_eq(unlink(filler), 0);
	pinned_add(reports, pinned_ok(ARGS("snapshot", JSON)));
	storm_assert_exact(&storm, reports);
	pinned_clean();
	ck_assert_int_eq(umount(pinned_state()), 0);
}
END_TEST

static void damage_cut(char *text, size_t *size)
{
	(void)text;
	*size /= 2;
}

static void damage_byte(char *text, size_t *size)
{
	text[*size - 20] ^= 1;
}

static void damage_empty(char *text, size_t *size)
{
	(void)text;
	*size = 0;
}

static void damage_version(char *text, size_t *size)
{
	(void)size;
	*(strstr(text, "\"version\":2") + 10) = '3';
}

static const struct {
	void (*damage)(char *text, size_t *size);
	const char *said;
} damages[] = {
	{damage_cut, "cut short"},
	{damage_byte, "checksum"},
	{damage_empty, "does not begin"},
	{damage_version, "newer version"},
};

START_TEST(test_damaged)
{
	char *text, *after, command[512];
	size_t size;

	pinned_start(NULL);
	(void)pinned_ok(ARGS("snapshot"));
	text = file_text(state_file());
	size = strlen(text);
	damages[_i].damage(text, &size);
	file_write(state_file(), text, size);
	pinned_fails(ARGS("snapshot"), 1, damages[_i].said);
	pinned_fails(ARGS("snapshot"), 1, "--set-aside");
	pinned_fails(ARGS("status"), 1, "--set-aside");
	pinned_fails(ARGS("stop"), 1, "--set-aside");
	pinned_fails(ARGS("stop", "--no-snapshot"), 1, "--set-aside");
	after = file_text(state_file());
	ck_assert_uint_eq(strlen(after), size);
	ck_assert_int_eq(memcmp(after, text, size), 0);
	ck_assert_int_eq(pinned_run(ARGS("stop", "--no-snapshot", "--set-aside")).code, 0);
	pinned_assert_nothing();
	(void)snprintf(command, sizeof(command), "ls '%s'.damaged-* >/dev/null", state_file());
	ck_assert_int_eq(system(command), 0);
	/* And the same before a start. */
	file_write(state_file(), text, size);
	pinned_fails(ARGS("start"), 1, "start --set-aside");
	ck_assert_int_eq(pinned_run(ARGS("start", "--set-aside")).code, 0);
	(void)pinned_ok(ARGS("stop"));
}
END_TEST

START_TEST(test_state_missing)
{
	pinned_start(NULL);
	ck_assert_int_eq(unlink(state_file()), 0);
	pinned_fails(ARGS("snapshot"), 1, "missing");
	pinned_fails(ARGS("stop"), 1, "--no-snapshot");
	(void)pinned_ok(ARGS("stop", "--no-snapshot"));
	pinned_assert_nothing();
}
END_TEST

START_TEST(test_half_pinned)
{
	char command[512];

	pinned_start(NULL);
	(void)snprintf(command, sizeof(command), "rm '%s/maps/rows' '%s'/links/*", pinned_pins(),
	               pinned_pins());
	ck_assert_int_eq(system(command), 0);
	pinned_fails(ARGS("snapshot"), 1, "rows");
	pinned_fails(ARGS("stop"), 1, "--no-snapshot");
	(void)pinned_ok(ARGS("stop", "--no-snapshot"));
	pinned_assert_nothing();
}
END_TEST

/* Its values would be of another size: eight bytes for each CPU, where one value is read. */
START_TEST(test_other_version)
{
	const int map = bpf_map_create(BPF_MAP_TYPE_PERCPU_HASH, "index_0", 12, 8, 16, NULL);
	char path[256];

	pinned_start(NULL);
	(void)snprintf(path, sizeof(path), "%s/maps/index_0", pinned_pins());
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(bpf_obj_pin(map, path), 0);
	close(map);
	pinned_fails(ARGS("snapshot"), 1, "another version's layout");
	(void)pinned_ok(ARGS("stop", "--no-snapshot"));
	pinned_assert_nothing();
}
END_TEST

/* A link in the place of the folder, or a folder that others write to, is not trusted. */
START_TEST(test_hostile_folder)
{
	char real[256];

	pinned_clean();
	(void)snprintf(real, sizeof(real), "%s", pinned_path("real"));
	ck_assert_int_eq(rename(pinned_state(), real), 0);
	ck_assert_int_eq(symlink(real, pinned_state()), 0);
	pinned_fails(ARGS("start"), 1, pinned_state());
	ck_assert_int_eq(unlink(pinned_state()), 0);
	ck_assert_int_eq(rename(real, pinned_state()), 0);
	ck_assert_int_eq(chmod(pinned_state(), 0777), 0);
	pinned_fails(ARGS("start"), 1, "others can write");
	ck_assert_int_eq(chmod(pinned_state(), 0700), 0);
	pinned_assert_nothing();
}
END_TEST

/*
 * Kill it at the nth tenth of its life. How long that lasts is learnt from those that ended before:
 * the host has other work too.
 */
static int run_killed(const char *const args[], int nth, double *life, int *out)
{
	pid_t pid;
	int code;

	*out = memory_file();
	pid = process_start(&(struct start){
		.program = path_sigsnoop(), .args = args, .out = *out, .err = memory_file()});
	seconds_sleep(*life * (nth % 10) / 10);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	code = process_wait(pid);
	*life *= code ? 1.05 : 0.8;
	return code;
}

static double time_of(const char *const args[])
{
	double begin = seconds_now();

	(void)pinned_ok(args);
	return seconds_now() - begin;
}

START_TEST(test_killed_start)
{
	double life;
	int out, killed = 0;

	pinned_clean();
	life = time_of(ARGS("start"));
	for (int i = 0; i < (quick() ? 10 : 50); i++) {
		pinned_clean();
		if (run_killed(ARGS("start"), i, &life, &out) == 0)
			continue;
		killed++;
		/* It has started or it has not, and the next command sees that. */
		if (pinned_run(ARGS("snapshot")).code)
			(void)pinned_ok(ARGS("start"));
		pinned_note();
		(void)pinned_ok(ARGS("snapshot"));
		(void)pinned_ok(ARGS("stop"));
		pinned_assert_nothing();
	}
	ck_assert_int_ge(killed, quick() ? 5 : 25);
}
END_TEST

/* What a killed stop did not report, the next does: nothing has been removed. */
START_TEST(test_killed_stop)
{
	double life;
	int killed = 0;

	pinned_start(NULL);
	life = time_of(ARGS("stop"));
	for (int i = 0; i < (quick() ? 10 : 50); i++) {
		json_t *reports = json_array();
		struct storm storm;
		int out;

		pinned_start(NULL);
		storm_run(&storm, ARGS("calls", "--count", "1"));
		if (run_killed(ARGS("stop", JSON), i, &life, &out) == 0) {
			pinned_add(reports, memory_text(out));
		} else {
			killed++;
			pinned_fails(ARGS("start"), 1, "already");
			pinned_add(reports, pinned_ok(ARGS("stop", JSON)));
		}
		storm_assert_exact(&storm, reports);
		pinned_assert_nothing();
	}
	ck_assert_int_ge(killed, quick() ? 5 : 25);
}
END_TEST

static void forget_pins(void)
{
	char command[512];

	(void)snprintf(command, sizeof(command), "rm -r '%s'", pinned_pins());
	ck_assert_int_eq(system(command), 0);
}

static uint64_t checksum(const char *text, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325U;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (uint8_t)text[i]) * 0x100000001b3U;
	return sum;
}

/* The state of a host that has been booted since: the same with another boot id. */
static void change_boot(void)
{
	char *text = file_text(state_file()), *body = strchr(text, '\n') + 1;
	char *boot = strstr(body, "\"boot\":\"") + strlen("\"boot\":\""), sum[17];

	*boot = *boot == '0' ? '1' : '0';
	(void)snprintf(sum, sizeof(sum), "%016" PRIx64, checksum(body, strlen(body) - 1));
	memcpy(strstr(text, "\"checksum\":\"") + strlen("\"checksum\":\""), sum, 16);
	file_write(state_file(), text, strlen(text));
}

/* As after a reboot: the pins are gone, and the state is another boot's. */
START_TEST(test_reboot)
{
	json_t *reports = json_array();
	struct outcome outcome;
	struct storm storm;

	pinned_start(NULL);
	storm_run(&storm, ARGS("calls"));
	pinned_fails(ARGS("snapshot", "--output-file", "/nowhere/at/all"), 1, "/nowhere");
	forget_pins();
	change_boot();
	pinned_fails(ARGS("snapshot"), 1, "rebooted");
	(void)pinned_ok(ARGS("start"));
	outcome = pinned_run(ARGS("snapshot", JSON));
	ck_assert_ptr_nonnull(strstr(outcome.err, "rebooted"));
	pinned_add(reports, outcome.out);
	storm_assert_exact(&storm, reports);
	/* What was delivered is not delivered again. */
	forget_pins();
	change_boot();
	(void)pinned_ok(ARGS("start"));
	pinned_add(reports, pinned_ok(ARGS("stop", JSON)));
	storm_assert_exact(&storm, reports);
}
END_TEST

/* Pins that somebody else removed took counts with them, whether or not they had been read before.
 */
START_TEST(test_removed)
{
	struct outcome outcome;

	pinned_start(NULL);
	if (_i)
		(void)pinned_ok(ARGS("snapshot"));
	forget_pins();
	pinned_fails(ARGS("snapshot"), 1, "was removed");
	pinned_fails(ARGS("status"), 1, "was removed");
	(void)pinned_ok(ARGS("start"));
	outcome = pinned_run(ARGS("snapshot", JSON));
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_ptr_nonnull(strstr(outcome.err, "is lost, and counting began anew"));
	ck_assert_str_eq(pinned_run(ARGS("snapshot", JSON)).err, "");
	forget_pins();
	outcome = pinned_run(ARGS("stop"));
	ck_assert_int_eq(outcome.code, 0);
	ck_assert_ptr_nonnull(strstr(outcome.err, "is lost"));
}
END_TEST

void add_pinned(Suite *suite)
{
	TCase *tests = theme(suite, "pinned", 120);

	tcase_add_unchecked_fixture(tests, pinned_setup, pinned_teardown);
	tcase_add_test(tests, test_life);
	tcase_add_test(tests, test_interval);
	tcase_add_test(tests, test_wrong_order);
	tcase_add_test(tests, test_usage);
	tcase_add_test(tests, test_start_fails);
	tcase_add_test(tests, test_filters);
	tcase_add_test(tests, test_status);
	tcase_add_test(tests, test_group);
	tcase_add_test(tests, test_output_file);
	tcase_add_test(tests, test_append);
	tcase_add_test(tests, test_unwritable);
	tcase_add_test(tests, test_state_disk_full);
	tcase_add_loop_test(tests, test_damaged, 0, (int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(tests, test_state_missing);
	tcase_add_test(tests, test_half_pinned);
	tcase_add_test(tests, test_other_version);
	tcase_add_test(tests, test_hostile_folder);
	tcase_add_test(tests, test_killed_start);
	tcase_add_test(tests, test_killed_stop);
	tcase_add_test(tests, test_reboot);
	tcase_add_loop_test(tests, test_removed, 0, 2);
}
