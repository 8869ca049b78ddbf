// SPDX-License-Identifier: GPL-2.0
/* The columns of a row. */
#include "model/columns.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "model/list.h"
#include "model/snapshot.h"

static void set_integer(struct value *value, int64_t integer)
{
	value->type = VALUE_INTEGER;
	value->integer = integer;
}

/* No text is no value. */
static void set_text(struct value *value, const char *text)
{
	value->type = text ? VALUE_TEXT : VALUE_NULL;
	value->text = text;
}

/* What a party has; only ever asked of one that is known. */
static void party_pid(const struct party *party, struct value *value)
{
	set_integer(value, party->pid);
}

static void party_comm(const struct party *party, struct value *value)
{
	if (party->identified || party->comm.text[0])
		set_text(value, party->comm.text);
}

static void party_uid(const struct party *party, struct value *value)
{
	if (party->identified)
		set_integer(value, party->uid);
}

static void party_parent(const struct party *party, struct value *value)
{
	if (party->identified)
		set_integer(value, party->parent);
}

static void party_parent_comm(const struct party *party, struct value *value)
{
	if (party->identified)
		set_text(value, party->parent_comm.text);
}

static void party_cgroup(const struct party *party, struct value *value)
{
	set_text(value, party->cgroup);
}

/* What the row itself has. */
static void row_signal(const struct row *row, struct value *value)
{
	set_text(value, signal_name(row->signal));
}

static void row_signal_number(const struct row *row, struct value *value)
{
	set_integer(value, row->signal);
}

static void row_origin(const struct row *row, struct value *value)
{
	set_text(value, origin_name(row->origin));
}

static void row_outcome(const struct row *row, struct value *value)
{
	set_text(value, outcome_name(row->outcome));
}

static void row_errno(const struct row *row, struct value *value)
{
	if (row->error)
		set_text(value, error_name(row->error, value->buffer));
}

static void row_count(const struct row *row, struct value *value)
{
	set_integer(value, (int64_t)row->count);
}

/* Each column reads one of the parties or the row; the last two take the snapshot too. */
static const struct {
	const char *name;
	void (*of_party)(const struct party *party, struct value *value);
	size_t party; /* where it is in struct row */
	void (*of_row)(const struct row *row, struct value *value);
	bool in_remainder;
} columns[COLUMNS] = {
#define OF_PARTY(side, get) .of_party = (get), .party = offsetof(struct row, side)
	[COLUMN_SENDER_PID] = {"sender_pid", OF_PARTY(sender, party_pid)},
	[COLUMN_SENDER_COMM] = {"sender_comm", OF_PARTY(sender, party_comm)},
	[COLUMN_SENDER_UID] = {"sender_uid", OF_PARTY(sender, party_uid)},
	[COLUMN_SENDER_PARENT] = {"sender_parent", OF_PARTY(sender, party_parent)},
	[COLUMN_SENDER_PARENT_COMM] = {"sender_parent_comm", OF_PARTY(sender, party_parent_comm)},
	[COLUMN_SENDER_CGROUP] = {"sender_cgroup", OF_PARTY(sender, party_cgroup)},
	[COLUMN_TARGET_PID] = {"target_pid", OF_PARTY(target, party_pid)},
	[COLUMN_TARGET_COMM] = {"target_comm", OF_PARTY(target, party_comm)},
	[COLUMN_TARGET_UID] = {"target_uid", OF_PARTY(target, party_uid)},
	[COLUMN_TARGET_PARENT] = {"target_parent", OF_PARTY(target, party_parent)},
	[COLUMN_TARGET_PARENT_COMM] = {"target_parent_comm", OF_PARTY(target, party_parent_comm)},
	[COLUMN_TARGET_CGROUP] = {"target_cgroup", OF_PARTY(target, party_cgroup)},
#undef OF_PARTY
	[COLUMN_SIGNAL] = {"signal", .of_row = row_signal, .in_remainder = true},
	[COLUMN_SIGNAL_NUMBER] = {"signal_number", .of_row = row_signal_number,
                                  .in_remainder = true},
	[COLUMN_ORIGIN] = {"origin", .of_row = row_origin},
	[COLUMN_OUTCOME] = {"outcome", .of_row = row_outcome},
	[COLUMN_ERRNO] = {"errno", .of_row = row_errno},
	[COLUMN_COUNT] = {"count", .of_row = row_count, .in_remainder = true},
	[COLUMN_RATE] = {"rate_per_s", .in_remainder = true},
	[COLUMN_STANDARD_ERROR] = {"standard_error", .in_remainder = true},
};

