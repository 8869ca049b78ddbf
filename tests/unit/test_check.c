// SPDX-License-Identifier: GPL-2.0
/* Comparing what a test sent with what was counted: what differs must be seen. */
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "model/check.h"

#define OBSERVER 100
#define SENDER   101
#define TARGET   102
#define STRANGER 999

static struct check check;
static struct snapshot snapshot;

static struct check_row *expect(const char *kind, int signal, enum outcome outcome,
                                uint64_t expected)
{
	struct check_row *row = check_add_row(&check.test);

	ck_assert_ptr_nonnull(row);
	row->kind = kind;
	row->sent = true;
	row->sender = SENDER;
	row->target = TARGET;
	row->signal = signal;
	row->outcome = outcome;
	row->expected = expected;
	return row;
}

static struct row *count(int32_t sender, int32_t target, int signal, enum outcome outcome,
                         uint64_t times)
{
	struct row *row = snapshot_add_row(&snapshot);

	ck_assert_ptr_nonnull(row);
	row->sender = (struct party){.known = true, .pid = sender};
	row->target = (struct party){.known = true, .pid = target};
	row->signal = signal;
	row->outcome = outcome;
	row->count = times;
	return row;
}

/* One row of 23, and 5 exits that were timed. */
static void setup(void)
{
	check = (struct check){.test = {.observer = OBSERVER,
	                                .processes = {SENDER, TARGET},
	                                .process_count = 2,
	                                .times = {{HIST_EXIT, SIGTERM, .expected = 5}},
	                                .time_count = 1}};
	snapshot_init(&snapshot);
	(void)expect("kill", 40, OUTCOME_QUEUED, 23);
	snapshot_histogram(&snapshot, HIST_EXIT, SIGTERM)->count = 5;
	/* What is none of ours. */
	(void)count(STRANGER, TARGET, 40, OUTCOME_QUEUED, 7);
	(void)count(STRANGER, STRANGER, 40, OUTCOME_QUEUED, 7);
	(void)count(SENDER, OBSERVER, SIGCHLD, OUTCOME_IGNORED, 1);
	count(SENDER, TARGET, 40, OUTCOME_QUEUED, 7)->remainder = true;
}

static void teardown(void)
{
	snapshot_free(&snapshot);
}

static void assert_verdict(enum verdict verdict, const char *line)
{
	char text[VERDICT_SIZE];

	check_compare(&check.test, &snapshot);
	ck_assert_int_eq(check_verdict(&check, text), verdict);
	ck_assert_str_eq(text, line);
}

START_TEST(test_exact)
{
	/* One row by several counts, as of several targets. */
	struct check_row *any = expect("group", 41, OUTCOME_IGNORED, 7);

	any->any_target = true;
	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	(void)count(SENDER, TARGET, 41, OUTCOME_IGNORED, 4);
	(void)count(SENDER, STRANGER, 41, OUTCOME_IGNORED, 3);
	assert_verdict(VERDICT_EXACT, "counting is exact here: 3 kinds, 30 signals, 0 lost");
}
END_TEST

/* One more and one less. */
START_TEST(test_count)
{
	static const char *const lines[] = {
		"counting is NOT exact here: kill (SIGRTMIN+6 queued by kill, from 101 to 102): 23 "
		"expected, 22 counted",
		"counting is NOT exact here: kill (SIGRTMIN+6 queued by kill, from 101 to 102): 23 "
		"expected, 24 counted",
	};

	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, _i ? 24 : 22);
	assert_verdict(VERDICT_DIFFERS, lines[_i]);
}
END_TEST

/* Whatever is not what was expected: signal, outcome, origin, errno, sender, target. */
START_TEST(test_key)
{
	struct row *row = count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);

	switch (_i) {
	case 0:
		row->signal = 41;
		break;
	case 1:
		row->outcome = OUTCOME_PENDING;
		break;
	case 2:
		row->origin = ORIGIN_INDIRECT;
		break;
	case 3:
		row->error = EPERM;
		break;
	case 4:
		row->sender.pid = TARGET;
		break;
	case 5:
		row->target.pid = STRANGER;
		break;
	default:
		row->target.known = false;
		break;
	}
	assert_verdict(VERDICT_DIFFERS,
	               "counting is NOT exact here: kill (SIGRTMIN+6 queued by kill, from "
	               "101 to 102): 23 expected, 0 counted; 1 more differ");
	ck_assert_uint_eq(check.test.row_count, 2);
	ck_assert_str_eq(check.test.rows[1].kind, "unexpected");
	ck_assert_uint_eq(check.test.rows[1].counted, 23);
	ck_assert_int_eq(check.test.rows[1].signal, row->signal);
	ck_assert_int_eq(check.test.rows[1].origin, row->origin);
}
END_TEST

