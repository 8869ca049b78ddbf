// SPDX-License-Identifier: GPL-2.0
/* Columns of a table, fitted to a width. */
#include "unit.h"

#include <string.h>

#include "render/grid.h"

/* "A" may be cut to 4 and stays; "B" may be cut to 4; "C" is the first to go. With gaps: 34. */
static const struct grid three = {
	.fields = {{.title = "A", .most = 10, .least = 4},
                   {.title = "B", .rank = 2, .most = 10, .least = 4},
                   {.title = "C", .rank = 1, .most = 10, .least = 10}},
	.count = 3,
};

static const struct {
	size_t limit;
	enum fitting fitting;
	const char *titles; /* that are left */
	size_t widths[3];
} fits[] = {
	// clang-format off
	{100, FIT_CUT_FIRST, "ABC", {10, 10, 10}},
	{34, FIT_CUT_FIRST, "ABC", {10, 10, 10}},
	{33, FIT_CUT_FIRST, "ABC", {9, 10, 10}},
	{32, FIT_CUT_FIRST, "ABC", {9, 9, 10}},
	{22, FIT_CUT_FIRST, "ABC", {4, 4, 10}},
	{21, FIT_CUT_FIRST, "AB", {9, 10}},
	{10, FIT_CUT_FIRST, "AB", {4, 4}},
	{9, FIT_CUT_FIRST, "A", {9}},
	{1, FIT_CUT_FIRST, "A", {4}},
	{34, FIT_DROP_FIRST, "ABC", {10, 10, 10}},
	{33, FIT_DROP_FIRST, "AB", {10, 10}},
	{22, FIT_DROP_FIRST, "AB", {10, 10}},
	{21, FIT_DROP_FIRST, "A", {10}},
	{9, FIT_DROP_FIRST, "A", {9}},
	{1, FIT_DROP_FIRST, "A", {4}},
	// clang-format on
};

START_TEST(test_fit)
{
	const char *left_out[GRID_FIELDS] = {NULL};
	struct grid grid = three;
	size_t count = grid_fit(&grid, fits[_i].limit, fits[_i].fitting, left_out);

	ck_assert_uint_eq(grid.count, strlen(fits[_i].titles));
	ck_assert_uint_eq(count, three.count - grid.count);
	for (size_t i = 0; i < count; i++)
		ck_assert_int_eq(left_out[i][0], 'C' - (int)i);
	for (size_t i = 0; i < grid.count; i++) {
		ck_assert_int_eq(grid.fields[i].title[0], fits[_i].titles[i]);
		ck_assert_uint_eq(grid.fields[i].width, fits[_i].widths[i]);
	}
}
END_TEST

Suite *suite_grid(void)
{
	TCase *cases;
	Suite *suite = suite_of("grid", &cases);

	tcase_add_loop_test(cases, test_fit, 0, (int)COUNT_OF(fits));
	return suite;
}
