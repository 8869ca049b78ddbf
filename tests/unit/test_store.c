// SPDX-License-Identifier: GPL-2.0
/* State between processes: what is written is read, damage is found, totals are bounded. */
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../golden/samples.h"
#include "model/fold.h"
#include "model/store.h"

static void begin(struct store *store)
{
	ck_assert_int_eq(store_init(store), 0);
	store->run = 0x123456789abcdef;
	(void)snprintf(store->boot, sizeof(store->boot), "boot");
	(void)snprintf(store->program, sizeof(store->program), "0.1.0");
	free(store->filters);
	store->filters = strdup("sender \"a\\\x1b\", uid 7");
	store->hooks = (struct hooks){"tp_btf", "kprobe"};
	store->started = (struct timespec){1769860800, 123456789};
	store->absorbed_at = 0.1;
	store->recursion = 11;
	store->sample = 64;
}

static void absorb(struct store *store, sample_fn sample)
{
	struct snapshot fill;

	snapshot_init(&fill);
	sample(&fill);
	fill.hooks = store->hooks;
	ck_assert_int_eq(store_absorb(store, &fill), 0);
	snapshot_free(&fill);
	store->absorbed++;
}

static char *text_of(const struct store *store, size_t *size)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size);

	ck_assert_ptr_nonnull(out);
	ck_assert_int_eq(store_write(store, out), 0);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

static const sample_fn samples[] = {sample_normal, sample_idle,  sample_hostile, sample_losses,
                                    sample_full,   sample_large, sample_times,   sample_drawn};
#define SAMPLES (int)(sizeof(samples) / sizeof(samples[0]))

/* What is read is written as the same bytes again. */
START_TEST(test_round_trip)
{
	struct store store, read;
	const char *why;
	char *text, *again;
	size_t size, same;

	begin(&store);
	absorb(&store, samples[_i]);
	absorb(&store, samples[(_i + 1) % SAMPLES]);
	text = text_of(&store, &size);
	ck_assert_int_eq(store_read(&read, text, size, &why), STORE_GOOD);
	ck_assert_str_eq(read.hooks.refused, "kprobe");
	ck_assert_str_eq(read.filters, store.filters);
	ck_assert_uint_eq(read.absorbed, 2);
	ck_assert_uint_eq(read.sample, 64);
	ck_assert_uint_eq(read.backlog.row_count, store.backlog.row_count);
	ck_assert_uint_eq(read.totals.columns, store.totals.columns);
	again = text_of(&read, &same);
	ck_assert_str_eq(text, again);
	store_free(&store);
	store_free(&read);
	free(text);
	free(again);
}
END_TEST

/* Any byte that is changed, and any cut, is found, and nothing is read beyond the end. */
START_TEST(test_damage)
{
	struct store store, read;
	const char *why;
	char *text, *copy;
	size_t size;

	begin(&store);
	absorb(&store, sample_times);
	text = text_of(&store, &size);
	for (size_t at = 0; at < size; at += at < 200 || at > size - 200 ? 1 : 37) {
		copy = malloc(size);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, size);
		copy[at] ^= 1;
		ck_assert_msg(store_read(&read, copy, size, &why) != STORE_GOOD, "byte %zu", at);
		free(copy);
		copy = malloc(at + 1);
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, text, at);
		ck_assert_msg(store_read(&read, copy, at, &why) == STORE_DAMAGED, "cut %zu", at);
		free(copy);
	}
	store_free(&store);
	free(text);
}
END_TEST

static uint64_t checksum(const char *text, size_t size)
{
	uint64_t sum = 0xcbf29ce484222325U;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ (uint8_t)text[i]) * 0x100000001b3U;
	return sum;
}

static char *with_head(const char *body, int version, size_t *size)
{
	char *text;
	int length = asprintf(&text,
	                      "{\"format\":\"sigsnoop-top state\",\"version\":%d,\"size\":%zu,"
	                      "\"checksum\":\"%016llx\"}\n%s\n",
	                      version, strlen(body),
	                      (unsigned long long)checksum(body, strlen(body)), body);

	ck_assert_int_gt(length, 0);
	*size = (size_t)length;
	return text;
}

/* The same in every value: numbers out of range, the wrong type, nothing at all. */
static void check_senseless(json_t *root, json_t *json, const char *key, json_t *bad)
{
	json_t *before = json_incref(json_object_get(json, key));
	struct store store;
	const char *why;
	char *body, *text;
	size_t size;

	ck_assert_int_eq(json_object_set_new(json, key, bad), 0);
	body = json_dumps(root, JSON_COMPACT);
	text = with_head(body, STORE_VERSION, &size);
	ck_assert_msg(store_read(&store, text, size, &why) == STORE_DAMAGED, "%s", key);
	ck_assert_str_eq(why, "its contents make no sense");
	ck_assert_int_eq(json_object_set_new(json, key, before), 0);
	free(body);
	free(text);
}

