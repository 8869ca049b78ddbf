// SPDX-License-Identifier: GPL-2.0
/* Counts by key. */
#include "abi/key.h"
#include "unit.h"

#include "model/counts.h"

#define KEYS 10007

static struct key key_of(uint32_t i)
{
	return (struct key){1000 + i % 23, -(int32_t)(i / 23), what_pack(i % 65, 0, 0, 0)};
}

START_TEST(test_empty)
{
	const struct key key = key_of(0);
	struct counts counts = {0};

	ck_assert_ptr_null(counts_find(&counts, &key));
	counts_free(&counts);
}
END_TEST

/* Each key its own count, whatever the order and however often the table grows. */
START_TEST(test_many)
{
	struct counts counts = {0};
	uint64_t sum = 0;

	for (uint32_t round = 0; round < 3; round++)
		for (uint32_t i = 0; i < KEYS; i++) {
			const struct key key = key_of(round % 2 ? KEYS - 1 - i : i);

			ck_assert_int_eq(counts_add(&counts, &key, round + 1), 0);
		}
	ck_assert_uint_eq(counts.used, KEYS);
	for (size_t i = 0; i < counts.room; i++)
		sum += counts.slots[i].count;
	ck_assert_uint_eq(sum, UINT64_C(6) * KEYS);
	for (uint32_t i = 0; i < KEYS; i++) {
		const struct key key = key_of(i);
		const struct counted *counted = counts_find(&counts, &key);

		ck_assert_ptr_nonnull(counted);
		ck_assert_uint_eq(counted->count, 6);
		ck_assert_ptr_null(counted->parties);
	}
	counts_free(&counts);
}
END_TEST

/* Drawn and full counts of a key are one entry. */
START_TEST(test_drawn)
{
	struct key key = key_of(7), other = key_of(8);
	struct counts counts = {0};

	ck_assert_int_eq(counts_add(&counts, &key, 23), 0);
	key.what |= WHAT_SAMPLED;
	ck_assert_int_eq(counts_add(&counts, &key, 64), 0);
	ck_assert_uint_eq(counts.used, 1);
	ck_assert_uint_eq(counts_find(&counts, &key)->count, 23);
	ck_assert_uint_eq(counts_find(&counts, &key)->drawn, 64);
	ck_assert_uint_eq(counts_find(&counts, &key)->key.what & WHAT_SAMPLED, 0);
	ck_assert_ptr_null(counts_find(&counts, &other));
	counts_free(&counts);
}
END_TEST

Suite *suite_counts(void)
{
	TCase *cases;
	Suite *suite = suite_of("counts", &cases);

	tcase_add_test(cases, test_empty);
	tcase_add_test(cases, test_many);
	tcase_add_test(cases, test_drawn);
	return suite;
}
