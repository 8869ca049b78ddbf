// SPDX-License-Identifier: GPL-2.0
/* Totals as time series: bounded, lasting, exact. */
#include "abi/key.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/fold.h"
#include "model/series.h"

static struct series_rules rules_of(size_t most, const char *names)
{
	struct series_rules rules = {.most = most};
	struct fault fault;

	if (names)
		ck_assert_int_eq(series_names_parse(names, &rules, &fault), 0);
	return rules;
}

static struct party party_of(const char *comm)
{
	return (struct party){
		.known = true, .identified = true, .comm = name_from_bytes(comm, strlen(comm))};
}

static struct row *add(struct snapshot *fill, const char *sender, const char *target,
                       uint64_t count)
{
	struct row *row = snapshot_add_row(fill);

	ck_assert_ptr_nonnull(row);
	row->sender = party_of(sender);
	row->target = party_of(target);
	row->signal = 15;
	row->count = count;
	return row;
}

static void add_refused(struct snapshot *fill, const char *sender, enum origin origin, int error,
                        uint64_t count)
{
	struct row *row = add(fill, sender, "", count);

	row->target = (struct party){.known = true, .pid = 4312};
	row->outcome = OUTCOME_REFUSED;
	row->origin = origin;
	row->error = error;
}

static void begin(struct snapshot *totals)
{
	snapshot_init(totals);
	totals->columns = columns_used(USE_SERIES);
}

/* Add what is in the fill, which is used up, and fold. */
static void take(struct snapshot *totals, struct snapshot *fill, const struct series_rules *rules)
{
	ck_assert_int_eq(fold_accumulate(totals, fill), 0);
	ck_assert_int_eq(series_fold(totals, rules), 0);
	snapshot_free(fill);
}

/* The count of the one row between these two; 0 if there is none. */
static uint64_t count_of(const struct snapshot *totals, const char *sender, const char *target)
{
	uint64_t count = 0;

	for (size_t i = 0; i < totals->row_count; i++) {
		const struct row *row = &totals->rows[i];

		if (row->remainder || strcmp(row->sender.comm.text, sender) != 0 ||
		    strcmp(row->target.comm.text, target) != 0)
			continue;
		ck_assert_uint_eq(count, 0);
		count = row->count;
	}
	return count;
}

static uint64_t sum(const struct snapshot *totals)
{
	uint64_t count = 0;

	for (size_t i = 0; i < totals->row_count; i++)
		count += totals->rows[i].count;
	return count;
}

/* Whoever came first stays; the sum is what was sent. */
START_TEST(test_first_stay)
{
	const struct series_rules rules = rules_of(2, NULL);
	struct snapshot totals, fill;

	begin(&totals);
	snapshot_init(&fill);
	add(&fill, "m", "n", 2);
	take(&totals, &fill, &rules);
	add(&fill, "z", "n", 3);
	take(&totals, &fill, &rules);
	/* These sort before both of them. */
	add(&fill, "a", "n", 5);
	add(&fill, "b", "n", 7);
	add(&fill, "z", "n", 11);
	take(&totals, &fill, &rules);
	ck_assert_uint_eq(totals.row_count, 3);
	ck_assert_uint_eq(count_of(&totals, "m", "n"), 2);
	ck_assert_uint_eq(count_of(&totals, "z", "n"), 3 + 11);
	ck_assert_uint_eq(count_of(&totals, "other", "other"), 5 + 7);
	/* Again, with nothing new: nothing changes. */
	ck_assert_int_eq(series_fold(&totals, &rules), 0);
	add(&fill, "a", "n", 13);
	take(&totals, &fill, &rules);
	ck_assert_uint_eq(count_of(&totals, "other", "other"), 5 + 7 + 13);
	ck_assert_uint_eq(count_of(&totals, "z", "n"), 3 + 11);
	ck_assert_uint_eq(sum(&totals), 2 + 3 + 5 + 7 + 11 + 13);
	snapshot_free(&totals);
}
END_TEST

/* What is folded keeps all but its names, and remainders are none of this. */
START_TEST(test_other)
{
	const struct series_rules rules = rules_of(1, NULL);
	struct snapshot totals, fill;
	struct row *row;

	begin(&totals);
	snapshot_init(&fill);
	add(&fill, "a", "n", 2);
	take(&totals, &fill, &rules);
	add(&fill, "b", "n", 3)->origin = ORIGIN_TKILL;
	add(&fill, "c", "n", 5)->outcome = OUTCOME_IGNORED;
	add(&fill, "d", "n", 7)->signal = 9;
	add_refused(&fill, "e", ORIGIN_KILL, EPERM, 11);
	add_refused(&fill, "f", ORIGIN_KILL, ESRCH, 13);
	row = snapshot_add_row(&fill);
	*row = (struct row){.remainder = true, .signal = 15, .count = 17};
	take(&totals, &fill, &rules);
	ck_assert_uint_eq(totals.row_count, 7);
	for (size_t i = 0; i < totals.row_count; i++) {
		row = &totals.rows[i];
		if (row->count == 2 || row->count == 17)
			continue;
		ck_assert_str_eq(row->sender.comm.text, SERIES_OTHER);
		ck_assert_str_eq(row->target.comm.text, SERIES_OTHER);
		ck_assert(!row->sender.identified);
		if (row->count == 3)
			ck_assert_int_eq(row->origin, ORIGIN_TKILL);
		if (row->count == 7)
			ck_assert_int_eq(row->signal, 9);
		if (row->count == 13)
			ck_assert_int_eq(row->error, ESRCH);
	}
	ck_assert_uint_eq(sum(&totals), 2 + 3 + 5 + 7 + 11 + 13 + 17);
	snapshot_free(&totals);
}
END_TEST