static const char *const of_store[] = {
	"run",         "boot",      "started",      "program",    "filters", "hooks",  "absorbed",
	"absorbed_at", "recursion", "delivered_at", "lost_since", "backlog", "totals",
};

static const char *const of_snapshot[] = {
	"time",    "interval", "hostname",   "ledger", "signals", "capacity",
	"entries", "rows",     "histograms", "alive",  "untimed",
};

/* A file that has its checksum right and was written by something else. */
START_TEST(test_senseless)
{
	struct store store;
	char *text;
	size_t size;
	json_t *root, *backlog;

	begin(&store);
	absorb(&store, sample_times);
	text = text_of(&store, &size);
	root = json_loads(strchr(text, '\n') + 1, 0, NULL);
	ck_assert_ptr_nonnull(root);
	backlog = json_object_get(root, "backlog");
	for (size_t i = 0; i < sizeof(of_store) / sizeof(of_store[0]); i++)
		check_senseless(root, root, of_store[i], json_true());
	for (size_t i = 0; i < sizeof(of_snapshot) / sizeof(of_snapshot[0]); i++)
		check_senseless(root, backlog, of_snapshot[i], json_true());
	check_senseless(root, root, "absorbed", json_integer(-1));
	check_senseless(root, root, "absorbed", json_integer(1LL << 32));
	check_senseless(root, root, "started", json_pack("[i, I]", 1, (json_int_t)1000000000));
	check_senseless(root, backlog, "rows", json_pack("[[]]"));
	check_senseless(root, backlog, "signals", json_pack("[i]", 1));
	check_senseless(root, backlog, "histograms",
	                json_pack("[[i, i, i, i, i, i, s, []]]", 99, 1, 1, 1, 1, 1, ""));
	json_decref(root);
	store_free(&store);
	free(text);
}
END_TEST

/* A row, and the places in it. */
static json_t *make_row(void)
{
	return json_loads("[[true, true, 1, 0, 1, \"a\", \"b\", null],"
	                  " [false, false, 0, 0, 0, \"\", \"\", null],"
	                  " 15, 1, 1, 0, false, 7, 0, 0]",
	                  0, NULL);
}

/* It takes the place of the backlog's; it is read as good, or as damage. */
static void check_row(json_t *row, const char *what, bool good)
{
	json_t *root;
	struct store store;
	char *text, *body;
	const char *why;
	size_t size;

	begin(&store);
	text = text_of(&store, &size);
	root = json_loads(strchr(text, '\n') + 1, 0, NULL);
	ck_assert_int_eq(json_object_set_new(json_object_get(root, "backlog"), "rows",
	                                     json_pack("[o]", row)),
	                 0);
	store_free(&store);
	free(text);
	body = json_dumps(root, JSON_COMPACT);
	text = with_head(body, STORE_VERSION, &size);
	ck_assert_msg((store_read(&store, text, size, &why) == STORE_GOOD) == good, "%s", what);
	if (good) {
		ck_assert_uint_eq(store.backlog.row_count, 1);
		ck_assert_str_eq(store.backlog.rows[0].sender.parent_comm.text, "b");
		ck_assert_uint_eq(store.backlog.rows[0].count, 7);
		store_free(&store);
	}
	json_decref(root);
	free(body);
	free(text);
}

/* What may stand in a place and what may not. */
static const struct {
	bool of_party;
	size_t place;
	const char *good;
	const char *bad[5];
} places[] = {
	// clang-format off
	{true, 0, "true", {"1", "null"}},
	{true, 1, "true", {"1", "null"}},
	{true, 2, "-1", {"2147483648", "\"1\"", "1.5", "null"}},
	{true, 3, "4294967295", {"4294967296", "-1", "null"}},
	{true, 4, "2147483647", {"2147483648", "null"}},
	{true, 5, "\"\"", {"1", "null"}},
	{true, 6, "\"b\"", {"1", "null"}},
	{true, 7, "\"/a\"", {"1", "true"}},
	{false, 0, "[true, true, 1, 0, 1, \"a\", \"b\", null]", {"null", "[]", "{}"}},
	{false, 2, "255", {"65", "-1", "256", "null"}},
	{false, 3, "6", {"7", "-1", "null"}},
	{false, 4, "0", {"99", "-1", "null"}},
	{false, 5, "4095", {"4096", "-1", "null"}},
	{false, 6, "true", {"1", "null"}},
	{false, 7, "7", {"-1", "7.5", "null"}},
	{false, 8, "2.5", {"-0.5", "true", "null"}},
	{false, 9, "4294967295", {"4294967296", "-1", "null"}},
	// clang-format on
};

static void check_place(size_t nth, const char *value, bool good)
{
	json_t *row = make_row(), *sender = json_array_get(row, 0);
	json_t *json = json_loads(value, JSON_DECODE_ANY, NULL);

	ck_assert_ptr_nonnull(json);
	ck_assert_int_eq(
		json_array_set_new(places[nth].of_party ? sender : row, places[nth].place, json),
		0);
	check_row(row, value, good);
}

