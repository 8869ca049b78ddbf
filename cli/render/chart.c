// SPDX-License-Identifier: GPL-2.0
/* Histograms as charts of a terminal. */
#include "render/chart.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "abi/histogram.h"
#include "model/numbers.h"
#include "model/signals.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/text.h"

#define SENTENCE_SIZE 256
#define BAR_MOST      40

/* How each kind is told of: "exit after SIGTERM: 3 processes ended". */
static const struct {
	const char *title;
	const char *one;
	const char *many;
} words[HIST_KINDS] = {
	[HIST_EXIT] = {"exit after", "process ended", "processes ended"},
	[HIST_HANDLER] = {"handler of", "delivery", "deliveries"},
	[HIST_GAP] = {"gap between", "gap", "gaps"},
};

static void print_words(struct line *line, enum paint paint, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void print_words(struct line *line, enum paint paint, const char *format, ...)
{
	char sentence[SENTENCE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	line_sentence(line, paint, sentence);
}

/* "(4312 nginx)", or nothing where no process is known. */
static void print_process(struct line *line, int32_t pid, const struct name *comm)
{
	char name[4 * NAME_SIZE], text[4 * NAME_SIZE + 32];
	size_t width;

	if (!pid)
		return;
	width = escape_text(comm->text, name, sizeof(name));
	(void)snprintf(text, sizeof(text), "(%" PRId32 " %s)", pid, name);
	line_item(line, PAINT_NONE, 1, text, strlen(text) - strlen(name) + width);
}

static void print_quantiles(const struct histogram *histogram, struct line *line)
{
	char p50[DURATION_SIZE], p90[DURATION_SIZE], p99[DURATION_SIZE], max[DURATION_SIZE];

	print_words(line, PAINT_NONE, "p50 %s, p90 %s, p99 %s, max %s",
	            duration_text(histogram_quantile(histogram, 0.50), p50),
	            duration_text(histogram_quantile(histogram, 0.90), p90),
	            duration_text(histogram_quantile(histogram, 0.99), p99),
	            duration_text((double)histogram->max, max));
}

static void print_title(const struct histogram *histogram, struct line *line)
{
	char digits[GROUPED_SIZE];

	print_words(line, PAINT_BOLD, "%s %s:", words[histogram->kind].title,
	            signal_name(histogram->signal));
	print_words(line, PAINT_NONE, "%s %s,", number_group(histogram->count, digits),
	            histogram->count == 1 ? words[histogram->kind].one
	                                  : words[histogram->kind].many);
	print_quantiles(histogram, line);
	print_process(line, histogram->pid, &histogram->comm);
	line_end(line);
}

/* The powers of two that occur, and what is needed to draw them. */
struct chart {
	uint64_t octaves[HIST_LOG_MOST];
	uint32_t first, last;
	uint64_t most;
	size_t edge_width, count_width, bar_width;
};

static void chart_build(struct chart *chart, const struct histogram *histogram, size_t limit)
{
	char digits[GROUPED_SIZE];
	size_t used;

	*chart = (struct chart){.first = HIST_LOG_MOST};
	for (uint32_t log = 0; log < HIST_LOG_MOST; log++) {
		chart->octaves[log] = histogram_octave(histogram, log);
		if (!chart->octaves[log])
			continue;
		if (chart->first == HIST_LOG_MOST)
			chart->first = log;
		chart->last = log;
		if (chart->octaves[log] > chart->most)
			chart->most = chart->octaves[log];
	}
	chart->count_width = strlen(number_group(chart->most, digits));
	if (chart->count_width < strlen("COUNT"))
		chart->count_width = strlen("COUNT");
	chart->edge_width = strlen(number_group((UINT64_C(2) << chart->last) - 1, digits));
	if (chart->edge_width < strlen("USECS"))
		chart->edge_width = strlen("USECS");
	used = 2 * chart->edge_width + chart->count_width + strlen(" ->     ||");
	chart->bar_width = limit > used ? limit - used : 0;
	if (chart->bar_width > BAR_MOST)
		chart->bar_width = BAR_MOST;
}

static void print_octave(const struct chart *chart, uint32_t log, FILE *out)
{
	double share = (double)chart->octaves[log] / (double)chart->most;
	char low[GROUPED_SIZE], high[GROUPED_SIZE], count[GROUPED_SIZE];

	(void)fprintf(out, "%*s -> %-*s  %*s ", (int)chart->edge_width,
	              number_group(UINT64_C(1) << log, low), (int)chart->edge_width,
	              number_group((UINT64_C(2) << log) - 1, high), (int)chart->count_width,
	              number_group(chart->octaves[log], count));
	bar_print(share, chart->bar_width, out);
	(void)fputc('\n', out);
}

static void print_headings(const struct chart *chart, struct line *line)
{
	line_field(line, PAINT_BOLD, ALIGN_RIGHT, chart->edge_width, "USECS", strlen("USECS"));
	line_field(line, PAINT_BOLD, ALIGN_RIGHT,
	           strlen(" -> ") + chart->edge_width + 2 + chart->count_width, "COUNT",
	           strlen("COUNT"));
	line_end(line);
}

static void print_chart(const struct histogram *histogram, struct line *line)
{
	struct chart chart;

	chart_build(&chart, histogram, line_limit(line->style));
	line_end(line);
	print_title(histogram, line);
	print_headings(&chart, line);
	for (uint32_t log = chart.first; log <= chart.last; log++)
		print_octave(&chart, log, line->out);
}

static void print_alive(const struct alive *alive, struct line *line)
{
	char count[GROUPED_SIZE], age[DURATION_SIZE];

	print_words(line, PAINT_BOLD, "still alive after %s:", signal_name(alive->signal));
	print_words(line, PAINT_NONE, "%s %s for %s", number_group(alive->count, count),
	            alive->count == 1 ? "process," : "processes, the oldest",
	            duration_text(alive->oldest * 1e6, age));
	print_process(line, alive->pid, &alive->comm);
	line_end(line);
}

static void print_untimed(const struct snapshot *snapshot, struct line *line)
{
	for (int kind = 0; kind < HIST_KINDS; kind++) {
		char count[GROUPED_SIZE];

		if (!snapshot->untimed[kind])
			continue;
		print_words(line, PAINT_RED,
		            "%s not timed for the %s histogram: no room in the kernel's table, "
		            "or queued behind others",
		            number_group(snapshot->untimed[kind], count),
		            hist_kind_name((enum hist_kind)kind));
		line_end(line);
	}
}

void charts_print(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};

	for (size_t i = 0; i < snapshot->histogram_count; i++)
		print_chart(&snapshot->histograms[i], &line);
	if (snapshot->alive_count)
		line_end(&line);
	for (size_t i = 0; i < snapshot->alive_count; i++)
		print_alive(&snapshot->alive[i], &line);
	print_untimed(snapshot, &line);
}
