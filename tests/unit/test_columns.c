// SPDX-License-Identifier: GPL-2.0
/* The columns of a row. */
#include "abi/key.h"
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "model/columns.h"
#include "model/snapshot.h"

#define BIT(column) COLUMN_BIT(COLUMN_##column)

static const char *const names[COLUMNS] = {
	"sender_pid",
	"sender_comm",
	"sender_uid",
	"sender_parent",
	"sender_parent_comm",
	"sender_cgroup",
	"target_pid",
	"target_comm",
	"target_uid",
	"target_parent",
	"target_parent_comm",
	"target_cgroup",
	"signal",
	"signal_number",
	"origin",
	"outcome",
	"errno",
	"count",
	"rate_per_s",
	"standard_error",
};

START_TEST(test_names)
{
	enum column column;
	struct fault fault;

	ck_assert_str_eq(column_name((enum column)_i), names[_i]);
	ck_assert_int_eq(column_parse(names[_i], &column, &fault), 0);
	ck_assert_int_eq(column, _i);
}
END_TEST

START_TEST(test_parse)
{
	enum column column;
	struct fault fault;

	ck_assert_int_eq(column_parse("rate", &column, &fault), 0);
	ck_assert_int_eq(column, COLUMN_RATE);
	ck_assert_int_eq(column_parse("", &column, &fault), -1);
	ck_assert_int_eq(column_parse("Count", &column, &fault), -1);
	ck_assert_int_eq(column_parse("counts", &column, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	ck_assert_ptr_nonnull(strstr(fault.text, "'counts'"));
	for (int i = 0; i < COLUMNS; i++)
		ck_assert_ptr_nonnull(strstr(fault.text, names[i]));
}
END_TEST

static const struct {
	const char *list;
	column_set set;
} lists[] = {
	{"sender", BIT(SENDER_PID) | BIT(SENDER_COMM)},
	{"target", BIT(TARGET_PID) | BIT(TARGET_COMM)},
	{"signal", BIT(SIGNAL) | BIT(SIGNAL_NUMBER)},
	{"signal_number", BIT(SIGNAL_NUMBER)},
	{"outcome,errno,origin", BIT(OUTCOME) | BIT(ERRNO) | BIT(ORIGIN)},
	{"sender_comm,sender_comm", BIT(SENDER_COMM)},
	{"target_cgroup,sender_parent", BIT(TARGET_CGROUP) | BIT(SENDER_PARENT)},
};

START_TEST(test_by)
{
	struct fault fault;
	column_set set;

	ck_assert_int_eq(columns_parse_by(lists[_i].list, &set, &fault), 0);
	ck_assert_uint_eq(set, lists[_i].set | BIT(COUNT) | BIT(RATE));
}
END_TEST

static const char *const bad_lists[] = {"",           ",",
                                        "sender,",    "count",
                                        "rate_per_s", "standard_error",
                                        "Sender",     "sender, target",
                                        "senders",    "sender;target"};

START_TEST(test_bad_by)
{
	struct fault fault;
	column_set set;

	ck_assert_int_eq(columns_parse_by(bad_lists[_i], &set, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	ck_assert_ptr_nonnull(strstr(fault.text, "allowed: sender, target, sender_pid, "));
	/* The last word that is allowed: nothing was cut off. */
	ck_assert_ptr_nonnull(strstr(fault.text, "errno)"));
}
END_TEST

START_TEST(test_bad_by_names_word)
{
	struct fault fault;
	column_set set;

	ck_assert_int_eq(columns_parse_by("sender,shoe,size", &set, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "'shoe'"));
}
END_TEST

START_TEST(test_defaults)
{
	struct fault fault;
	column_set set;

	ck_assert_int_eq(columns_parse_by("sender,target,signal,outcome", &set, &fault), 0);
	ck_assert_uint_eq(columns_used(USE_TABLE), set);
	ck_assert_int_eq(columns_parse_by("sender,sender_uid,target,signal,origin,outcome,errno",
	                                  &set, &fault),
	                 0);
	ck_assert_uint_eq(columns_used(USE_DATA), set);
}
END_TEST

START_TEST(test_labels)
{
	struct fault fault;
	column_set set;

	ck_assert_int_eq(columns_parse_by("sender_comm,target_comm,signal,origin,outcome,errno",
	                                  &set, &fault),
	                 0);
	ck_assert_uint_eq(columns_used(USE_SERIES), set);
}
END_TEST

static const struct {
	column_set set;
	const char *words;
} in_words[] = {
	{0, ""},
	{BIT(COUNT) | BIT(RATE), ""},
	{BIT(SENDER_PID) | BIT(SENDER_COMM) | BIT(COUNT), "sender"},
	{BIT(SENDER_COMM) | BIT(SIGNAL) | BIT(SIGNAL_NUMBER), "sender_comm and signal"},
	{BIT(TARGET_PID) | BIT(SIGNAL_NUMBER) | BIT(ERRNO), "target_pid, signal_number and errno"},
};

START_TEST(test_words)
{
	char text[COLUMNS_TEXT_SIZE];

	ck_assert_str_eq(columns_words(in_words[_i].set, ", ", " and ", text), in_words[_i].words);
}
END_TEST

/* The defaults are words that --by takes. */
START_TEST(test_by_help)
{
	char text[2 * COLUMNS_TEXT_SIZE];

	(void)columns_by_help(text);
	for (int i = 0; i < COLUMNS; i++)
		ck_assert_int_eq(strstr(text, names[i]) != NULL,
		                 !(COLUMN_BIT(i) & COLUMNS_MEASURED));
	ck_assert_ptr_nonnull(strstr(text, " sender, target, signal, outcome in the table"));
	ck_assert_ptr_nonnull(strstr(
		text, " sender, sender_uid, target, signal, origin, outcome, errno in the other"));
}
END_TEST

/* What the table of columns must hold for what reads it. */
START_TEST(test_descriptors)
{
	const struct column_descriptor *column = column_describe((enum column)_i);
	bool party = COLUMN_BIT(_i) & COLUMNS_OF_PARTIES;

	ck_assert_uint_lt(strlen(column->name) + strlen(", "), 24); /* COLUMNS_TEXT_SIZE */
	ck_assert_ptr_nonnull(column->title);
	ck_assert_int_eq(party, column->holder != HOLDER_ROW);
	ck_assert(column->compute || column->member.type != MEMBER_NONE);
	ck_assert_int_eq(column->label != NULL,
	                 (column->uses & (USE_SIGNALS_LABEL | USE_REFUSED_LABEL)) != 0);
	ck_assert(!column->label || column->uses & USE_SERIES);
	ck_assert_int_eq((column->uses & USE_KEY) != 0, !(COLUMN_BIT(_i) & COLUMNS_MEASURED));
}
END_TEST

/* The parties' columns are the same, and columns_compare() takes those before the strings as one.
 */
START_TEST(test_party_descriptors)
{
	const struct column_descriptor *sender = column_describe((enum column)_i);
	const struct column_descriptor *target = column_describe(COLUMN_TARGET_PID + _i);

	ck_assert_int_eq(sender->holder, HOLDER_SENDER);
	ck_assert_int_eq(target->holder, HOLDER_TARGET);
	ck_assert_str_eq(strchr(sender->name, '_'), strchr(target->name, '_'));
	ck_assert_int_eq(sender->member.type, target->member.type);
	ck_assert_uint_eq(sender->member.offset, target->member.offset);
	ck_assert_uint_eq(sender->member.place, target->member.place);
	if (_i < COLUMN_SENDER_CGROUP) {
		ck_assert_int_ne(sender->member.type, MEMBER_STRING);
		ck_assert_uint_lt(sender->member.offset, offsetof(struct party, cgroup));
	}
}
END_TEST

/* No two members are in one place of the state file. */
START_TEST(test_member_places)
{
	const struct column_descriptor *column = column_describe((enum column)_i);

	for (int i = 0; i < _i && column->member.type != MEMBER_NONE; i++) {
		const struct column_descriptor *other = column_describe((enum column)i);

		ck_assert(other->member.type == MEMBER_NONE || other->holder != column->holder ||
		          other->member.place != column->member.place);
	}
}
END_TEST

static void fill(struct party *party, int32_t pid, const char *comm, const char *cgroup)
{
	party->known = true;
	party->identified = true;
	party->pid = pid;
	party->uid = 4294967295; /* as large as they get */
	party->parent = pid - 1;
	party->comm = name_from_bytes(comm, strlen(comm));
	party->parent_comm = name_from_bytes("parent", 6);
	party->cgroup = cgroup;
}

static struct row full_row(void)
{
	struct row row = {.signal = 15,
	                  .outcome = OUTCOME_REFUSED,
	                  .origin = ORIGIN_TKILL,
	                  .error = EPERM,
	                  .count = 23,
	                  .variance = 49};

	fill(&row.sender, 101, "bash", "/a");
	fill(&row.target, 202, "nginx", "/b");
	return row;
}

static const struct snapshot five_seconds = {.interval = 5, .sample = 64};

static const struct value full_values[COLUMNS] = {
	{VALUE_INTEGER, .integer = 101},
	{VALUE_TEXT, .text = "bash"},
	{VALUE_INTEGER, .integer = 4294967295},
	{VALUE_INTEGER, .integer = 100},
	{VALUE_TEXT, .text = "parent"},
	{VALUE_TEXT, .text = "/a"},
	{VALUE_INTEGER, .integer = 202},
	{VALUE_TEXT, .text = "nginx"},
	{VALUE_INTEGER, .integer = 4294967295},
	{VALUE_INTEGER, .integer = 201},
	{VALUE_TEXT, .text = "parent"},
	{VALUE_TEXT, .text = "/b"},
	{VALUE_TEXT, .text = "SIGTERM"},
	{VALUE_INTEGER, .integer = 15},
	{VALUE_TEXT, .text = "tkill"},
	{VALUE_TEXT, .text = "refused"},
	{VALUE_TEXT, .text = "EPERM"},
	{VALUE_INTEGER, .integer = 23},
	{VALUE_REAL, .real = 4.6},
	{VALUE_REAL, .real = 7},
};

START_TEST(test_value)
{
	const struct value *expected = &full_values[_i];
	struct row row = full_row();
	struct value value;

	column_value((enum column)_i, &row, &five_seconds, &value);
	ck_assert_int_eq(value.type, expected->type);
	if (value.type == VALUE_INTEGER)
		ck_assert_int_eq(value.integer, expected->integer);
	else if (value.type == VALUE_REAL)
		ck_assert_double_eq_tol(value.real, expected->real, 1e-12);
	else
		ck_assert_str_eq(value.text, expected->text);
}
END_TEST

/* The set of columns that are null in the row. */
static column_set nulls(const struct row *row)
{
	column_set set = 0;

	for (int column = 0; column < COLUMNS; column++) {
		struct value value;

		column_value((enum column)column, row, &five_seconds, &value);
		if (value.type == VALUE_NULL)
			set |= COLUMN_BIT(column);
	}
	return set;
}

#define SENDER_REST                                                                                \
	(BIT(SENDER_UID) | BIT(SENDER_PARENT) | BIT(SENDER_PARENT_COMM) | BIT(SENDER_CGROUP))
#define TARGET_REST                                                                                \
	(BIT(TARGET_UID) | BIT(TARGET_PARENT) | BIT(TARGET_PARENT_COMM) | BIT(TARGET_CGROUP))

START_TEST(test_nulls)
{
	struct row row = full_row();

	ck_assert_uint_eq(nulls(&row), 0);
	row.error = 0;
	ck_assert_uint_eq(nulls(&row), BIT(ERRNO));
	row.remainder = true;
	ck_assert_uint_eq(nulls(&row), (1U << COLUMNS) - 1 - BIT(SIGNAL) - BIT(SIGNAL_NUMBER) -
	                                       BIT(COUNT) - BIT(RATE) - BIT(STANDARD_ERROR));
}
END_TEST

/* What was counted in full has none. */
START_TEST(test_no_standard_error)
{
	const struct snapshot full = {.interval = 5, .sample = 1};
	struct row row = full_row();
	struct value value;

	column_value(COLUMN_STANDARD_ERROR, &row, &full, &value);
	ck_assert_int_eq(value.type, VALUE_NULL);
}
END_TEST

START_TEST(test_nulls_of_kernel)
{
	struct row row = full_row();
	struct value value;

	row.sender = (struct party){.known = true, .comm = {"kernel"}};
	ck_assert_uint_eq(nulls(&row), SENDER_REST);
	column_value(COLUMN_SENDER_PID, &row, &five_seconds, &value);
	ck_assert_int_eq(value.integer, 0);
	column_value(COLUMN_SENDER_COMM, &row, &five_seconds, &value);
	ck_assert_str_eq(value.text, "kernel");
}
END_TEST

START_TEST(test_nulls_of_target)
{
	struct row row = full_row();
	struct value value;

	row.target = (struct party){.known = true, .pid = -1};
	ck_assert_uint_eq(nulls(&row), BIT(TARGET_COMM) | TARGET_REST);
	column_value(COLUMN_TARGET_PID, &row, &five_seconds, &value);
	ck_assert_int_eq(value.integer, -1);
	row.target.known = false;
	ck_assert_uint_eq(nulls(&row), BIT(TARGET_PID) | BIT(TARGET_COMM) | TARGET_REST);
}
END_TEST

/* A process may have no name; it is not the same as not knowing it. */
START_TEST(test_empty_name)
{
	struct row row = full_row();
	struct value value;

	row.target.comm.text[0] = '\0';
	column_value(COLUMN_TARGET_COMM, &row, &five_seconds, &value);
	ck_assert_int_eq(value.type, VALUE_TEXT);
	ck_assert_str_eq(value.text, "");
}
END_TEST

START_TEST(test_unnamed_error)
{
	struct row row = full_row();
	struct value value;

	row.error = 4000;
	column_value(COLUMN_ERRNO, &row, &five_seconds, &value);
	ck_assert_str_eq(value.text, "E4000");
}
END_TEST

START_TEST(test_rate_without_interval)
{
	const struct snapshot snapshot = {.interval = 0};
	struct row row = full_row();
	struct value value;

	column_value(COLUMN_RATE, &row, &snapshot, &value);
	ck_assert_int_eq(value.type, VALUE_REAL);
	ck_assert_double_eq(value.real, 0);
}
END_TEST

START_TEST(test_compare)
{
	/* In order. */
	static const struct value values[] = {
		{VALUE_NULL, .integer = 9},    {VALUE_INTEGER, .integer = INT64_MIN},
		{VALUE_INTEGER, .integer = 0}, {VALUE_INTEGER, .integer = INT64_MAX},
		{VALUE_REAL, .real = 0.1},     {VALUE_REAL, .real = 0.2},
		{VALUE_TEXT, .text = ""},      {VALUE_TEXT, .text = "Z"},
		{VALUE_TEXT, .text = "a"},     {VALUE_TEXT, .text = "aa"},
		{VALUE_TEXT, .text = "\xff"},
	};
	const struct value other_null = {VALUE_NULL, .integer = 7, .text = "x"};

	for (int a = 0; a < (int)COUNT_OF(values); a++) {
		for (int b = 0; b < (int)COUNT_OF(values); b++) {
			int result = value_compare(&values[a], &values[b]);

			ck_assert_int_eq((result > 0) - (result < 0), (a > b) - (a < b));
		}
	}
	ck_assert_int_eq(value_compare(&values[0], &other_null), 0);
}
END_TEST

Suite *suite_columns(void)
{
	TCase *cases;
	Suite *suite = suite_of("columns", &cases);

	tcase_add_loop_test(cases, test_names, 0, COLUMNS);
	tcase_add_test(cases, test_parse);
	tcase_add_loop_test(cases, test_by, 0, (int)COUNT_OF(lists));
	tcase_add_loop_test(cases, test_bad_by, 0, (int)COUNT_OF(bad_lists));
	tcase_add_test(cases, test_bad_by_names_word);
	tcase_add_test(cases, test_defaults);
	tcase_add_test(cases, test_labels);
	tcase_add_loop_test(cases, test_words, 0, (int)COUNT_OF(in_words));
	tcase_add_test(cases, test_by_help);
	tcase_add_loop_test(cases, test_descriptors, 0, COLUMNS);
	tcase_add_loop_test(cases, test_party_descriptors, 0, COLUMN_TARGET_PID);
	tcase_add_loop_test(cases, test_member_places, 0, COLUMNS);
	tcase_add_loop_test(cases, test_value, 0, COLUMNS);
	tcase_add_test(cases, test_nulls);
	tcase_add_test(cases, test_no_standard_error);
	tcase_add_test(cases, test_nulls_of_kernel);
	tcase_add_test(cases, test_nulls_of_target);
	tcase_add_test(cases, test_empty_name);
	tcase_add_test(cases, test_unnamed_error);
	tcase_add_test(cases, test_rate_without_interval);
	tcase_add_test(cases, test_compare);
	return suite;
}
