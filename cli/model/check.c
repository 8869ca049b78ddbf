// SPDX-License-Identifier: GPL-2.0
/* Whether counting is exact here. */
#include "model/check.h"

#include <stdio.h>
#include <string.h>

#include "model/numbers.h"
#include "model/signals.h"

const char *check_cost(const char *method)
{
	static const struct {
		const char *method, *cost;
	} costs[] = {
		{"tp_btf", "some 100 ns a signal; who sends none pays nothing"},
		{"raw_tp", "some 200 ns a signal; who sends none pays nothing"},
		{"kprobe.multi", "who sends no signals pays nothing"},
		{"fexit", "who sends no signals pays nothing"},
		{"kprobe", "who sends no signals pays nothing"},
		{"tracepoint", "every system call of every process pays some 50 ns, and 32-bit "
	                       "programs are not seen"},
	};

	for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++)
		if (!strcmp(costs[i].method, method))
			return costs[i].cost;
	return NULL;
}

struct check_row *check_add_row(struct check_test *test)
{
	struct check_row *row = &test->rows[test->row_count];

	if (test->row_count == CHECK_ROWS_MOST)
		return NULL;
	memset(row, 0, sizeof(*row));
	test->row_count++;
	return row;
}

static bool took_part(const struct check_test *test, const struct party *party)
{
	for (size_t i = 0; i < test->process_count; i++)
		if (party->known && party->pid == test->processes[i])
			return true;
	return false;
}

static bool target_matches(const struct check_row *expected, const struct party *target)
{
	if (expected->target_unknown)
		return !target->known;
	return expected->any_target || (target->known && target->pid == expected->target);
}

static bool row_matches(const struct check_row *expected, const struct row *row)
{
	return !row->remainder && row->signal == expected->signal &&
	       row->outcome == expected->outcome && row->origin == expected->origin &&
	       row->error == expected->error && target_matches(expected, &row->target) &&
	       (expected->any_sender || (row->sender.known && row->sender.pid == expected->sender));
}

/* The row that expects this one, or NULL. */
static struct check_row *expecting(struct check_test *test, const struct row *row)
{
	for (size_t i = 0; i < test->row_count; i++)
		if (test->rows[i].sent && row_matches(&test->rows[i], row))
			return &test->rows[i];
	return NULL;
}

static void add_unexpected(struct check_test *test, const struct row *row)
{
	struct check_row *extra = check_add_row(test);

	if (!extra)
		return;
	extra->kind = "unexpected";
	extra->sent = true;
	extra->sender = row->sender.pid;
	extra->target = row->target.pid;
	extra->target_unknown = !row->target.known;
	extra->signal = row->signal;
	extra->outcome = row->outcome;
	extra->origin = row->origin;
	extra->error = row->error;
	extra->counted = row->count;
}

/* What an attempt that failed left behind is nobody's fault. */
static bool all_sent(const struct check_test *test)
{
	for (size_t i = 0; i < test->row_count; i++)
		if (!test->rows[i].sent)
			return false;
	return true;
}

static void compare_rows(struct check_test *test, const struct snapshot *snapshot)
{
	bool strict = all_sent(test);

	for (size_t i = 0; i < snapshot->row_count; i++) {
		const struct row *row = &snapshot->rows[i];
		struct check_row *expected = expecting(test, row);

		if (expected)
			expected->counted += row->count;
		else if (strict && !row->remainder && took_part(test, &row->sender) &&
		         row->target.pid != test->observer)
			add_unexpected(test, row);
	}
}

static void compare_time(struct check_time *time, const struct check_test *test,
                         const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->histogram_count; i++)
		if (snapshot->histograms[i].kind == time->kind &&
		    snapshot->histograms[i].signal == time->signal)
			time->counted = snapshot->histograms[i].count;
	for (size_t i = 0; i < snapshot->row_count; i++) {
		const struct row *row = &snapshot->rows[i];

		if (row->signal == time->signal && !took_part(test, &row->sender) &&
		    (row->outcome == OUTCOME_QUEUED || row->outcome == OUTCOME_INFO_LOST))
			time->others += row->count;
	}
}

void check_compare(struct check_test *test, const struct snapshot *snapshot)
{
	compare_rows(test, snapshot);
	for (size_t i = 0; i < test->time_count; i++)
		compare_time(&test->times[i], test, snapshot);
	test->lost = ledger_lost(&snapshot->ledger);
}

bool check_row_right(const struct check_row *row)
{
	return !row->sent || row->unwatched || row->counted == row->expected;
}

bool check_time_right(const struct check_time *time)
{
	return time->counted >= time->expected && time->counted - time->expected <= time->others;
}

static struct check_kind *kind_of(struct check_kind *kinds, size_t *count, const char *name)
{
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	kinds[*count] = (struct check_kind){.name = name, .right = true};
	return &kinds[(*count)++];
}

static void kind_add(struct check_kind *kind, uint64_t expected, uint64_t counted, bool right)
{
	kind->sent++;
	kind->expected += expected;
	kind->counted += counted;
	kind->right = kind->right && right;
}

