// SPDX-License-Identifier: GPL-2.0
/* Records of the flight recorder. */
#include "abi/identity.h"
#include "abi/key.h"
#include "abi/recorder.h"
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "model/glob.h"
#include "model/record.h"

#define ENTRIES 16
#define SECOND  1000000000ULL

/* A recorder by hand, filled as bpf/recorder.bpf.h does it. */
struct fake {
	struct recorder_entry entries[ENTRIES];
	struct recorder_state state;
};

static struct recorder_entry *add(struct fake *fake, enum recorder_ring ring, uint64_t time,
                                  int32_t target, const char *comm)
{
	uint64_t id = entry_id(ring, ++fake->state.head[ring]);
	struct recorder_entry *entry = &fake->entries[entry_index(id, ENTRIES)];

	*entry = (struct recorder_entry){
		.id = id,
		.time = time,
		.last = time,
		.start = 1,
		.count = 1,
		.key = {100, target, what_pack(15, OUTCOME_QUEUED, ORIGIN_KILL, 0)},
	};
	(void)snprintf(entry->parties.target.comm, COMM_SIZE, "%s", comm);
	(void)snprintf(entry->parties.sender.comm, COMM_SIZE, "killer");
	(void)snprintf(entry->parties.sender.parent_comm, COMM_SIZE, "shell");
	entry->parties.sender.uid = 1000;
	entry->parties.sender.parent = 99;
	return entry;
}

static struct records query(const struct fake *fake, struct record_query query)
{
	struct recorder_view view = {fake->entries, &fake->state, ENTRIES, 0};
	struct records records;

	if (!query.until)
		query.until = UINT64_MAX;
	ck_assert_int_eq(records_read(&records, &view, &query), 0);
	return records;
}

/* The pids of the targets, as text, and all is freed. */
static const char *pids(struct records records)
{
	static char text[256];
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < records.count; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%d",
		                           i ? " " : "", records.items[i].target.pid);
	records_free(&records);
	return text;
}

START_TEST(test_both_rings_by_time)
{
	struct fake fake = {0};

	add(&fake, RING_OTHER, 30, 3, "c");
	add(&fake, RING_DEADLY, 40, 4, "d");
	add(&fake, RING_DEADLY, 10, 1, "a");
	add(&fake, RING_OTHER, 20, 2, "b");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){0})), "1 2 3 4");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){.newest = 2})), "3 4");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){.newest = 9})), "1 2 3 4");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){.from = 20, .until = 40})), "2 3");
}
END_TEST

START_TEST(test_matching)
{
	struct fake fake = {0};
	struct record_query glob = {.by_name = true};
	struct recorder_entry *refused;
	struct fault fault;

	add(&fake, RING_DEADLY, 1, 7, "nginx");
	add(&fake, RING_DEADLY, 2, 8, "nginx: worker");
	add(&fake, RING_DEADLY, 3, 9, "killer");
	refused = add(&fake, RING_OTHER, 4, 7, "");
	refused->start = 0;
	refused = add(&fake, RING_OTHER, 5, 0, "");
	refused->start = 0;
	refused->key.what |= WHAT_TARGET_UNKNOWN;
	ck_assert_int_eq(glob_compile("nginx*", &glob.glob, &fault), 0);
	ck_assert_str_eq(pids(query(&fake, glob)), "7 8");
	ck_assert_int_eq(glob_compile("nginx", &glob.glob, &fault), 0);
	ck_assert_str_eq(pids(query(&fake, glob)), "7");
	/* Nothing that has no name has one that matches everything. */
	ck_assert_int_eq(glob_compile("*", &glob.glob, &fault), 0);
	ck_assert_str_eq(pids(query(&fake, glob)), "7 8 9");
	/* The target's name, not the sender's. */
	ck_assert_int_eq(glob_compile("killer", &glob.glob, &fault), 0);
	ck_assert_str_eq(pids(query(&fake, glob)), "9");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){.by_pid = true, .pid = 7})),
	                 "7 7");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){.by_pid = true, .pid = 0})), "");
}
END_TEST

