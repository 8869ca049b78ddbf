// SPDX-License-Identifier: GPL-2.0
/* Observations one by one. */
#include "abi/event.h"
#include "abi/identity.h"
#include "abi/key.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>

#include "model/event.h"

static struct event decoded(const struct raw_event *raw, int64_t offset)
{
	const struct events events = {raw, 1, offset};
	struct event event;

	event_decode(&event, &events, 0);
	return event;
}

START_TEST(test_generated)
{
	struct raw_event raw = {.time = 2000000007,
	                        .key = {101, 202, what_pack(15, OUTCOME_QUEUED, ORIGIN_TKILL, 0)},
	                        .sender_tid = 103,
	                        .target_tid = 204};
	struct event event;

	(void)snprintf(raw.parties.sender.comm, COMM_SIZE, "bash");
	(void)snprintf(raw.parties.target.comm, COMM_SIZE, "nginx");
	(void)snprintf(raw.parties.sender.parent_comm, COMM_SIZE, "sshd");
	raw.parties.sender.parent = 99;
	raw.parties.sender.uid = 1000;
	event = decoded(&raw, 1769860800000000000);
	ck_assert_int_eq(event.time.tv_sec, 1769860802);
	ck_assert_int_eq(event.time.tv_nsec, 7);
	ck_assert_int_eq(event.sender_tid, 103);
	ck_assert_int_eq(event.target_tid, 204);
	ck_assert_int_eq(event.row.sender.pid, 101);
	ck_assert_str_eq(event.row.sender.comm.text, "bash");
	ck_assert_uint_eq(event.row.sender.uid, 1000);
	ck_assert_int_eq(event.row.sender.parent, 99);
	ck_assert_str_eq(event.row.sender.parent_comm.text, "sshd");
	ck_assert_int_eq(event.row.target.pid, 202);
	ck_assert_str_eq(event.row.target.comm.text, "nginx");
	ck_assert_int_eq(event.row.signal, 15);
	ck_assert_int_eq(event.row.origin, ORIGIN_TKILL);
	ck_assert_int_eq(event.row.outcome, OUTCOME_QUEUED);
	ck_assert_uint_eq(event.row.count, 1);
}
END_TEST

/* Nobody knows who the target of a refused call is, nor of a bad descriptor even its number. */
START_TEST(test_refused)
{
	const struct raw_event raw = {
		.key = {101, -4312, what_pack(9, OUTCOME_REFUSED, ORIGIN_KILL, EPERM)}};
	const struct raw_event unknown = {
		.key = {101, 0,
	                what_pack(9, OUTCOME_REFUSED, ORIGIN_KILL, EBADF) | WHAT_TARGET_UNKNOWN}};
	struct event event = decoded(&raw, 0);

	ck_assert(event.row.target.known);
	ck_assert(!event.row.target.identified);
	ck_assert_int_eq(event.row.target.pid, -4312);
	ck_assert_int_eq(event.row.error, EPERM);
	event = decoded(&unknown, 0);
	ck_assert(!event.row.target.known);
	ck_assert_int_eq(event.row.error, EBADF);
}
END_TEST

START_TEST(test_kernel)
{
	const struct raw_event raw = {
		.key = {0, 202, what_pack(14, OUTCOME_QUEUED, ORIGIN_TIMER, 0)}};
	struct event event = decoded(&raw, 0);

	ck_assert(event.row.sender.known);
	ck_assert(!event.row.sender.identified);
	ck_assert_str_eq(event.row.sender.comm.text, "kernel");
	ck_assert_int_eq(event.sender_tid, 0);
}
END_TEST

Suite *suite_event(void)
{
	TCase *cases;
	Suite *suite = suite_of("event", &cases);

	tcase_add_test(cases, test_generated);
	tcase_add_test(cases, test_refused);
	tcase_add_test(cases, test_kernel);
	return suite;
}
