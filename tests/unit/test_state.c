// SPDX-License-Identifier: GPL-2.0
/* Who gets the lock of the state on disk, and when. */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pinned/state.h"

static char folder[] = "/tmp/sigsnoop-unit-XXXXXX";

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(setenv("SIGSNOOP_STATE_DIR", folder, 1), 0);
}

static void teardown(void)
{
	static const char *const files[] = {"lock", "queue"};
	char path[64];

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		(void)unlink(path);
	}
	ck_assert_int_eq(rmdir(folder), 0);
}

static void open_state(struct state *state)
{
	struct fault fault = {.text = ""};

	ck_assert_msg(!state_open(state, &fault), "%s", fault.text);
}

/* In a process of its own: get the lock, say so, and let go of it. `held` is its parent's. */
static pid_t start_waiter(struct state held, int said)
{
	pid_t pid = fork();
	struct state state;

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	state_close(&held);
	open_state(&state);
	_exit(write(said, "x", 1) != 1);
}

/* The kernel lists who waits for a lock behind "->". */
static bool is_waiting(pid_t pid)
{
	FILE *locks = fopen("/proc/locks", "re");
	char line[256], words[64];
	bool found = false;

	ck_assert_ptr_nonnull(locks);
	(void)snprintf(words, sizeof(words), "-> FLOCK  ADVISORY  WRITE %d ", pid);
	while (!found && fgets(line, sizeof(line), locks))
		found = strstr(line, words) != NULL;
	ck_assert_int_eq(fclose(locks), 0);
	return found;
}

static void await_waiting(pid_t pid)
{
	const struct timespec pause = {.tv_nsec = 1000000};

	while (!is_waiting(pid))
		(void)nanosleep(&pause, NULL);
}

/* It lets go and comes back at once, as a scraper may, but not before the one that waited. */
START_TEST(test_in_turn)
{
	struct state state;
	int said[2], status;
	char byte;

	open_state(&state);
	for (int i = 0; i < 23; i++) {
		pid_t waiter;

		ck_assert_int_eq(pipe2(said, O_NONBLOCK), 0);
		waiter = start_waiter(state, said[1]);
		await_waiting(waiter);
		(void)close(said[1]);
		state_close(&state);
		open_state(&state);
		ck_assert_int_eq(read(said[0], &byte, 1), 1);
		(void)close(said[0]);
		ck_assert_int_eq(waitpid(waiter, &status, 0), waiter);
		ck_assert_int_eq(status, 0);
	}
	state_close(&state);
}
END_TEST

/* Who gives up has no turn any more. */
START_TEST(test_patience)
{
	struct state state, other;
	struct fault fault;

	open_state(&state);
	ck_assert_int_eq(state_open_within(&other, 0.05, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_FAILED);
	ck_assert_msg(strstr(fault.text, "has held the lock in ") &&
	                      strstr(fault.text, " for 0.05 seconds"),
	              "%s", fault.text);
	ck_assert_int_eq(other.lock, -1);
	state_close(&state);
	ck_assert_int_eq(state_open_within(&other, 0, &fault), 0);
	state_close(&other);
}
END_TEST

Suite *suite_state(void)
{
	TCase *tests;
	Suite *suite = suite_of("state", &tests);

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, test_in_turn);
	tcase_add_test(tests, test_patience);
	return suite;
}
