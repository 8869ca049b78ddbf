// SPDX-License-Identifier: GPL-2.0
/* What `last` prints of records made by hand. */
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/key.h"
#include "golden.h"
#include "render/render.h"

#define SAMPLE_TIME 1769860805 /* 2026-01-31 12:00:05 UTC */

static struct party party(int32_t pid, const char *comm)
{
	struct party party = {.known = true, .identified = true, .pid = pid, .parent = 1};

	party.uid = pid > 4000 ? 1000 : 0;
	party.comm = name_from_bytes(comm, strlen(comm));
	party.parent_comm = name_from_bytes("systemd", 7);
	return party;
}

static struct record record(int second, int signal, enum origin origin, enum outcome outcome)
{
	return (struct record){
		.time = {SAMPLE_TIME + second, 42000000},
		.last = {SAMPLE_TIME + second, 42000000},
		.count = 1,
		.signal = signal,
		.caused = true,
		.origin = origin,
		.outcome = outcome,
		.target = party(4312, "nginx"),
	};
}

static void kernel_sends(struct record *record)
{
	record->sender = (struct party){.known = true, .comm = name_from_bytes("kernel", 6)};
}

static void ends(struct record *record, double after)
{
	record->ended = true;
	record->ended_after = after;
}

/* Each kind of record there is. */
static void fill(struct record items[7])
{
	items[0] = record(0, 15, ORIGIN_KILL, OUTCOME_QUEUED);
	items[0].sender = party(4410, "runc");
	items[0].last.tv_sec += 20;
	items[0].count = 12345;
	items[1] = record(1, 9, ORIGIN_KILL, OUTCOME_QUEUED);
	items[1].sender = party(812, "systemd");
	ends(&items[1], 0.0012);
	items[2] = record(2, 9, ORIGIN_KERNEL, OUTCOME_QUEUED);
	kernel_sends(&items[2]);
	items[2].oom = true;
	ends(&items[2], 2.25);
	items[3] = record(3, 9, ORIGIN_KILL, OUTCOME_REFUSED);
	items[3].sender = party(5000, "\033[2Jx\"\xff");
	items[3].error = 1;
	items[3].target = (struct party){.known = true, .pid = -1};
	items[4] = record(4, 31, ORIGIN_KERNEL, OUTCOME_QUEUED);
	items[4].caused = false;
	ends(&items[4], 0);
	items[5] = record(5, 11, ORIGIN_FAULT, OUTCOME_QUEUED);
	items[5].sender = items[5].target = party(4194304, "a name \u202e, \u202cbad");
	ends(&items[5], 0.00003);
	items[6] = record(6, 50, ORIGIN_SIGQUEUE, OUTCOME_REFUSED);
	items[6].sender = party(5000, "");
	items[6].error = 13;
	items[6].target = (struct party){0};
}

static struct records sample(struct record items[7])
{
	struct records records = {.time = {SAMPLE_TIME + 60, 0}, .items = items, .count = 7};

	fill(items);
	utf8_copy(records.hostname, "web-1", 64);
	return records;
}

static void check(const char *name, const struct records *records, bool color, bool first,
                  bool json)
{
	struct style style = {.color = color, .width = 80, .first = first};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq((json ? &render_json : &render_table)->records(records, &style, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	golden_compare(name, text);
	free(text);
}

START_TEST(test_records)
{
	struct record items[7];
	struct records records = sample(items), none = {.time = records.time};

	check("records-table", &records, false, true, false);
	check("records-table-later", &records, false, false, false);
	check("records-json", &records, false, true, true);
	check("records-table-none", &none, false, true, false);
	records.overwritten = 1234;
	records.lost = 1;
	check("records-table-color", &records, true, true, false);
	records.count = 0;
	check("records-json-none", &records, false, true, true);
}
END_TEST

void records_add_tests(TCase *cases)
{
	tcase_add_test(cases, test_records);
}