/* A refusal has no origin among its labels, so it is one series whatever its origin. */
START_TEST(test_refused)
{
	const struct series_rules rules = rules_of(2, NULL);
	struct snapshot totals, fill;

	begin(&totals);
	snapshot_init(&fill);
	add_refused(&fill, "a", ORIGIN_KILL, EPERM, 2);
	add_refused(&fill, "a", ORIGIN_TKILL, EPERM, 3);
	add_refused(&fill, "a", ORIGIN_SIGQUEUE, EPERM, 5);
	add_refused(&fill, "a", ORIGIN_SIGQUEUE, ESRCH, 7);
	take(&totals, &fill, &rules);
	ck_assert_uint_eq(totals.row_count, 2);
	ck_assert_uint_eq(totals.rows[0].count + totals.rows[1].count, 2 + 3 + 5 + 7);
	ck_assert_ptr_null(strstr(totals.rows[0].sender.comm.text, SERIES_OTHER));
	ck_assert_ptr_null(strstr(totals.rows[1].sender.comm.text, SERIES_OTHER));
	snapshot_free(&totals);
}
END_TEST

static const struct {
	const char *names;
	const char *sender, *target; /* as nginx-1 -> postgres is shown */
} listed[] = {
	{NULL, "nginx-1", "postgres"},
	{"*", "nginx-1", "postgres"},
	{"off", "other", "other"},
	{"nginx*", "nginx-1", "other"},
	{"redis,post*", "other", "postgres"},
	{"nginx-?,postgres", "nginx-1", "postgres"},
	{"nginx", "other", "other"},
};

START_TEST(test_names)
{
	const struct series_rules rules = rules_of(1000, listed[_i].names);
	struct snapshot totals, fill;

	begin(&totals);
	snapshot_init(&fill);
	add(&fill, "nginx-1", "postgres", 2);
	add(&fill, "kernel", "", 3);
	take(&totals, &fill, &rules);
	ck_assert_uint_eq(count_of(&totals, listed[_i].sender, listed[_i].target), 2);
	/* No name, and the kernel's, are no secret and no danger. */
	ck_assert_uint_eq(count_of(&totals, "kernel", ""), 3);
	snapshot_free(&totals);
}
END_TEST

START_TEST(test_bad_names)
{
	static const char *const bad[] = {"",   "a,",      ",a",
	                                  "[a", "a,[z-a]", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q"};
	struct series_rules rules;
	struct fault fault;

	ck_assert_int_eq(series_names_parse(bad[_i], &rules, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
}
END_TEST

/* A hundred thousand names, and never more rows than are allowed. */
START_TEST(test_churn)
{
	const struct series_rules rules = rules_of(1000, NULL);
	struct snapshot totals, fill;
	uint64_t expected = 0;
	char name[16];

	begin(&totals);
	snapshot_init(&fill);
	for (int i = 0; i < 100000; i++) {
		(void)snprintf(name, sizeof(name), "n%d", i);
		add(&fill, name, "target", 3);
		expected += 3;
		if (i % 9973 == 0 || i == 99999)
			take(&totals, &fill, &rules);
	}
	ck_assert_uint_eq(totals.row_count, 1001);
	ck_assert_uint_eq(sum(&totals), expected);
	ck_assert_uint_eq(count_of(&totals, "n0", "target"), 3);
	ck_assert_uint_eq(count_of(&totals, "other", "other"), expected - 3000);
	snapshot_free(&totals);
}
END_TEST

/* By random rows and in random portions: a series never goes away and never shrinks. */
START_TEST(test_lasting)
{
	const struct series_rules rules = rules_of(20, "a*,b*,c*");
	uint64_t state = 86028121, sent = 0;
	uint64_t before[26] = {0};
	struct snapshot totals, fill;

	begin(&totals);
	snapshot_init(&fill);
	for (int round = 0; round < 200; round++) {
		for (uint32_t rows = random_below(&state, 8); rows; rows--) {
			char sender[] = {(char)('a' + random_below(&state, 4)),
			                 (char)('a' + random_below(&state, 26)), '\0'};
			uint64_t count = 1 + random_below(&state, 9);

			add(&fill, sender, "t", count);
			sent += count;
		}
		take(&totals, &fill, &rules);
		ck_assert_uint_le(totals.row_count, 21);
		ck_assert_uint_eq(sum(&totals), sent);
		for (int i = 0; i < 26; i++) {
			char sender[] = {'a', (char)('a' + i), '\0'};
			uint64_t now = count_of(&totals, sender, "other");

			ck_assert_uint_ge(now, before[i]);
			before[i] = now;
		}
	}
	snapshot_free(&totals);
}
END_TEST

Suite *suite_series(void)
{
	TCase *cases;
	Suite *suite = suite_of("series", &cases);

	tcase_add_test(cases, test_first_stay);
	tcase_add_test(cases, test_other);
	tcase_add_test(cases, test_refused);
	tcase_add_loop_test(cases, test_names, 0, (int)COUNT_OF(listed));
	tcase_add_loop_test(cases, test_bad_names, 0, 6);
	tcase_add_test(cases, test_churn);
	tcase_add_test(cases, test_lasting);
	return suite;
}
