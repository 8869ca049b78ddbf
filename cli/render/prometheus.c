// SPDX-License-Identifier: GPL-2.0
/*
 * The Prometheus text format, version 0.0.4, and OpenMetrics, version 1.0, which differ in what the
 * comments say: OpenMetrics names a counter without its _total and an info without its _info, has a
 * line for the unit, an end, and no other comments. Labels hold names and never pids, so rows that
 * differ in what is no label are added up here: a series must not appear twice.
 */
#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"
#include "render/render.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/signals.h"
#include "render/escape.h"

struct series {
	char *labels; /* as they are printed between the braces */
	uint64_t value;
};

struct series_list {
	struct series *series;
	size_t count;
};

/* What is written, and in which of the two formats. */
struct page {
	FILE *out;
	bool open; /* OpenMetrics */
};

enum type { COUNTER, GAUGE, HISTOGRAM, INFO };

struct family {
	const char *name; /* of its samples, of a histogram without their endings */
	enum type type;
	const char *help;
	const char *unit; /* NULL: none */
};

static int family_length(const char *name, const char *ending)
{
	return (int)(strlen(name) - strlen(ending));
}

static void print_head(const struct family *family, const struct page *page)
{
	static const struct {
		const char *name, *open_name, *ending;
	} types[] = {
		[COUNTER] = {"counter", "counter", "_total"},
		[GAUGE] = {"gauge", "gauge", ""},
		[HISTOGRAM] = {"histogram", "histogram", ""},
		[INFO] = {"gauge", "info", "_info"},
	};
	const char *ending = page->open ? types[family->type].ending : "";
	const char *type = page->open ? types[family->type].open_name : types[family->type].name;
	int length = family_length(family->name, ending);

	(void)fprintf(page->out, "# HELP %.*s %s\n# TYPE %.*s %s\n", length, family->name,
	              family->help, length, family->name, type);
	if (page->open && family->unit)
		(void)fprintf(page->out, "# UNIT %.*s %s\n", length, family->name, family->unit);
}

static void print_label(const char *name, const char *text, FILE *out)
{
	char escaped[ESCAPED_SIZE];

	escape_text(text, escaped, sizeof(escaped));
	(void)fprintf(out, "%s=\"", name);
	/* No line feed is left by now. */
	for (const char *at = escaped; *at; at++) {
		if (*at == '"' || *at == '\\')
			(void)fputc('\\', out);
		(void)fputc(*at, out);
	}
	(void)fputc('"', out);
}

static void print_labels(column_set labels, const struct row *row, const struct snapshot *snapshot,
                         bool *first, FILE *out)
{
	for (; labels; labels &= labels - 1) {
		enum column column = COLUMN_FIRST(labels);
		struct value value = {.type = VALUE_NULL};

		if (snapshot->columns & COLUMN_BIT(column))
			column_value(column, row, snapshot, &value);
		if (!*first)
			(void)fputc(',', out);
		*first = false;
		print_label(column_describe(column)->label,
		            value.type == VALUE_TEXT ? value.text : "", out);
	}
}

/*
 * What the row has, then its parties. What is not known, and what --by left out, is an empty label:
 * for Prometheus, no label at all. Allocated; NULL with errno ENOMEM.
 */
static char *labels_text(column_set labels, const struct row *row, const struct snapshot *snapshot)
{
	bool first = true;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_labels(labels & ~COLUMNS_OF_PARTIES, row, snapshot, &first, out);
	print_labels(labels & COLUMNS_OF_PARTIES, row, snapshot, &first, out);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

/* Where outcomes were not asked for, no row is known to be a refusal. */
static bool is_refused(const struct row *row, const struct snapshot *snapshot)
{
	return snapshot->columns & COLUMN_BIT(COLUMN_OUTCOME) && row->outcome == OUTCOME_REFUSED;
}

static void series_free(struct series_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->series[i].labels);
	free(list->series);
}

/* A series of each keyed row that is refused, or of each that is not. -1 with errno ENOMEM. */
static int series_collect(struct series_list *list, column_set labels, bool refused,
                          const struct snapshot *snapshot)
{
	list->count = 0;
	list->series = calloc(snapshot->row_count + 1, sizeof(*list->series));
	if (!list->series)
		return -1;
	for (size_t i = 0; i < snapshot->row_count; i++) {
		const struct row *row = &snapshot->rows[i];
		struct series *series = &list->series[list->count];

		if (row->remainder || is_refused(row, snapshot) != refused)
			continue;
		series->value = row->count;
		series->labels = labels_text(labels, row, snapshot);
		if (!series->labels) {
			series_free(list);
			return -1;
		}
		list->count++;
	}
	return 0;
}

