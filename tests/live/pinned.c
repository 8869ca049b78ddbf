// SPDX-License-Identifier: GPL-2.0
/* Runs of start, snapshot, status and stop, beside a real one. */
#include "pinned.h"

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "live.h"
#include "report.h"

static char pins[128], folder[128], state[160];
static uint32_t program; /* id of one of those pinned last; 0 = none was */

const char *pinned_pins(void)
{
	return pins;
}

const char *pinned_state(void)
{
	return state;
}

const char *pinned_path(const char *name)
{
	static char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

/* These two run in the process of the runner, where nothing can be asserted. */
void pinned_setup(void)
{
	(void)snprintf(pins, sizeof(pins), "/sys/fs/bpf/sigsnoop-live-%d", getpid());
	(void)snprintf(folder, sizeof(folder), "/tmp/sigsnoop-live-%d", getpid());
	(void)snprintf(state, sizeof(state), "%s/state", folder);
	(void)mkdir(folder, 0700);
	(void)setenv("SIGSNOOP_PIN_DIR", pins, 1);
	(void)setenv("SIGSNOOP_STATE_DIR", state, 1);
}

void pinned_teardown(void)
{
	char command[1024];

	/* A test that failed may have left mounts too. */
	(void)snprintf(command, sizeof(command),
	               "for d in '%s'/*; do umount \"$d\" 2>/dev/null; done; "
	               "'%s' stop --no-snapshot --set-aside 2>/dev/null; rm -rf '%s'",
	               folder, path_sigsnoop(), folder);
	if (system(command))
		(void)fprintf(stderr, "live: pins may be left in %s\n", pins);
	(void)unsetenv("SIGSNOOP_PIN_DIR");
	(void)unsetenv("SIGSNOOP_STATE_DIR");
}

struct outcome pinned_run(const char *const args[])
{
	return process_run(path_sigsnoop(), args);
}

char *pinned_ok(const char *const args[])
{
	struct outcome outcome = pinned_run(args);

	ck_assert_msg(outcome.code == 0, "%s exits with %d: %s", args[0], outcome.code,
	              outcome.err);
	return outcome.out;
}

void pinned_fails(const char *const args[], int code, const char *word)
{
	struct outcome outcome = pinned_run(args);

	ck_assert_msg(outcome.code == code && strstr(outcome.err, word),
	              "%s exits with %d (%d wanted) and says, where '%s' is wanted: %s", args[0],
	              outcome.code, code, word, outcome.err);
	/* One line. */
	ck_assert_ptr_eq(strchr(outcome.err, '\n'), outcome.err + strlen(outcome.err) - 1);
}

void pinned_add(json_t *reports, const char *text)
{
	ck_assert_int_eq(json_array_extend(reports, reports_parse(text)), 0);
}

static bool is_loaded(uint32_t id)
{
	union bpf_attr attr = {.prog_id = id};
	long fd = syscall(SYS_bpf, BPF_PROG_GET_FD_BY_ID, &attr, sizeof(attr));

	if (fd >= 0)
		(void)close((int)fd);
	return fd >= 0;
}

static int open_pin(const char *name)
{
	char path[256];
	union bpf_attr attr = {.pathname = (uint64_t)(uintptr_t)path};

	(void)snprintf(path, sizeof(path), "%s/programs/%s", pins, name);
	return (int)syscall(SYS_bpf, BPF_OBJ_GET, &attr, sizeof(attr));
}

/* Other runs on this host have programs too: remember one of ours, by its id. */
void pinned_note(void)
{
	struct bpf_prog_info info = {0};
	union bpf_attr attr = {.info = {.info_len = sizeof(info)}};
	static const char *const names[] = {"delivery_btf", "delivery_raw", "delivery_multi"};
	int fd = -1;

	for (size_t i = 0; fd < 0 && i < sizeof(names) / sizeof(names[0]); i++)
		fd = open_pin(names[i]);
	if (fd < 0)
		return;
	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info = (uint64_t)(uintptr_t)&info;
	ck_assert_int_eq(syscall(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, &attr, sizeof(attr)), 0);
	program = info.id;
	(void)close(fd);
}

void pinned_clean(void)
{
	(void)pinned_ok(ARGS("stop", "--no-snapshot", "--set-aside"));
}

void pinned_start(const char *const args[])
{
	const char *all[20] = {"start"};

	for (int i = 0; args && args[i]; i++)
		all[i + 1] = args[i];
	pinned_clean();
	(void)pinned_ok(all);
	pinned_note();
	ck_assert(is_loaded(program));
}

static bool is_left(void)
{
	static const char *const suffixes[] = {"", "-starting", "-stopping"};
	char path[256];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", pins, suffixes[i]);
		if (!access(path, F_OK))
			return true;
	}
	(void)snprintf(path, sizeof(path), "%s/state.json", state);
	return !access(path, F_OK) || is_loaded(program);
}

void pinned_assert_nothing(void)
{
	double until = seconds_now() + 20 * slowness();

	while (is_left() && seconds_now() < until)
		seconds_sleep(0.02);
	ck_assert(!is_left());
}
