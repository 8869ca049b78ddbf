// SPDX-License-Identifier: GPL-2.0
/* A run of sigstorm. */
#include "storm.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "live.h"
#include "report.h"

static void add_pid(json_t *pids, json_int_t pid)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", pid);
	ck_assert_int_eq(json_object_set_new(pids, text, json_true()), 0);
}

static bool has_pid(const json_t *pids, json_int_t pid)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", pid);
	return json_object_get(pids, text);
}

void storm_prepare(struct storm *storm, const char *const args[])
{
	const char *all[40] = {"--comm", storm->comm};
	int gate[2];

	for (int i = 0; args[i]; i++) {
		ck_assert_int_lt(i, 37);
		all[i + 2] = args[i];
	}
	(void)snprintf(storm->comm, sizeof(storm->comm), "storm%d", getpid());
	pipe_make(gate);
	storm->out = memory_file();
	storm->err = memory_file();
	storm->gate = gate[1];
	storm->pid = process_start(&(struct start){.program = path_sigstorm(),
	                                           .args = all,
	                                           .out = storm->out,
	                                           .err = storm->err,
	                                           .gate = gate[0]});
	close(gate[0]);
}

void storm_begin(struct storm *storm)
{
	/* The byte, not the end of file: a later child of ours may have inherited our end. */
	ck_assert_int_eq(write(storm->gate, "", 1), 1);
	close(storm->gate);
}

/* The SIGCHLD that its end sends us, which it cannot know of. We have the default action. */
static json_t *own_end(const struct storm *storm)
{
	char name[16] = "";

	ck_assert_int_eq(prctl(PR_GET_NAME, name), 0);
	return json_pack("{s:i, s:s, s:i, s:i, s:s, s:s, s:i, s:s, s:s, s:n, s:i}", "sender_pid",
	                 storm->pid, "sender_comm", storm->comm, "sender_uid", 0, "target_pid",
	                 getpid(), "target_comm", name, "signal", "SIGCHLD", "signal_number", 17,
	                 "origin", "child", "outcome", "ignored", "errno", "count", 1);
}

static void count_skips(char *text)
{
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		ck_assert_msg(strncmp(line, "sigstorm: skipped: ", 19) == 0, "%s", line);
		skip("%s", line + 19);
	}
}

static void note_pids(struct storm *storm)
{
	const json_t *row;
	size_t i;

	storm->pids = json_object();
	for (i = 0; (row = json_array_get(storm->rows, i)); i++) {
		add_pid(storm->pids, row_integer(row, "sender_pid"));
		if (!row_is_refused_door(row))
			add_pid(storm->pids, row_integer(row, "target_pid"));
	}
	/* The kernel is not one of its processes. */
	(void)json_object_del(storm->pids, "0");
}

void storm_adopt(struct storm *storm, const char *text)
{
	json_error_t error;

	storm->rows = json_array();
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length) {
			json_t *row = json_loadb(text, length, 0, &error);

			ck_assert_msg(row, "sigstorm: %s: %.*s", error.text, (int)length, text);
			ck_assert_int_eq(json_array_append_new(storm->rows, row), 0);
		}
		text += length + (text[length] == '\n');
	}
	note_pids(storm);
}

void storm_finish(struct storm *storm)
{
	int code = process_wait(storm->pid);
	char *err = memory_text(storm->err);

	ck_assert_msg(code == 0, "sigstorm exits with %d: %s", code, err);
	storm_adopt(storm, memory_text(storm->out));
	add_pid(storm->pids, storm->pid);
	ck_assert_int_eq(json_array_append_new(storm->rows, own_end(storm)), 0);
	count_skips(err);
}

void storm_run(struct storm *storm, const char *const args[])
{
	storm_prepare(storm, args);
	storm_begin(storm);
	storm_finish(storm);
}

bool row_of_storm(const json_t *row, const void *context)
{
	const struct storm *storm = context;

	if (row_is_remainder(row))
		return false;
	return has_pid(storm->pids, row_integer(row, "sender_pid")) ||
	       (!row_is_refused_door(row) &&
	        has_pid(storm->pids, row_integer(row, "target_pid"))) ||
	       !strcmp(row_text(row, "sender_comm"), storm->comm) ||
	       !strcmp(row_text(row, "target_comm"), storm->comm);
}

void storm_assert_exact(const struct storm *storm, const json_t *reports)
{
	json_t *expected = tally_new();

	tally_add_rows(expected, storm->rows, NULL, NULL);
	tally_assert_equal(expected, reports_tally(reports, row_of_storm, storm));
}

void storm_assert_filtered(const struct storm *storm, const json_t *reports, row_filter wanted,
                           const void *context)
{
	json_t *expected = tally_new();

	tally_add_rows(expected, storm->rows, wanted, context);
	ck_assert_msg(tally_total(expected), "the storm has no such row: this tests nothing");
	ck_assert_msg(json_object_size(expected) < json_array_size(storm->rows),
	              "the storm has only such rows: this tests nothing");
	reports_assert_all(reports, wanted, context);
	tally_assert_equal(expected, reports_tally(reports, row_of_storm, storm));
}
