// SPDX-License-Identifier: GPL-2.0
/* The report that people read. */
#include "render/table.h"

#include <inttypes.h>
#include <string.h>

#include "model/numbers.h"
#include "render/chart.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/rows_table.h"
#include "render/text.h"

#define ITEM_GAP  2
#define BAR_LEAST 10

/* "1 signal", "48,213 signals"; in `buffer`, which is returned. */
#define AMOUNT_SIZE 80
static const char *amount(uint64_t number, const char *noun, char buffer[AMOUNT_SIZE])
{
	char digits[GROUPED_SIZE];

	(void)snprintf(buffer, AMOUNT_SIZE, "%s %s%s", number_group(number, digits), noun,
	               number == 1 ? "" : "s");
	return buffer;
}

static void print_item(struct line *line, enum paint paint, const char *item)
{
	line_item(line, paint, ITEM_GAP, item, strlen(item));
}

/* What should be zero. */
static void print_trouble(struct line *line, uint64_t number, const char *what)
{
	char item[AMOUNT_SIZE], digits[GROUPED_SIZE];

	(void)snprintf(item, sizeof(item), "%s %s", number_group(number, digits), what);
	print_item(line, number ? PAINT_RED : PAINT_DIM, item);
}

static void print_hostname(struct line *line, const char *hostname)
{
	/* An item may have to go on an indented line of its own. */
	size_t limit = line_limit(line->style) - INDENT;
	char text[ESCAPED_SIZE];
	size_t width = escape_fit(hostname, limit, CUT_END, text, sizeof(text));

	line_item(line, PAINT_BOLD, ITEM_GAP, text, width);
}

static void print_totals(const struct snapshot *snapshot, struct line *line)
{
	const struct ledger *ledger = &snapshot->ledger;
	double interval = snapshot->interval;
	char text[AMOUNT_SIZE], rate[RATE_SIZE], time[TIME_SIZE];

	print_item(line, PAINT_BOLD, time_local(&snapshot->time, time));
	(void)snprintf(text, sizeof(text), "%.3f s", interval);
	print_item(line, PAINT_BOLD, text);
	print_hostname(line, snapshot->hostname);
	print_item(line, PAINT_BOLD, amount(ledger->seen, "signal", text));
	rate_text(interval > 0 ? (double)ledger->seen / interval : 0, rate);
	(void)snprintf(text, sizeof(text), "%s/s", rate);
	print_item(line, PAINT_BOLD, text);
	print_trouble(line, ledger->failed, "failed");
	print_trouble(line, ledger_lost(ledger), "lost");
	line_end(line);
}

static void print_hooks(const struct hooks *hooks, struct line *line)
{
	char sentence[HOOKS_SIZE];

	line_sentence(line, PAINT_NONE, hooks_text(hooks, sentence));
	line_end(line);
}

/* What went wrong, and what helps. */
static const struct {
	size_t counter; /* in struct ledger */
	enum paint paint;
	const char *text;
} causes[] = {
	{offsetof(struct ledger, map_full), PAINT_RED,
         "in the remainder: the map was full; raise --map-entries"},
	{offsetof(struct ledger, map_busy), PAINT_RED,
         "in the remainder: the map was busy; count less, by --signal, --sender or --target"},
	{offsetof(struct ledger, no_memory), PAINT_RED,
         "in the remainder: the kernel had no memory; free some, or lower --map-entries"},
	{offsetof(struct ledger, recursion), PAINT_RED,
         "lost: the kernel's recursion guard skipped the program; try another --failures"},
	{offsetof(struct ledger, events), PAINT_RED,
         "lost: the reader of events was too slow; count less, by --signal, --sender or --target"},
	{offsetof(struct ledger, unnamed), PAINT_NONE,
         "keys without names: the kernel had no room for them; their counts are right"},
};

static void print_causes(const struct ledger *ledger, struct line *line)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		uint64_t number = *(const uint64_t *)((const char *)ledger + causes[i].counter);
		char digits[GROUPED_SIZE];

		if (!number)
			continue;
		line_sentence(line, causes[i].paint, number_group(number, digits));
		line_sentence(line, causes[i].paint, causes[i].text);
		line_end(line);
	}
}

