// SPDX-License-Identifier: GPL-2.0
/* More keys than the map holds: totals stay exact, the rest is in rows without sender and target.
 */
#include "live.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define ENTRIES 1000

static void assert_remainder_row(const json_t *row)
{
	static const char *const unknown[] = {"sender_pid", "sender_comm", "sender_uid",
	                                      "target_pid", "target_comm", "origin",
	                                      "outcome",    "errno"};

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		ck_assert_msg(row_is_null(row, unknown[i]), "%s of the remainder", unknown[i]);
	ck_assert(!row_is_null(row, "signal"));
}

/* One row for each signal at most. */
static void check_remainder(const json_t *report)
{
	const json_t *row;
	json_t *signals = json_object();
	size_t i, keyed = 0;

	for (i = 0; (row = json_array_get(json_object_get(report, "rows"), i)); i++) {
		if (!row_is_remainder(row)) {
			keyed++;
			continue;
		}
		assert_remainder_row(row);
		ck_assert_ptr_null(json_object_get(signals, row_text(row, "signal")));
		(void)json_object_set_new(signals, row_text(row, "signal"), json_true());
	}
	ck_assert_uint_le(keyed, ENTRIES);
}

static json_int_t signals_total(const json_t *rows)
{
	json_t *tally = tally_new();

	tally_add_rows(tally, rows, NULL, NULL);
	return tally_total(tally);
}

START_TEST(test_full)
{
	static const char *const workloads[] = {"keys", "keys-generated"};
	const char *interval = _i / 2 ? "0.1" : "5";
	struct storm storm;
	struct tool tool;
	json_t *reports;
	const json_t *report;
	size_t i;

	storm_prepare(&storm, ARGS(workloads[_i % 2], "--pairs", "20000", "--count", "5"));
	tool_start(&tool, ARGS("--map-entries", "1000", "-p", storm.comm, "-i", interval));
	storm_begin(&storm);
	storm_finish(&storm);
	reports = tool_reports(&tool);
	ck_assert_int_eq(reports_ledger(reports, "seen"), signals_total(storm.rows));
	ck_assert(json_equal(reports_signals(reports), rows_by_signal(storm.rows)));
	ck_assert_int_gt(reports_lost(reports, "map_full"), 0);
	ck_assert_int_eq(reports_lost(reports, "map_full"), reports_ledger(reports, "remainder"));
	for (i = 0; (report = json_array_get(reports, i)); i++)
		check_remainder(report);
}
END_TEST

/* As many keys as fit, and all have their rows. */
START_TEST(test_fits)
{
	struct storm storm;
	struct tool tool;
	json_t *reports;

	storm_prepare(&storm, ARGS("keys", "--pairs", "999", "--count", "3"));
	tool_start(&tool, ARGS("--map-entries", "1000", "-p", storm.comm));
	storm_begin(&storm);
	storm_finish(&storm);
	reports = tool_reports(&tool);
	ck_assert_int_eq(reports_ledger(reports, "remainder"), 0);
	storm_assert_exact(&storm, reports);
}
END_TEST

void add_full_map(Suite *suite)
{
	TCase *tests = theme(suite, "full-map", 60);

	tcase_add_loop_test(tests, test_full, 0, 4);
	tcase_add_test(tests, test_fits);
}