START_TEST(test_places)
{
	check_place((size_t)_i, places[_i].good, true);
	for (size_t i = 0; places[_i].bad[i]; i++)
		check_place((size_t)_i, places[_i].bad[i], false);
}
END_TEST

/* What a later version appends is passed over; what there is from the first may not be missing. */
START_TEST(test_length)
{
	json_t *row = make_row(), *sender = json_array_get(row, 0);

	ck_assert_int_eq(json_array_append_new(row, json_object()), 0);
	ck_assert_int_eq(json_array_append_new(sender, json_object()), 0);
	check_row(row, "longer", true);
	row = make_row();
	ck_assert_int_eq(json_array_remove(row, 9), 0);
	check_row(row, "shorter", false);
	row = make_row();
	ck_assert_int_eq(json_array_remove(json_array_get(row, 0), 7), 0);
	check_row(row, "shorter party", false);
}
END_TEST

START_TEST(test_newer)
{
	struct store store;
	const char *why;
	size_t size;
	char *text = with_head("[\"of the future\"]", STORE_VERSION + 1, &size);

	ck_assert_int_eq(store_read(&store, text, size, &why), STORE_NEWER);
	free(text);
}
END_TEST

START_TEST(test_delivered)
{
	struct store store;
	uint64_t seen;

	begin(&store);
	absorb(&store, sample_normal);
	seen = store.totals.ledger.seen;
	ck_assert_uint_gt(seen, 0);
	store_delivered(&store);
	ck_assert_uint_eq(store.backlog.row_count, 0);
	ck_assert_uint_eq(store.backlog.ledger.seen, 0);
	ck_assert_uint_eq(store.totals.ledger.seen, seen);
	ck_assert_int_gt(store.delivered_at.tv_sec, 0);
	absorb(&store, sample_normal);
	ck_assert_uint_eq(store.backlog.ledger.seen, seen);
	ck_assert_uint_eq(store.totals.ledger.seen, 2 * seen);
	/* By names: the same rows have grown. */
	for (size_t i = 0; i < store.totals.row_count; i++)
		ck_assert_uint_eq(store.totals.rows[i].count % 2, 0);
	store_free(&store);
}
END_TEST

/* A fill of so many rows with names that come from `first` on; each counts 3. */
static void fill_names(struct snapshot *fill, int first, int rows)
{
	snapshot_init(fill);
	fill->interval = 1;
	for (int i = first; i < first + rows; i++) {
		struct row *row = snapshot_add_row(fill);
		char comm[16];
		int length = snprintf(comm, sizeof(comm), "p%d", i);

		ck_assert_ptr_nonnull(row);
		row->sender.known = row->sender.identified = true;
		row->sender.pid = 1000 + i;
		row->sender.comm = name_from_bytes(comm, (size_t)length);
		row->signal = 15;
		row->count = 3;
		fill->ledger.seen += 3;
		fill->ledger.rows += 3;
		fill->signals[15] += 3;
	}
}

static uint64_t keyed(const struct snapshot *snapshot, uint64_t *remainder)
{
	uint64_t count = 0;

	*remainder = 0;
	for (size_t i = 0; i < snapshot->row_count; i++) {
		const struct row *row = &snapshot->rows[i];

		*(row->remainder ? remainder : &count) += row->count;
	}
	return count;
}

/* Rows that are there go on growing, new ones find no room, and the sums stay exact. */
START_TEST(test_bounded)
{
	const uint64_t over = STORE_ROWS + 1000;
	struct snapshot fill;
	struct store store;
	uint64_t remainder;

	begin(&store);
	for (int round = 0; round < 2; round++) {
		fill_names(&fill, round * 500, (int)over);
		ck_assert_int_eq(store_absorb(&store, &fill), 0);
		snapshot_free(&fill);
	}
	/* And one row of `other`. */
	ck_assert_uint_eq(store.totals.row_count, STORE_ROWS + 1);
	ck_assert_uint_eq(store.totals.ledger.seen, 6 * over);
	ck_assert_uint_eq(keyed(&store.totals, &remainder), store.totals.ledger.rows);
	ck_assert_uint_eq(remainder, 0);
	ck_assert_uint_eq(store.totals.ledger.rows, store.totals.ledger.seen);
	/* A backlog of one fill is whole, however large; by pid here. */
	ck_assert_uint_eq(keyed(&store.backlog, &remainder), 3 * (2 * over - 500));
	store_free(&store);
}
END_TEST

Suite *suite_store(void)
{
	TCase *cases;
	Suite *suite = suite_of("store", &cases);

	tcase_add_loop_test(cases, test_round_trip, 0, SAMPLES);
	tcase_add_test(cases, test_damage);
	tcase_add_test(cases, test_senseless);
	tcase_add_loop_test(cases, test_places, 0, (int)COUNT_OF(places));
	tcase_add_test(cases, test_length);
	tcase_add_test(cases, test_newer);
	tcase_add_test(cases, test_delivered);
	tcase_add_test(cases, test_bounded);
	return suite;
}