START_TEST(test_wraps)
{
	struct fake fake = {0};
	struct records records;

	for (int i = 1; i <= 20; i++)
		add(&fake, RING_DEADLY, (uint64_t)i, i, "x");
	add(&fake, RING_OTHER, 30, 30, "y");
	records = query(&fake, (struct record_query){0});
	ck_assert_uint_eq(records.overwritten, 8);
	ck_assert_uint_eq(records.count, 13);
	ck_assert_int_eq(records.items[0].target.pid, 9);
	ck_assert_int_eq(records.items[12].target.pid, 30);
	records_free(&records);
	/* The rings do not take each other's room. */
	for (int i = 31; i <= 100; i++)
		add(&fake, RING_OTHER, (uint64_t)i, i, "y");
	ck_assert_str_eq(pids(query(&fake, (struct record_query){0})),
	                 "9 10 11 12 13 14 15 16 17 18 19 20 97 98 99 100");
}
END_TEST

START_TEST(test_follow)
{
	struct record_query q = {.until = 10};
	struct fake fake = {0};
	struct records records;

	for (int i = 1; i <= 10; i++)
		add(&fake, RING_DEADLY, (uint64_t)i, i, "x");
	records = query(&fake, q);
	ck_assert(records.more);
	ck_assert_uint_eq(records.count, 9);
	memcpy(q.next, records.next, sizeof(q.next));
	records_free(&records);
	/* The tenth has not been read, and two more are gone with it. */
	for (int i = 11; i <= 24; i++)
		add(&fake, RING_DEADLY, (uint64_t)i, i, "x");
	q.from = 10;
	q.until = 100;
	records = query(&fake, q);
	ck_assert(!records.more);
	ck_assert_uint_eq(records.overwritten, 3);
	ck_assert_uint_eq(records.count, 12);
	memcpy(q.next, records.next, sizeof(q.next));
	records_free(&records);
	add(&fake, RING_DEADLY, 101, 25, "x");
	q.from = 100;
	q.until = 200;
	records = query(&fake, q);
	ck_assert_uint_eq(records.overwritten, 0);
	ck_assert_str_eq(pids(records), "25");
}
END_TEST

START_TEST(test_meaning)
{
	struct fake fake = {0};
	struct recorder_entry *entry = add(&fake, RING_DEADLY, SECOND, 7, "victim");
	struct records records;
	const struct record *record;

	entry->last = 2 * SECOND;
	entry->ended = 2 * SECOND + SECOND / 2;
	entry->count = 3;
	entry = add(&fake, RING_DEADLY, 3 * SECOND, 8, "");
	entry->key.sender = 0;
	entry->key.what = what_pack(9, OUTCOME_QUEUED, ORIGIN_KERNEL, 0);
	entry->flags = ENTRY_OOM;
	entry = add(&fake, RING_DEADLY, 4 * SECOND, 9, "");
	entry->key.sender = 0;
	entry->flags = ENTRY_END_ONLY;
	records = query(&fake, (struct record_query){0});
	record = records.items;
	ck_assert_int_eq(record->time.tv_sec, 1);
	ck_assert_int_eq(record->last.tv_sec, 2);
	ck_assert(record->ended && record->ended_after == 0.5);
	ck_assert_uint_eq(record->count, 3);
	ck_assert_str_eq(record->sender.comm.text, "killer");
	ck_assert_uint_eq(record->sender.uid, 1000);
	ck_assert_int_eq(record->sender.parent, 99);
	ck_assert_str_eq(record->sender.parent_comm.text, "shell");
	ck_assert_str_eq(record->target.comm.text, "victim");
	ck_assert(record->caused && !record->oom);
	record++;
	ck_assert(record->oom && record->caused && !record->ended);
	ck_assert(record->sender.known && !record->sender.identified);
	ck_assert_str_eq(record->sender.comm.text, "kernel");
	record++;
	ck_assert(!record->caused && !record->sender.known && record->target.known);
	ck_assert_str_eq(record->sender.comm.text, "");
	records_free(&records);
}
END_TEST