#define SENDER (COLUMN_BIT(COLUMN_SENDER_PID) | COLUMN_BIT(COLUMN_SENDER_COMM))
#define TARGET (COLUMN_BIT(COLUMN_TARGET_PID) | COLUMN_BIT(COLUMN_TARGET_COMM))
#define SIGNAL (COLUMN_BIT(COLUMN_SIGNAL) | COLUMN_BIT(COLUMN_SIGNAL_NUMBER))

/* Words of --by that stand for several columns; they go before the columns' own names. */
static const struct {
	const char *name;
	column_set set;
} groups[] = {
	{"sender", SENDER},
	{"target", TARGET},
	{"signal", SIGNAL},
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

const char *column_name(enum column column)
{
	return columns[column].name;
}

static int column_find(const char *name)
{
	for (int column = 0; column < COLUMNS; column++) {
		if (strcmp(name, columns[column].name) == 0)
			return column;
	}
	return -1;
}

/* The columns that a word of --by stands for; 0 = no such word. */
static column_set by_find(const char *word)
{
	int column;

	for (size_t i = 0; i < GROUPS; i++) {
		if (strcmp(word, groups[i].name) == 0)
			return groups[i].set;
	}
	column = column_find(word);
	return column < 0 ? 0 : COLUMN_BIT(column) & ~COLUMNS_MEASURED;
}

/* "a, b, c" of the columns in the set. */
static void names_join(column_set set, char *buffer, size_t size)
{
	size_t used = 0;

	buffer[0] = '\0';
	for (int column = 0; column < COLUMNS && used < size; column++) {
		if (set & COLUMN_BIT(column))
			used += (size_t)snprintf(buffer + used, size - used, "%s%s",
			                         used ? ", " : "", columns[column].name);
	}
}

int columns_parse_by(const char *list, column_set *set, struct fault *fault)
{
	column_set wanted = COLUMNS_COUNTED;
	char word[LIST_WORD_SIZE], names[400];

	while (list_next(&list, word)) {
		column_set found = by_find(word);

		if (!found) {
			names_join(COLUMN_BIT(COLUMNS) - 1 - COLUMNS_MEASURED, names,
			           sizeof(names));
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "cannot group by '%s' (allowed: sender, target, %s)", word,
			                 names);
		}
		wanted |= found;
	}
	*set = wanted;
	return 0;
}

column_set columns_default_table(void)
{
	return SENDER | TARGET | SIGNAL | COLUMN_BIT(COLUMN_OUTCOME) | COLUMNS_COUNTED;
}

column_set columns_default_data(void)
{
	return columns_default_table() | COLUMN_BIT(COLUMN_SENDER_UID) | COLUMN_BIT(COLUMN_ORIGIN) |
	       COLUMN_BIT(COLUMN_ERRNO);
}

column_set columns_labels(void)
{
	return COLUMN_BIT(COLUMN_SENDER_COMM) | COLUMN_BIT(COLUMN_TARGET_COMM) |
	       COLUMN_BIT(COLUMN_SIGNAL) | COLUMN_BIT(COLUMN_SIGNAL_NUMBER) |
	       COLUMN_BIT(COLUMN_ORIGIN) | COLUMN_BIT(COLUMN_OUTCOME) | COLUMN_BIT(COLUMN_ERRNO) |
	       COLUMN_BIT(COLUMN_COUNT) | COLUMN_BIT(COLUMN_RATE);
}

int column_parse(const char *name, enum column *column, struct fault *fault)
{
	char names[400];
	int found = strcmp(name, "rate") == 0 ? COLUMN_RATE : column_find(name);

	if (found < 0) {
		names_join(COLUMN_BIT(COLUMNS) - 1, names, sizeof(names));
		return fault_set(fault, EXIT_BAD_USAGE, "no such column: '%.40s' (allowed: %s)",
		                 name, names);
	}
	*column = (enum column)found;
	return 0;
}

