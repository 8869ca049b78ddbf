// SPDX-License-Identifier: GPL-2.0
/* What is compared. */
#include "abi/histogram.h"
#include "kernel/sensor.h"
#include "observer.h"

#define ARGV(...) ((const char *const[]){__VA_ARGS__, NULL})
#define LOAD(...) (&(const struct load){__VA_ARGS__})
#define COMMAND(parser, debian, ...)                                                               \
	(&(const struct command){.argv = ARGV(__VA_ARGS__), .package = (debian), .parse = (parser)})

/* The same key as ours has, but for origin and errno. */
#define BPFTRACE_COUNT                                                                             \
	"tracepoint:signal:signal_generate "                                                       \
	"{ @[pid, args->pid, args->sig, args->result] = count(); }"

/* With room for the keys of all workloads, and as its users start it. */
#define REPORTS(...)                                                                               \
	.observer = &command_observer, .detail = DETAIL_SIGNAL, .ours = true, .starts = true,      \
	.how = COMMAND(parse_reports, NULL, "@", "-i", "1", "-o", "json", "-b", "sender,signal",   \
	               "--map-entries", "#", __VA_ARGS__),                                         \
	.how_to_start = COMMAND(parse_reports, NULL, "@", "-i", "1", "-o", "json", "-b",           \
	                        "sender,signal", __VA_ARGS__)

#define OURS(way_name, way_title, ...)                                                             \
	{                                                                                          \
		.name = (way_name), .title = (way_title), .observer = &sensor_observer,            \
		.detail = DETAIL_KEY, .ours = true, .how = LOAD(__VA_ARGS__)                       \
	}
#define SNOOP(way_name, way_title, debian, ...)                                                    \
	{                                                                                          \
		.name = (way_name), .title = (way_title), .observer = &command_observer,           \
		.detail = DETAIL_KEY, .per_event = true, .starts = true,                           \
		.how = COMMAND(parse_snoop, debian, __VA_ARGS__)                                   \
	}

#define EVENTS(way_name, way_title, rate)                                                          \
	{                                                                                          \
		.name = (way_name), .title = (way_title), .observer = &command_observer,           \
		.detail = DETAIL_KEY, .ours = true, .per_event = true, .starts = true,             \
		.how = COMMAND(parse_events, NULL, "@", "events", "--failures=off", "--max-rate",  \
		               rate)                                                               \
	}

const struct way ways[] = {
	{.name = "nothing", .title = "nothing", .observer = &nothing_observer},
	{.name = "empty", .title = "empty program", .observer = &empty_observer},
	OURS("count", "counting", .failures = FAILURES_OFF),
	OURS("count-raw", "counting by raw_tp", .failures = FAILURES_OFF,
             .generated = GENERATED_RAW_TP),
	OURS("exit", "counting, exit times", .failures = FAILURES_OFF,
             .hist_kinds = 1U << HIST_EXIT),
	OURS("handler", "counting, handler times", .failures = FAILURES_OFF,
             .hist_kinds = 1U << HIST_HANDLER),
	OURS("gap", "counting, gaps", .failures = FAILURES_OFF, .hist_kinds = 1U << HIST_GAP),
	OURS("recorder", "counting, flight recorder", .failures = FAILURES_OFF,
             .recorder_entries = 4096),
	OURS("fexit", "counting, failures by fexit", .failures = FAILURES_FEXIT),
	OURS("kprobe-multi", "counting, failures by kprobe.multi",
             .failures = FAILURES_KPROBE_MULTI),
	OURS("kprobe", "counting, failures by kprobe", .failures = FAILURES_KPROBE),
	OURS("tracepoint", "counting, failures by tracepoint", .failures = FAILURES_TRACEPOINT),
	{.name = "reports", .title = "sigsnoop-top -i 1", REPORTS("--failures=auto")},
	{
		.name = "reports-off",
		.title = "sigsnoop-top -i 1 --failures=off",
		REPORTS("--failures=off"),
	},
	{
		.name = "sample",
		.title = "sigsnoop-top -i 1 --sample 64",
		.observer = &command_observer,
		.detail = DETAIL_SENDER,
		.ours = true,
		.how = COMMAND(parse_sample, NULL, "@", "-i", "1", "-o", "json", "-b",
                               "sender,signal", "--map-entries", "#", "--failures=off", "--sample",
                               "64"),
	},
	EVENTS("events", "sigsnoop-top events --max-rate 0", "0"),
	EVENTS("events-limited", "sigsnoop-top events", "10000"),
	{
		.name = "bpftrace",
		.title = "bpftrace count()",
		.observer = &command_observer,
		.detail = DETAIL_KEY,
		.starts = true,
		.how = COMMAND(parse_bpftrace_map, "bpftrace", "bpftrace", "-e", BPFTRACE_COUNT),
	},
	SNOOP("sigsnoop", "sigsnoop", "libbpf-tools", "sigsnoop"),
	SNOOP("sigsnoop-k", "sigsnoop -k", "libbpf-tools", "sigsnoop", "-k"),
	SNOOP("killsnoop-bt", "killsnoop.bt", "bpftrace", "killsnoop.bt"),
	SNOOP("killsnoop-bpfcc", "killsnoop-bpfcc", "bpfcc-tools", "killsnoop-bpfcc"),
	{
		.name = "perf",
		.title = "perf trace -s -e kill",
		.observer = &command_observer,
		.detail = DETAIL_SENDER,
		.per_event = true,
		.starts = true,
		.how = COMMAND(parse_perf_summary, "linux-perf", "perf", "trace", "-a", "-s", "-e",
                               "kill", "-o", "/dev/stdout"),
	},
};

const uint32_t way_count = sizeof(ways) / sizeof(ways[0]);