START_TEST(test_busy)
{
	struct fake fake = {0};
	struct records records;

	add(&fake, RING_DEADLY, 1, 1, "x")->id = ENTRY_BUSY;
	add(&fake, RING_DEADLY, 2, 2, "x");
	fake.state.busy = 2;
	records = query(&fake, (struct record_query){0});
	ck_assert_uint_eq(records.lost, 3);
	ck_assert_str_eq(pids(records), "2");
}
END_TEST

START_TEST(test_settle)
{
	struct recorder_entry entry = {.id = ENTRY_BUSY};

	ck_assert(!entry_settle(&entry, ENTRY_BUSY, ENTRY_BUSY));
	ck_assert(!entry_settle(&entry, 4, ENTRY_BUSY));
	ck_assert(!entry_settle(&entry, ENTRY_BUSY, 4));
	ck_assert(!entry_settle(&entry, 4, 6));
	ck_assert(!entry_settle(&entry, ENTRY_NONE, 4));
	entry.id = ENTRY_BUSY;
	ck_assert(entry_settle(&entry, 4, 4));
	ck_assert_uint_eq(entry.id, 4);
	ck_assert(entry_settle(&entry, ENTRY_NONE, ENTRY_NONE));
}
END_TEST

/* A writer that never stops: every word of an entry is its sequence number. */
struct writer {
	struct recorder_entry entry;
	atomic_bool stop;
};

static void *write_entries(void *context)
{
	struct writer *writer = context;
	struct recorder_entry *entry = &writer->entry;

	for (uint64_t sequence = 1; !writer->stop; sequence++) {
		__atomic_store_n(&entry->id, ENTRY_BUSY, __ATOMIC_SEQ_CST);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		entry->time = entry->last = entry->ended = entry->start = sequence;
		memset(&entry->parties, (int)(sequence & 0xff), sizeof(entry->parties));
		__atomic_store_n(&entry->id, entry_id(RING_DEADLY, sequence), __ATOMIC_SEQ_CST);
		/* A reader that is slow, on a busy machine, has to have a chance. */
		for (int pause = 0; pause < 1000; pause++)
			__atomic_signal_fence(__ATOMIC_SEQ_CST);
	}
	return NULL;
}

static void check_whole(const struct recorder_entry *entry)
{
	const unsigned char *bytes = (const unsigned char *)&entry->parties;
	uint64_t sequence = entry_sequence(entry->id);

	ck_assert_uint_eq(entry->time, sequence);
	ck_assert_uint_eq(entry->start, sequence);
	for (size_t i = 0; i < sizeof(entry->parties); i++)
		ck_assert_uint_eq(bytes[i], sequence & 0xff);
}

/* What settles is whole, and a fair share does. */
START_TEST(test_never_torn)
{
	static struct writer writer;
	unsigned int settled = 0;
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, write_entries, &writer), 0);
	for (int i = 0; i < 20000000 && settled < 10000; i++) {
		struct recorder_entry copy;
		uint64_t before = __atomic_load_n(&writer.entry.id, __ATOMIC_SEQ_CST), after;

		memcpy(&copy, &writer.entry, sizeof(copy));
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		after = __atomic_load_n(&writer.entry.id, __ATOMIC_SEQ_CST);
		if (before == ENTRY_NONE || !entry_settle(&copy, before, after))
			continue;
		settled++;
		check_whole(&copy);
	}
	writer.stop = true;
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_uint_gt(settled, 100);
}
END_TEST

Suite *suite_record(void)
{
	TCase *cases;
	Suite *suite = suite_of("record", &cases);

	tcase_add_test(cases, test_both_rings_by_time);
	tcase_add_test(cases, test_matching);
	tcase_add_test(cases, test_wraps);
	tcase_add_test(cases, test_follow);
	tcase_add_test(cases, test_meaning);
	tcase_add_test(cases, test_busy);
	tcase_add_test(cases, test_settle);
	tcase_add_test(cases, test_never_torn);
	return suite;
}
