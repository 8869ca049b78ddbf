// SPDX-License-Identifier: GPL-2.0
/* What `events` prints of observations made by hand. */
#include "events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/event.h"
#include "abi/identity.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "golden.h"
#include "render/render.h"

#define SAMPLE_TIME 1769860805LL /* 2026-01-31 12:00:05 UTC */
#define UPTIME      7000000000ULL
#define EVENTS      6

static struct raw_event event(uint64_t us, __u32 sender, __s32 target, __u32 what)
{
	return (struct raw_event){
		.time = UPTIME + us * 1000, .key = {sender, target, what}, .sender_tid = sender};
}

static void identify(struct identity *id, __u32 uid, const char *comm)
{
	id->uid = uid;
	id->parent = 1;
	(void)snprintf(id->comm, COMM_SIZE, "%s", comm);
	(void)snprintf(id->parent_comm, COMM_SIZE, "systemd");
}

/* Each kind there is: between processes, to a thread, by the kernel, refused, hostile, unknown. */
static void fill(struct raw_event items[EVENTS])
{
	items[0] = event(0, 4410, 4312, what_pack(15, OUTCOME_QUEUED, ORIGIN_KILL, 0));
	identify(&items[0].parties.sender, 1000, "runc");
	identify(&items[0].parties.target, 33, "nginx");
	items[0].target_tid = 4312;
	items[1] = event(1, 4194304, 4194303, what_pack(50, OUTCOME_OVERFLOW, ORIGIN_SIGQUEUE, 0));
	identify(&items[1].parties.sender, 4294967295U, "fifteen-bytes-x");
	identify(&items[1].parties.target, 0, "fifteen-bytes-y");
	items[1].target_tid = 4194302;
	items[2] = event(999999, 0, 4312, what_pack(14, OUTCOME_PENDING, ORIGIN_TIMER, 0));
	identify(&items[2].parties.target, 33, "nginx");
	items[2].target_tid = 4312;
	items[3] = event(1000000, 5000, -1, what_pack(9, OUTCOME_REFUSED, ORIGIN_KILL, EPERM));
	identify(&items[3].parties.sender, 1000, "\033[2Jx\"\xff");
	items[4] = event(1000001, 5000, 7, what_pack(0, OUTCOME_PROBE, ORIGIN_TKILL, 0));
	identify(&items[4].parties.sender, 1000, "");
	items[4].target_tid = 7;
	items[5] = event(1000002, 5000, 0,
	                 what_pack(SIGNAL_INVALID, OUTCOME_REFUSED, ORIGIN_SIGQUEUE, EBADF) |
	                         WHAT_TARGET_UNKNOWN);
	identify(&items[5].parties.sender, 1000, "a name \u202e\u202cb");
}

static void check(const char *name, bool json, struct style style)
{
	struct raw_event items[EVENTS];
	const struct events events = {items, EVENTS,
	                              SAMPLE_TIME * 1000000000 + 123456000 - (int64_t)UPTIME};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fill(items);
	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq((json ? &render_json : &render_table)->events(&events, &style, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	golden_compare(name, text);
	free(text);
}

START_TEST(test_events)
{
	check("events-json", true, (struct style){.first = true});
	check("events-table", false, (struct style){.width = INT32_MAX, .first = true});
	check("events-table-later", false, (struct style){.width = INT32_MAX});
	check("events-table-color", false,
	      (struct style){.width = 200, .color = true, .first = true});
	check("events-table-132", false, (struct style){.width = 132, .first = true});
	check("events-table-100", false, (struct style){.width = 100, .first = true});
	check("events-table-80", false, (struct style){.width = 80, .first = true});
}
END_TEST

void events_add_tests(TCase *cases)
{
	tcase_add_test(cases, test_events);
}
