// SPDX-License-Identifier: GPL-2.0
/*
 * Rows in the state file: an array of the members of the row, in which each of its parties is an
 * array of the members of the party. Most members are columns', and their descriptors say where
 * they are; the others are here.
 */
#include "model/json_list.h"
#include "model/store_json.h"

#define ROW(type, name, place)                                                                     \
	{                                                                                          \
		MEMBER_##type, offsetof(struct row, name), (place), 0                              \
	}
#define PARTY(type, name, place)                                                                   \
	{                                                                                          \
		MEMBER_##type, offsetof(struct party, name), (place), 0                            \
	}

static const struct member of_row[] = {
	ROW(PARTY, sender, 0),
	ROW(PARTY, target, 1),
	ROW(FLAG, remainder, 6),
	ROW(UINT32, since, 9),
};

static const struct member of_party[] = {
	PARTY(FLAG, known, 0),
	PARTY(FLAG, identified, 1),
};

/* So many there have been since STORE_VERSION; those that came later an older program left out. */
#define ROW_LEAST   10
#define PARTY_LEAST 8

static const struct member *member_at(const struct member *members, size_t count,
                                      enum holder holder, size_t place)
{
	for (size_t i = 0; i < count; i++) {
		if (members[i].place == place)
			return &members[i];
	}
	for (int i = 0; i < COLUMNS; i++) {
		const struct column_descriptor *column = column_describe((enum column)i);

		if (column->holder == holder && column->member.type != MEMBER_NONE &&
		    column->member.place == place)
			return &column->member;
	}
	return NULL;
}

static const struct member *row_member(size_t place)
{
	return member_at(of_row, sizeof(of_row) / sizeof(of_row[0]), HOLDER_ROW, place);
}

/* Those of a target are the same. */
static const struct member *party_member(size_t place)
{
	return member_at(of_party, sizeof(of_party) / sizeof(of_party[0]), HOLDER_SENDER, place);
}

typedef const struct member *(*member_fn)(size_t place);

static json_t *members_json(const void *holder, member_fn find);

static json_t *member_json(const struct member *member, const void *holder)
{
	const void *at = (const char *)holder + member->offset;
	const char *string;

	switch (member->type) {
	case MEMBER_PARTY:
		return members_json(at, party_member);
	case MEMBER_FLAG:
		return json_boolean(*(const bool *)at);
	case MEMBER_PID:
	case MEMBER_INT32:
		return json_integer(*(const int32_t *)at);
	case MEMBER_UINT32:
		return json_integer(*(const uint32_t *)at);
	case MEMBER_SIGNAL:
	case MEMBER_CODE:
		return json_integer(*(const int *)at);
	case MEMBER_COUNT:
		return json_integer((json_int_t) * (const uint64_t *)at);
	case MEMBER_REAL:
		return json_real(*(const double *)at);
	case MEMBER_NAME:
		return json_string(((const struct name *)at)->text);
	case MEMBER_STRING:
		string = *(const char *const *)at;
		return string ? json_string(string) : json_null();
	case MEMBER_NONE:
		break;
	}
	return NULL;
}

static json_t *members_json(const void *holder, member_fn find)
{
	json_t *array = json_array();
	const struct member *member;

	for (size_t place = 0; (member = find(place)); place++) {
		if (json_array_append_new(array, member_json(member, holder))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

json_t *stored_row_json(const void *row)
{
	return members_json(row, row_member);
}

static int read_members(const json_t *array, void *holder, member_fn find, size_t least,
                        struct snapshot *snapshot);

static int read_integer(const json_t *json, json_int_t least, json_int_t most, json_int_t *number)
{
	*number = json_integer_value(json);
	return json_is_integer(json) && stored_in_range(*number, least, most) ? 0 : -1;
}

static int read_name(const json_t *json, struct name *name)
{
	if (!json_is_string(json))
		return -1;
	(void)snprintf(name->text, NAME_SIZE, "%s", json_string_value(json));
	return 0;
}

/* 0, or -1 also with errno ENOMEM. */
static int read_string(const json_t *json, const char **string, struct snapshot *snapshot)
{
	if (json_is_null(json))
		return 0;
	if (!json_is_string(json))
		return -1;
	*string = snapshot_intern(snapshot, json_string_value(json));
	return *string ? 0 : -1;
}

/* The limits of a member that is a whole number. */
static void limits(const struct member *member, json_int_t *least, json_int_t *most)
{
	*least = member->type == MEMBER_PID || member->type == MEMBER_INT32 ? INT32_MIN : 0;
	*most = member->type == MEMBER_UINT32   ? UINT32_MAX
	        : member->type == MEMBER_COUNT  ? INT64_MAX
	        : member->type == MEMBER_SIGNAL ? SIGNAL_INVALID
	        : member->type == MEMBER_CODE   ? member->most
	                                        : INT32_MAX;
}

static int read_whole(const json_t *json, const struct member *member, void *at)
{
	json_int_t number, least, most;

	limits(member, &least, &most);
	if (read_integer(json, least, most, &number) ||
	    (member->type == MEMBER_SIGNAL && !stored_is_signal((int)number)))
		return -1;
	if (member->type == MEMBER_COUNT)
		*(uint64_t *)at = (uint64_t)number;
	else if (member->type == MEMBER_UINT32)
		*(uint32_t *)at = (uint32_t)number;
	else
		*(int32_t *)at = (int32_t)number;
	return 0;
}

static int read_member(const json_t *json, const struct member *member, void *holder,
                       struct snapshot *snapshot)
{
	void *at = (char *)holder + member->offset;

	switch (member->type) {
	case MEMBER_PARTY:
		return read_members(json, at, party_member, PARTY_LEAST, snapshot);
	case MEMBER_FLAG:
		*(bool *)at = json_is_true(json);
		return json_is_boolean(json) ? 0 : -1;
	case MEMBER_NAME:
		return read_name(json, at);
	case MEMBER_STRING:
		return read_string(json, at, snapshot);
	case MEMBER_REAL:
		*(double *)at = json_number_value(json);
		return json_is_number(json) && *(double *)at >= 0 ? 0 : -1;
	default:
		return read_whole(json, member, at);
	}
}

static int read_members(const json_t *array, void *holder, member_fn find, size_t least,
                        struct snapshot *snapshot)
{
	size_t size = json_array_size(array);
	const struct member *member;

	if (size < least)
		return -1;
	for (size_t place = 0; place < size && (member = find(place)); place++) {
		if (read_member(json_array_get(array, place), member, holder, snapshot))
			return -1;
	}
	return 0;
}

int stored_row_read(json_t *json, struct snapshot *snapshot)
{
	struct row *row = snapshot_add_row(snapshot);

	return row ? read_members(json, row, row_member, ROW_LEAST, snapshot) : -1;
}