static void print_sample(const struct snapshot *snapshot, struct line *line)
{
	char sentence[256], digits[GROUPED_SIZE];

	if (snapshot->sample <= 1)
		return;
	(void)snprintf(sentence, sizeof(sentence),
	               "rows are estimates: one signal in %s was drawn and stands for all of them; "
	               "+/- is the standard error",
	               number_group(snapshot->sample, digits));
	line_sentence(line, PAINT_NONE, sentence);
	line_end(line);
	line_sentence(line, PAINT_NONE,
	              "  exact: totals, the signals below, failures and lethal signals");
	line_end(line);
}

static void print_hidden(const struct snapshot *snapshot, struct line *line)
{
	char rows[AMOUNT_SIZE], signals[AMOUNT_SIZE], sentence[256];

	if (!snapshot->hidden_rows)
		return;
	(void)snprintf(sentence, sizeof(sentence), "%s with %s %s not shown (-n 0 shows all)",
	               amount(snapshot->hidden_rows, "row", rows),
	               amount(snapshot->hidden_signals, "signal", signals),
	               snapshot->hidden_rows == 1 ? "is" : "are");
	line_sentence(line, PAINT_NONE, sentence);
	line_end(line);
}

/* The summary by signal: name, count, share, bar. */
struct summary {
	const struct snapshot *snapshot;
	int slots[SIGNAL_SLOTS];
	size_t count;
	uint64_t total;
	size_t name_width, count_width, bar_width;
};

#define SHARE_WIDTH   6               /* "100.0%" */
#define SUMMARY_BLANK (2 + 2 + 1 + 2) /* between the columns, and the bar's two ends */

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void summary_build(struct summary *summary, const struct snapshot *snapshot, size_t limit)
{
	char digits[GROUPED_SIZE];
	size_t used;

	*summary = (struct summary){.snapshot = snapshot,
	                            .name_width = strlen("SIGNAL"),
	                            .count_width = strlen("COUNT")};
	summary->count = signals_ranked(snapshot, summary->slots);
	for (size_t i = 0; i < summary->count; i++) {
		uint64_t number = snapshot->signals[summary->slots[i]];
		size_t name = strlen(signal_name(summary->slots[i]));

		summary->total += number;
		summary->name_width = larger(summary->name_width, name);
		summary->count_width =
			larger(summary->count_width, strlen(number_group(number, digits)));
	}
	used = summary->name_width + summary->count_width + SHARE_WIDTH + SUMMARY_BLANK;
	summary->bar_width = limit >= used + BAR_LEAST ? limit - used : 0;
}

static void print_summary_row(const struct summary *summary, int slot, FILE *out)
{
	uint64_t number = summary->snapshot->signals[slot];
	double share = (double)number / (double)summary->total;
	char digits[GROUPED_SIZE], percent[16];

	(void)snprintf(percent, sizeof(percent), share < 0.0005 ? "<0.1%%" : "%.1f%%", share * 100);
	(void)fprintf(out, "%-*s  %*s  %*s", (int)summary->name_width, signal_name(slot),
	              (int)summary->count_width, number_group(number, digits), SHARE_WIDTH,
	              percent);
	bar_print(share, summary->bar_width, out);
	(void)fputc('\n', out);
}

static void print_summary(const struct snapshot *snapshot, struct line *line)
{
	struct summary summary;

	summary_build(&summary, snapshot, line_limit(line->style));
	line_field(line, PAINT_BOLD, ALIGN_LEFT, summary.name_width, "SIGNAL", 6);
	line_field(line, PAINT_BOLD, ALIGN_RIGHT, summary.count_width + 2, "COUNT", 5);
	line_field(line, PAINT_BOLD, ALIGN_RIGHT, SHARE_WIDTH + 2, "SHARE", 5);
	line_end(line);
	for (size_t i = 0; i < summary.count; i++)
		print_summary_row(&summary, summary.slots[i], line->out);
}

int report_table(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};

	if (!style->first)
		line_end(&line);
	print_totals(snapshot, &line);
	print_hooks(&snapshot->hooks, &line);
	print_sample(snapshot, &line);
	print_causes(&snapshot->ledger, &line);
	line_end(&line);
	if (!snapshot->ledger.seen) {
		line_sentence(&line, PAINT_NONE, "no signals in this interval");
		line_end(&line);
		charts_print(snapshot, style, out);
		return 0;
	}
	rows_table(snapshot, style, out);
	print_hidden(snapshot, &line);
	line_end(&line);
	print_summary(snapshot, &line);
	charts_print(snapshot, style, out);
	return 0;
}