static void party_value(enum column column, const struct row *row, struct value *value)
{
	const void *party = (const char *)row + columns[column].party;

	if (((const struct party *)party)->known)
		columns[column].of_party(party, value);
}

static void rate_value(uint64_t count, double interval, struct value *value)
{
	value->type = VALUE_REAL;
	value->real = interval > 0 ? (double)count / interval : 0;
}

static void error_value(double variance, struct value *value)
{
	value->type = VALUE_REAL;
	value->real = sqrt(variance);
}

/* What a row has in a column that is not measured. */
static void key_value(enum column column, const struct row *row, struct value *value)
{
	value->type = VALUE_NULL;
	if (row->remainder && !columns[column].in_remainder)
		return;
	if (columns[column].of_party)
		party_value(column, row, value);
	else if (columns[column].of_row)
		columns[column].of_row(row, value);
}

void column_value(enum column column, const struct row *row, const struct snapshot *snapshot,
                  struct value *value)
{
	key_value(column, row, value);
	if (column == COLUMN_RATE)
		rate_value(row->count, snapshot->interval, value);
	else if (column == COLUMN_STANDARD_ERROR && snapshot->sample > 1)
		error_value(row->variance, value);
}

int value_compare(const struct value *a, const struct value *b)
{
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	switch (a->type) {
	case VALUE_INTEGER:
		return (a->integer > b->integer) - (a->integer < b->integer);
	case VALUE_REAL:
		return (a->real > b->real) - (a->real < b->real);
	case VALUE_TEXT:
		return strcmp(a->text, b->text);
	case VALUE_NULL:
		break;
	}
	return 0;
}

/* What a party holds itself: a path is elsewhere, and equal ones need not be one. */
#define OF_SENDER (COLUMN_BIT(COLUMN_SENDER_CGROUP) - COLUMN_BIT(COLUMN_SENDER_PID))
#define OF_TARGET (COLUMN_BIT(COLUMN_TARGET_CGROUP) - COLUMN_BIT(COLUMN_TARGET_PID))

/* A short cut: parties that are the same, byte for byte, agree in every column. */
static bool party_same(const struct party *a, const struct party *b)
{
	return !memcmp((const char *)a, (const char *)b, offsetof(struct party, cgroup));
}

int columns_compare(column_set set, const struct row *a, const struct row *b)
{
	struct value left, right;
	int result = a->remainder - b->remainder;

	if (set & OF_SENDER && party_same(&a->sender, &b->sender))
		set &= ~OF_SENDER;
	if (set & OF_TARGET && party_same(&a->target, &b->target))
		set &= ~OF_TARGET;
	for (; set && !result; set &= set - 1) {
		enum column column = (enum column)__builtin_ctz(set);

		key_value(column, a, &left);
		key_value(column, b, &right);
		result = value_compare(&left, &right);
	}
	return result;
}

/* The halves of the product: every bit of both numbers has a say in every bit of the result. */
static uint64_t hash_add(uint64_t hash, uint64_t word)
{
	unsigned __int128 product =
		(unsigned __int128)(hash ^ 0x9e3779b97f4a7c15) * (word ^ 0xd6e8feb86659fd93);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_add_text(uint64_t hash, const char *text)
{
	size_t length = strlen(text);
	uint64_t word = 0;

	for (; length >= sizeof(word); length -= sizeof(word), text += sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = hash_add(hash, word);
	}
	word = 0;
	memcpy(&word, text, length);
	return hash_add(hash, word);
}

uint64_t columns_hash(column_set set, const struct row *row, uint64_t seed)
{
	uint64_t hash = hash_add(seed, row->remainder);
	struct value value;

	for (; set; set &= set - 1) {
		key_value((enum column)__builtin_ctz(set), row, &value);
		if (value.type == VALUE_TEXT)
			hash = hash_add_text(hash, value.text);
		else
			hash = hash_add(hash, value.type == VALUE_NULL ? 1ULL << 63
			                                               : (uint64_t)value.integer);
	}
	return hash;
}
