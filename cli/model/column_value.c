// SPDX-License-Identifier: GPL-2.0
/* What rows have in their columns, and by this their order and hashes. */
#include <string.h>

#include "model/columns.h"
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

/* What there is at `at`; nothing if that takes a party which is identified. */
static void member_value(enum member_type type, const void *at, bool identified,
                         struct value *value)
{
	switch (type) {
	case MEMBER_PID:
		set_integer(value, *(const int32_t *)at);
		break;
	case MEMBER_INT32:
		if (identified)
			set_integer(value, *(const int32_t *)at);
		break;
	case MEMBER_UINT32:
		if (identified)
			set_integer(value, *(const uint32_t *)at);
		break;
	case MEMBER_NAME:
		/* The kernel is not identified, and has one. */
		if (identified || ((const struct name *)at)->text[0])
			set_text(value, ((const struct name *)at)->text);
		break;
	case MEMBER_STRING:
		set_text(value, *(const char *const *)at);
		break;
	case MEMBER_SIGNAL:
		set_integer(value, *(const int *)at);
		break;
	case MEMBER_COUNT:
		set_integer(value, (int64_t) * (const uint64_t *)at);
		break;
	default: /* no column shows it as it is */
		break;
	}
}

static void party_value(const struct member *member, const struct party *party, struct value *value)
{
	if (party->known)
		member_value(member->type, (const char *)party + member->offset, party->identified,
		             value);
}

void column_value(enum column column, const struct row *row, const struct snapshot *snapshot,
                  struct value *value)
{
	const struct column_descriptor *it = column_describe(column);

	value->type = VALUE_NULL;
	if (row->remainder && !(it->uses & USE_REMAINDER))
		return;
	if (it->compute)
		it->compute(row, snapshot, value);
	else if (it->holder == HOLDER_ROW)
		member_value(it->member.type, (const char *)row + it->member.offset, true, value);
	else
		party_value(&it->member, it->holder == HOLDER_SENDER ? &row->sender : &row->target,
		            value);
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

/* What a party holds itself: a string is elsewhere, and equal ones need not be one. */
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
		enum column column = COLUMN_FIRST(set);

		column_value(column, a, NULL, &left);
		column_value(column, b, NULL, &right);
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
		column_value(COLUMN_FIRST(set), row, NULL, &value);
		if (value.type == VALUE_TEXT)
			hash = hash_add_text(hash, value.text);
		else
			hash = hash_add(hash, value.type == VALUE_NULL ? 1ULL << 63
			                                               : (uint64_t)value.integer);
	}
	return hash;
}