size_t check_kinds(const struct check_test *test, struct check_kind kinds[CHECK_KINDS_MOST])
{
	static const char *const times[HIST_KINDS] = {"exit times", "handler times", "gaps"};
	size_t count = 0;

	for (size_t i = 0; i < test->row_count; i++) {
		const struct check_row *row = &test->rows[i];
		struct check_kind *kind = kind_of(kinds, &count, row->kind);

		kind->rows++;
		if (row->sent && !row->unwatched)
			kind_add(kind, row->expected, row->counted, check_row_right(row));
	}
	for (size_t i = 0; i < test->time_count; i++) {
		const struct check_time *time = &test->times[i];
		struct check_kind *kind = kind_of(kinds, &count, times[time->kind]);

		kind->rows++;
		kind_add(kind, time->expected, time->counted, check_time_right(time));
	}
	return count;
}

/* Who sent what to whom, into a text that the caller ends. */
static size_t describe(const struct check_row *row, char text[CHECK_ROW_SIZE])
{
	char error[ERROR_NAME_SIZE], sender[16] = "any", target[16] = "any";
	int length;

	if (!row->any_sender)
		(void)snprintf(sender, sizeof(sender), "%d", (int)row->sender);
	if (row->target_unknown)
		(void)snprintf(target, sizeof(target), "unknown");
	else if (!row->any_target)
		(void)snprintf(target, sizeof(target), "%d", (int)row->target);
	length = snprintf(text, CHECK_ROW_SIZE, "%s (%s %s%s%s by %s, from %s to %s)", row->kind,
	                  signal_name(row->signal), outcome_name(row->outcome),
	                  row->error ? " " : "", row->error ? error_name(row->error, error) : "",
	                  origin_name(row->origin), sender, target);
	return (size_t)length;
}

const char *check_row_text(const struct check_row *row, char text[CHECK_ROW_SIZE])
{
	char gave[ERROR_NAME_SIZE], expected[GROUPED_SIZE], counted[GROUPED_SIZE];
	size_t length = describe(row, text);

	if (row->sent)
		(void)snprintf(text + length, CHECK_ROW_SIZE - length, ": %s expected, %s counted",
		               number_group(row->expected, expected),
		               number_group(row->counted, counted));
	else
		(void)snprintf(text + length, CHECK_ROW_SIZE - length,
		               ": not tested, the call gave %s",
		               row->gave ? error_name(row->gave, gave) : "no error");
	return text;
}

static void describe_time(const struct check_time *time, char text[CHECK_ROW_SIZE])
{
	char expected[GROUPED_SIZE], counted[GROUPED_SIZE];

	(void)snprintf(text, CHECK_ROW_SIZE, "%s times after %s: %s expected, %s counted",
	               hist_kind_name(time->kind), signal_name(time->signal),
	               number_group(time->expected, expected),
	               number_group(time->counted, counted));
}

/* The first that is wrong, described; returns how many are. */
static size_t find_wrong(const struct check_test *test, char text[CHECK_ROW_SIZE])
{
	size_t wrong = 0;

	for (size_t i = 0; i < test->row_count; i++)
		if (!check_row_right(&test->rows[i]) && !wrong++)
			(void)check_row_text(&test->rows[i], text);
	for (size_t i = 0; i < test->time_count; i++)
		if (!check_time_right(&test->times[i]) && !wrong++)
			describe_time(&test->times[i], text);
	return wrong;
}

static void say_exact(const struct check_test *test, char text[VERDICT_SIZE])
{
	struct check_kind kinds[CHECK_KINDS_MOST];
	size_t count = check_kinds(test, kinds), complete = 0;
	uint64_t signals = 0;
	char digits[GROUPED_SIZE];
	int length;

	for (size_t i = 0; i < count; i++)
		complete += kinds[i].sent == kinds[i].rows;
	for (size_t i = 0; i < test->row_count; i++)
		signals += test->rows[i].counted;
	length = snprintf(text, VERDICT_SIZE,
	                  "counting is exact here: %zu kinds, %s signals, 0 lost", complete,
	                  number_group(signals, digits));
	if (complete < count)
		(void)snprintf(text + length, VERDICT_SIZE - (size_t)length,
		               " (%zu kinds were not tested)", count - complete);
}

enum verdict check_verdict(const struct check *check, char text[VERDICT_SIZE])
{
	char first[CHECK_ROW_SIZE], lost[GROUPED_SIZE], more[64] = "";
	size_t wrong = find_wrong(&check->test, first);

	if (!check->test.row_count) {
		(void)snprintf(text, VERDICT_SIZE, "%s: %s",
		               check->fault.code == EXIT_CANNOT_OBSERVE
		                       ? "nothing can be counted here"
		                       : "the test could not be made",
		               check->fault.text);
		return VERDICT_BLIND;
	}
	if (wrong > 1)
		(void)snprintf(more, sizeof(more), "; %zu more differ", wrong - 1);
	if (wrong)
		(void)snprintf(text, VERDICT_SIZE, "counting is NOT exact here: %s%s", first, more);
	else if (check->test.lost)
		(void)snprintf(text, VERDICT_SIZE,
		               "counting is NOT exact here: each row of the test is right, but %s "
		               "of this host's signals were lost meanwhile",
		               number_group(check->test.lost, lost));
	else
		say_exact(&check->test, text);
	return wrong || check->test.lost ? VERDICT_DIFFERS : VERDICT_EXACT;
}