/* A target that must not be known, and a sender that may be any. */
START_TEST(test_wildcards)
{
	struct check_row *refused = expect("refused", 15, OUTCOME_REFUSED, 5);
	struct check_row *child = expect("child", SIGCHLD, OUTCOME_IGNORED, 3);
	struct row *row;

	refused->error = EBADF;
	refused->target_unknown = true;
	child->any_sender = true;
	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	row = count(SENDER, 0, 15, OUTCOME_REFUSED, 5);
	row->error = EBADF;
	row->target.known = false;
	count(0, TARGET, SIGCHLD, OUTCOME_IGNORED, 3)->sender.known = false;
	assert_verdict(VERDICT_EXACT, "counting is exact here: 4 kinds, 31 signals, 0 lost");
}
END_TEST

/* What could not be sent, or not be seen, is no difference; nor is what it left behind. */
START_TEST(test_not_tested)
{
	struct check_row *not_sent = expect("pidfd_send_signal", 41, OUTCOME_QUEUED, 5);

	not_sent->sent = false;
	not_sent->gave = ENOSYS;
	expect("probe", 0, OUTCOME_PROBE, 7)->unwatched = true;
	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	(void)count(SENDER, TARGET, 41, OUTCOME_QUEUED, 2);
	assert_verdict(
		VERDICT_EXACT,
		"counting is exact here: 2 kinds, 23 signals, 0 lost (2 kinds were not tested)");
	ck_assert_uint_eq(check.test.row_count, 3);
}
END_TEST

/* Histograms hold the times of others too: as many as were sent the signal. */
START_TEST(test_times)
{
	static const struct {
		uint64_t counted, others;
		enum verdict verdict;
	} samples[] = {
		{5, 0, VERDICT_EXACT},   {4, 0, VERDICT_DIFFERS}, {6, 0, VERDICT_DIFFERS},
		{6, 1, VERDICT_EXACT},   {5, 1, VERDICT_EXACT},   {7, 1, VERDICT_DIFFERS},
		{4, 1, VERDICT_DIFFERS},
	};
	char text[VERDICT_SIZE];

	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	snapshot_histogram(&snapshot, HIST_EXIT, SIGTERM)->count = samples[_i].counted;
	if (samples[_i].others)
		(void)count(STRANGER, STRANGER, SIGTERM, OUTCOME_QUEUED, samples[_i].others);
	check_compare(&check.test, &snapshot);
	ck_assert_int_eq(check_verdict(&check, text), samples[_i].verdict);
	if (samples[_i].verdict == VERDICT_DIFFERS)
		ck_assert_ptr_nonnull(strstr(text, "exit times after SIGTERM: 5 expected"));
}
END_TEST

START_TEST(test_lost)
{
	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	snapshot.ledger.recursion = 3;
	assert_verdict(VERDICT_DIFFERS,
	               "counting is NOT exact here: each row of the test is right, but 3 of this "
	               "host's signals were lost meanwhile");
}
END_TEST

START_TEST(test_blind)
{
	check.test.row_count = 0;
	(void)fault_set(&check.fault, EXIT_CANNOT_OBSERVE, "no reason");
	assert_verdict(VERDICT_BLIND, "nothing can be counted here: no reason");
	check.fault.code = EXIT_FAILED;
	assert_verdict(VERDICT_BLIND, "the test could not be made: no reason");
}
END_TEST

/* What the programs count that nobody asked for must not run over the end. */
START_TEST(test_many_unexpected)
{
	(void)count(SENDER, TARGET, 40, OUTCOME_QUEUED, 23);
	for (int i = 0; i < 2 * CHECK_ROWS_MOST; i++)
		(void)count(SENDER, 1000 + i, 41, OUTCOME_QUEUED, 1);
	check_compare(&check.test, &snapshot);
	ck_assert_uint_eq(check.test.row_count, CHECK_ROWS_MOST);
	ck_assert_ptr_null(check_add_row(&check.test));
}
END_TEST

Suite *suite_check(void)
{
	TCase *cases;
	Suite *suite = suite_of("check", &cases);

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_add_test(cases, test_exact);
	tcase_add_loop_test(cases, test_count, 0, 2);
	tcase_add_loop_test(cases, test_key, 0, 7);
	tcase_add_test(cases, test_wildcards);
	tcase_add_test(cases, test_not_tested);
	tcase_add_loop_test(cases, test_times, 0, 7);
	tcase_add_test(cases, test_lost);
	tcase_add_test(cases, test_blind);
	tcase_add_test(cases, test_many_unexpected);
	return suite;
}