static int series_compare(const void *a, const void *b)
{
	return strcmp(((const struct series *)a)->labels, ((const struct series *)b)->labels);
}

/* Those with equal labels as one, in the order of their labels. */
static void series_print(const char *name, const struct series_list *list, FILE *out)
{
	uint64_t value = 0;

	qsort(list->series, list->count, sizeof(*list->series), series_compare);
	for (size_t i = 0; i < list->count; i++) {
		const struct series *series = &list->series[i];

		value += series->value;
		if (i + 1 < list->count && series_compare(series, series + 1) == 0)
			continue;
		(void)fprintf(out, "%s{%s} %" PRIu64 "\n", name, series->labels, value);
		value = 0;
	}
}

static int print_rows(const struct family *family, column_set labels, bool refused,
                      const struct snapshot *snapshot, const struct page *page)
{
	struct series_list list;

	if (series_collect(&list, labels, refused, snapshot) != 0)
		return -1;
	print_head(family, page);
	series_print(family->name, &list, page->out);
	series_free(&list);
	return 0;
}

static int print_counts(const struct snapshot *snapshot, const struct page *page)
{
	static const struct family signals = {"sigsnoop_signals_total", COUNTER,
	                                      "Signals generated, and probes with signal 0.", NULL};
	static const struct family refused = {"sigsnoop_refused_total", COUNTER,
	                                      "System calls that failed to send a signal.", NULL};

	if (print_rows(&signals, columns_used(USE_SIGNALS_LABEL), false, snapshot, page) != 0)
		return -1;
	return print_rows(&refused, columns_used(USE_REFUSED_LABEL), true, snapshot, page);
}

static void print_number(const struct family *family, uint64_t number, const struct page *page)
{
	print_head(family, page);
	(void)fprintf(page->out, "%s %" PRIu64 "\n", family->name, number);
}

static void print_info(const struct hooks *hooks, const struct page *page)
{
	static const struct family build = {"sigsnoop_build_info", INFO,
	                                    "Always 1; the label tells the version.", NULL};
	static const struct family hook = {"sigsnoop_hook_info", INFO,
	                                   "Always 1; the labels tell how signals are observed.",
	                                   NULL};

	print_head(&build, page);
	(void)fprintf(page->out, "sigsnoop_build_info{version=\"%s\"} 1\n", SIGSNOOP_VERSION);
	print_head(&hook, page);
	(void)fprintf(page->out, "sigsnoop_hook_info{door=\"generated\",method=\"%s\"} 1\n",
	              hooks->generated);
	(void)fprintf(page->out, "sigsnoop_hook_info{door=\"refused\",method=\"%s\"} 1\n",
	              hooks->refused);
}

static void print_ledger(const struct ledger *ledger, const struct page *page)
{
	static const struct family lost = {
		"sigsnoop_lost_total", COUNTER,
		"Observations that are counted nowhere, by what lost them.", NULL};
	static const struct family remainder = {
		"sigsnoop_remainder_total", COUNTER,
		"Observations counted without sender and target, for want of a map entry.", NULL};

	print_head(&lost, page);
	(void)fprintf(page->out, "sigsnoop_lost_total{reason=\"events\"} %" PRIu64 "\n",
	              ledger->events);
	(void)fprintf(page->out, "sigsnoop_lost_total{reason=\"recursion\"} %" PRIu64 "\n",
	              ledger->recursion);
	print_number(&remainder, ledger->remainder, page);
}

/* Names and values tell nothing of it; what is exact all the same. */
static void print_sample(const struct snapshot *snapshot, const struct page *page)
{
	static const struct family sample = {
		"sigsnoop_sample_one_in", GAUGE,
		"Above 1: the counts by sender and target are estimates, one in so many "
		"observations was drawn.",
		NULL};

	static const struct family seen = {"sigsnoop_seen_total", COUNTER,
	                                   "Observations by signal, exact.", NULL};

	if (snapshot->sample <= 1)
		return;
	print_number(&sample, snapshot->sample, page);
	print_head(&seen, page);
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		if (snapshot->signals[slot])
			(void)fprintf(page->out, "sigsnoop_seen_total{signal=\"%s\"} %" PRIu64 "\n",
			              signal_name(slot), snapshot->signals[slot]);
}

