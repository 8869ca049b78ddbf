// SPDX-License-Identifier: GPL-2.0
/* The status of a run that has no process, for people. */
#include "render/table.h"

#include <inttypes.h>
#include <string.h>

#include "model/numbers.h"
#include "render/escape.h"
#include "render/format.h"

/* "3 days 04:05:06"; in `buffer`, which is returned. */
#define SPAN_SIZE 64
static const char *span(double seconds, char buffer[SPAN_SIZE])
{
	uint64_t whole = seconds > 0 ? (uint64_t)seconds : 0;
	uint64_t days = whole / 86400;
	int length = 0;

	if (days)
		length = snprintf(buffer, SPAN_SIZE, "%" PRIu64 " day%s ", days,
		                  days == 1 ? "" : "s");
	(void)snprintf(buffer + length, SPAN_SIZE - (size_t)length, "%02d:%02d:%02d",
	               (int)(whole / 3600 % 24), (int)(whole / 60 % 60), (int)(whole % 60));
	return buffer;
}

static void print_item(FILE *out, const char *what, const char *text)
{
	(void)fprintf(out, "%-15s%s\n", what, text);
}

static void print_number(FILE *out, const char *what, uint64_t number, const char *more)
{
	char digits[GROUPED_SIZE];

	(void)fprintf(out, "%-15s%s%s\n", what, number_group(number, digits), more);
}

static void print_observed(const struct status *status, FILE *out)
{
	char time[TIME_SIZE], length[SPAN_SIZE], filters[4096];

	(void)fprintf(out, "%-15s%s (%s), by version %s\n", "counting since",
	              time_local(&status->started, time), span(status_uptime(status), length),
	              status->program);
	(void)fprintf(out, "%-15sgenerated %s, refused %s\n", "hooks", status->hooks.generated,
	              status->hooks.refused);
	escape_text(*status->filters ? status->filters : "none: everything is counted", filters,
	            sizeof(filters));
	print_item(out, "filters", filters);
}

static void print_held(const struct status *status, FILE *out)
{
	char held[GROUPED_SIZE], room[GROUPED_SIZE], memory[GROUPED_SIZE];

	(void)fprintf(out, "%-15s%s of %s\n", "keys held", number_group(status->map_entries, held),
	              number_group(status->map_capacity, room));
	print_item(out, "kernel memory", bytes_human(status->memory, memory));
}

static void print_counts(const struct status *status, FILE *out)
{
	const struct ledger *ledger = &status->ledger;
	char time[TIME_SIZE];

	print_number(out, "signals", ledger->seen, " since the start");
	print_number(out, "lost", ledger_lost(ledger),
	             ledger_lost(ledger) ? " by the kernel's recursion guard" : "");
	print_number(out, "remainder", ledger->remainder,
	             ledger->map_full    ? " counted by signal alone, the map being full: raise "
	                                   "--map-entries"
	             : ledger->remainder ? " counted by signal alone"
	                                 : "");
	print_item(out, "last snapshot",
	           status->delivered_at.tv_sec ? time_local(&status->delivered_at, time) : "none");
	print_number(out, "not reported", status->undelivered + status->unread, "");
}

static bool are_timed(const struct status *status)
{
	for (size_t i = 0; i < status->program_count; i++)
		if (status->programs[i].runs)
			return true;
	return false;
}

static void print_programs(const struct status *status, FILE *out)
{
	if (!are_timed(status)) {
		(void)fprintf(out,
		              "\n%zu programs; their runs and times are counted while sysctl "
		              "kernel.bpf_stats_enabled is 1\n",
		              status->program_count);
		return;
	}
	(void)fprintf(out, "\n%15s %10s %9s  %s\n", "RUNS", "NS/RUN", "SECONDS", "PROGRAM");
	for (size_t i = 0; i < status->program_count; i++) {
		const struct program_status *it = &status->programs[i];
		char digits[GROUPED_SIZE];

		(void)fprintf(out, "%15s %10.1f %9.3f  %s\n", number_group(it->runs, digits),
		              it->runs ? (double)it->nanoseconds / (double)it->runs : 0,
		              (double)it->nanoseconds / 1e9, it->name);
	}
}

int status_table(const struct status *status, const struct style *style, FILE *out)
{
	(void)style;
	print_observed(status, out);
	print_held(status, out);
	print_counts(status, out);
	print_item(out, "pins", status->pins);
	print_item(out, "state", status->state);
	print_programs(status, out);
	return 0;
}