static void print_map(const struct snapshot *snapshot, const struct page *page)
{
	static const struct family entries = {"sigsnoop_map_entries", GAUGE,
	                                      "Keys held in the last interval.", NULL};
	static const struct family capacity = {"sigsnoop_map_capacity", GAUGE,
	                                       "Keys that can be held in one interval.", NULL};

	print_number(&entries, snapshot->map_entries, page);
	print_number(&capacity, snapshot->map_capacity, page);
}

/* Microseconds, exactly, as seconds. */
static void print_seconds(uint64_t us, FILE *out)
{
	(void)fprintf(out, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
}

/* Cumulative, at the powers of two: every series has the same edges, so that they can be added up.
 */
static void print_histogram(const char *name, const struct histogram *histogram, FILE *out)
{
	const char *signal = signal_name(histogram->signal);
	uint64_t below = 0;

	for (uint32_t log = 0; log < HIST_LOG_MOST; log++) {
		below += histogram_octave(histogram, log);
		(void)fprintf(out, "%s_bucket{signal=\"%s\",le=\"", name, signal);
		print_seconds(UINT64_C(2) << log, out);
		(void)fprintf(out, "\"} %" PRIu64 "\n", below);
	}
	(void)fprintf(out, "%s_bucket{signal=\"%s\",le=\"+Inf\"} %" PRIu64 "\n", name, signal,
	              histogram->count);
	(void)fprintf(out, "%s_sum{signal=\"%s\"} ", name, signal);
	print_seconds(histogram->sum, out);
	(void)fprintf(out, "\n%s_count{signal=\"%s\"} %" PRIu64 "\n", name, signal,
	              histogram->count);
}

static void print_histograms(const struct snapshot *snapshot, enum hist_kind kind,
                             const struct page *page)
{
	static const struct family families[HIST_KINDS] = {
		[HIST_EXIT] = {"sigsnoop_exit_latency_seconds", HISTOGRAM,
	                       "From the first lethal signal of a process to its end.", "seconds"},
		[HIST_HANDLER] = {"sigsnoop_handler_latency_seconds", HISTOGRAM,
	                          "From queued to delivered to a handler.", "seconds"},
		[HIST_GAP] = {"sigsnoop_gap_seconds", HISTOGRAM,
	                      "Between consecutive observations of a signal on one CPU.",
	                      "seconds"},
	};
	bool headed = false;

	for (size_t i = 0; i < snapshot->histogram_count; i++) {
		if (snapshot->histograms[i].kind != kind)
			continue;
		if (!headed)
			print_head(&families[kind], page);
		headed = true;
		print_histogram(families[kind].name, &snapshot->histograms[i], page->out);
	}
}

/* A comment, since what was cut has no labels. */
static void print_hidden(const struct snapshot *snapshot, const struct page *page)
{
	if (snapshot->hidden_rows && !page->open)
		(void)fprintf(page->out,
		              "# %zu rows with %" PRIu64 " observations are left out (-n 0)\n",
		              snapshot->hidden_rows, snapshot->hidden_signals);
}

static int print_page(const struct snapshot *snapshot, const struct page *page)
{
	print_info(&snapshot->hooks, page);
	if (print_counts(snapshot, page) != 0)
		return -1;
	print_hidden(snapshot, page);
	print_ledger(&snapshot->ledger, page);
	print_map(snapshot, page);
	print_sample(snapshot, page);
	for (int kind = 0; kind < HIST_KINDS; kind++)
		print_histograms(snapshot, (enum hist_kind)kind, page);
	if (page->open)
		(void)fprintf(page->out, "# EOF\n");
	return 0;
}

static int report(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	(void)style;
	return print_page(snapshot, &(struct page){out, false});
}

static int report_open(const struct snapshot *snapshot, const struct style *style, FILE *out)
{
	(void)style;
	return print_page(snapshot, &(struct page){out, true});
}

const struct renderer render_prometheus = {
	.name = "prometheus",
	.columns = USE_DATA,
	.cumulative = true,
	.has_ledger = true,
	.report = report,
};

const struct renderer render_openmetrics = {
	.name = "openmetrics",
	.columns = USE_DATA,
	.cumulative = true,
	.has_ledger = true,
	.report = report_open,
};
