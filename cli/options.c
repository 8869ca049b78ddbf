// SPDX-License-Identifier: GPL-2.0
/* Arguments to one struct. */
#include "options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/glob.h"
#include "model/histogram.h"
#include "model/numbers.h"
#include "model/signals.h"

#define INTERVAL_LEAST   0.1
#define INTERVAL_MOST    86400
#define MAP_ENTRIES_MOST (1 << 26)

#define SAMPLE_MOST    1000000
#define DURATION_MOST  (366 * 86400)
#define RATE_DEFAULT   10000 /* events a second */
#define RATE_MOST      1000000000
#define BUFFER_DEFAULT 512 /* KiB on each CPU */
#define BUFFER_LEAST   8
#define BUFFER_MOST    (1 << 20)

#define RECORDER_ENTRIES_DEFAULT 4096

#define LISTEN_DEFAULT   "127.0.0.1:9435"
#define SERIES_MOST_MOST 1000000

struct parsing {
	struct options *options;
	const struct usage *usage;
	struct fault *fault;
	int arguments; /* that are no options, so far */
	bool by_given;
	const char *decided; /* an option of those that `start` decides for all who come later */
	bool series_given;
};

/* A fault of usage; an errno as argp wants it. */
#define BAD(...) (fault_set(p->fault, EXIT_BAD_USAGE, __VA_ARGS__), EINVAL)

/* A whole number, or a fault that names the option and the limits. */
static int parse_whole(struct fault *fault, const char *what, const char *word, int64_t least,
                       int64_t most, int64_t *number)
{
	if (!number_parse(word, least, most, number))
		return 0;
	return fault_set(fault, EXIT_BAD_USAGE,
	                 "%s '%s': a whole number is wanted, from %lld to %lld", what, word,
	                 (long long)least, (long long)most);
}

int options_interval(struct options *options, const char *word, struct fault *fault)
{
	if (!seconds_parse(word, INTERVAL_LEAST, INTERVAL_MOST, &options->interval))
		return 0;
	return fault_set(fault, EXIT_BAD_USAGE, "interval '%s': seconds are wanted, from %g to %d",
	                 word, INTERVAL_LEAST, INTERVAL_MOST);
}

int options_count(struct options *options, const char *word, struct fault *fault)
{
	int64_t number;

	if (parse_whole(fault, "count", word, 1, INT64_MAX, &number))
		return -1;
	options->count = (uint64_t)number;
	return 0;
}

int options_no_argument(struct options *options, int nth, const char *word, struct fault *fault)
{
	(void)options;
	(void)nth;
	return fault_set(fault, EXIT_BAD_USAGE, "'%s': this command takes options only: see --help",
	                 word);
}

static int parse_interval(struct parsing *p, const char *word)
{
	return options_interval(p->options, word, p->fault) ? EINVAL : 0;
}

static int parse_count(struct parsing *p, const char *word)
{
	return options_count(p->options, word, p->fault) ? EINVAL : 0;
}

static int parse_rows(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--rows", word, 0, INT32_MAX, &number))
		return EINVAL;
	p->options->fold.rows = (size_t)number;
	p->options->rows_given = true;
	return 0;
}

static int parse_by(struct parsing *p, const char *list)
{
	p->by_given = true;
	return columns_parse_by(list, &p->options->fold.columns, p->fault) ? EINVAL : 0;
}

static int parse_sort(struct parsing *p, const char *word)
{
	return column_parse(word, &p->options->fold.sort, p->fault) ? EINVAL : 0;
}

static int parse_output(struct parsing *p, const char *word)
{
	p->options->renderer = renderer_find(word);
	if (!p->options->renderer)
		return BAD("--output '%s': table, json, csv or prometheus is wanted", word);
	return 0;
}

/* WHO is a pid if it is a number, else a name pattern. */
static int parse_sender(struct parsing *p, const char *word)
{
	char kernel[COMM_SIZE];
	struct sensor_config *sensor = &p->options->sensor;
	int64_t pid;

	p->options->sender = word;
	sensor->filter.by_sender_pid = !number_parse(word, 0, INT32_MAX, &pid);
	sensor->filter.by_sender_name = !sensor->filter.by_sender_pid;
	if (sensor->filter.by_sender_pid) {
		sensor->filter.sender = (int32_t)pid;
		return 0;
	}
	if (glob_compile(word, &sensor->sender_glob, p->fault))
		return EINVAL;
	(void)snprintf(kernel, sizeof(kernel), "kernel");
	sensor->filter.kernel_matches = glob_matches(&sensor->sender_glob, kernel) != 0;
	return 0;
}

/* A refused group kill has a negative target: -t -4312. */
static int parse_target(struct parsing *p, const char *word)
{
	struct sensor_config *sensor = &p->options->sensor;
	int64_t pid;

	p->options->target = word;
	sensor->filter.by_target_pid = !number_parse(word, INT32_MIN, INT32_MAX, &pid);
	sensor->filter.by_target_name = !sensor->filter.by_target_pid;
	if (sensor->filter.by_target_pid) {
		sensor->filter.target = (int32_t)pid;
		return 0;
	}
	return glob_compile(word, &sensor->target_glob, p->fault) ? EINVAL : 0;
}

static int parse_signals(struct parsing *p, const char *list)
{
	struct signal_set set;

	if (signal_set_parse(list, &set, p->fault))
		return EINVAL;
	memcpy(p->options->sensor.filter.signals, set.bits, sizeof(set.bits));
	return 0;
}

static int parse_uid(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--uid", word, 0, UINT32_MAX - 1, &number))
		return EINVAL;
	p->options->sensor.filter.uid = (uint32_t)number;
	p->options->sensor.filter.by_uid = true;
	return 0;
}

static int parse_failed(struct parsing *p, const char *none)
{
	(void)none;
	p->options->sensor.filter.outcomes &= 1U << OUTCOME_REFUSED | 1U << OUTCOME_OVERFLOW;
	return 0;
}

static int parse_kill(struct parsing *p, const char *none)
{
	(void)none;
	p->options->sensor.filter.origins &=
		1U << ORIGIN_KILL | 1U << ORIGIN_TKILL | 1U << ORIGIN_SIGQUEUE;
	return 0;
}

static int parse_origins(struct parsing *p, const char *list)
{
	uint32_t set;

	if (origin_set_parse(list, &set, p->fault))
		return EINVAL;
	p->options->sensor.filter.origins &= set;
	return 0;
}

static int parse_failures(struct parsing *p, const char *word)
{
	static const char *const modes[] = {"auto",   "fexit",      "kprobe.multi",
	                                    "kprobe", "tracepoint", "off"};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(word, modes[i])) {
			p->options->sensor.failures = (enum failures)i;
			return 0;
		}
	return BAD(
		"--failures '%s': auto, fexit, kprobe.multi, kprobe, tracepoint or off is wanted",
		word);
}

static int parse_generated(struct parsing *p, const char *word)
{
	static const char *const modes[] = {"auto", "tp_btf", "raw_tp", "kprobe.multi"};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(word, modes[i])) {
			p->options->sensor.generated = (enum generated)i;
			return 0;
		}
	return BAD("--generated '%s': auto, tp_btf, raw_tp or kprobe.multi is wanted", word);
}

static int parse_hist(struct parsing *p, const char *list)
{
	return hist_kinds_parse(list, &p->options->sensor.hist_kinds, p->fault) ? EINVAL : 0;
}

static int parse_sample(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--sample", word, 1, SAMPLE_MOST, &number))
		return EINVAL;
	p->options->sensor.sample = (uint32_t)number;
	return 0;
}

static int parse_duration(struct parsing *p, const char *word)
{
	if (!seconds_parse(word, INTERVAL_LEAST, DURATION_MOST, &p->options->duration))
		return 0;
	return BAD("--duration '%s': seconds are wanted, from %g to %d", word, INTERVAL_LEAST,
	           DURATION_MOST);
}

static int parse_max_rate(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--max-rate", word, 0, RATE_MOST, &number))
		return EINVAL;
	p->options->sensor.max_rate = (uint64_t)number;
	return 0;
}

static int parse_buffer(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--buffer-kib", word, BUFFER_LEAST, BUFFER_MOST, &number))
		return EINVAL;
	p->options->sensor.buffer_kib = (uint32_t)number;
	return 0;
}

static int parse_map_entries(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--map-entries", word, 1, MAP_ENTRIES_MOST, &number))
		return EINVAL;
	p->options->sensor.map_entries = (uint32_t)number;
	return 0;
}

static int parse_recorder_entries(struct parsing *p, const char *word)
{
	int64_t number;

	if (parse_whole(p->fault, "--recorder-entries", word, 0, RECORDER_ENTRIES_MOST, &number))
		return EINVAL;
	if (number && number < RECORDER_ENTRIES_LEAST)
		return BAD("--recorder-entries '%s': 0 or at least %d is wanted", word,
		           RECORDER_ENTRIES_LEAST);
	p->options->sensor.recorder_entries = (uint32_t)number;
	return 0;
}

static int parse_follow(struct parsing *p, const char *none)
{
	(void)none;
	p->options->follow = true;
	return 0;
}

static int parse_verbose(struct parsing *p, const char *none)
{
	(void)none;
	p->options->verbose = true;
	return 0;
}

static int parse_output_file(struct parsing *p, const char *word)
{
	if (!*word)
		return BAD("--output-file: the name of a file is wanted");
	p->options->output_file = word;
	return 0;
}

static int parse_total(struct parsing *p, const char *none)
{
	(void)none;
	p->options->total = true;
	return 0;
}

static int parse_group(struct parsing *p, const char *word)
{
	p->options->group = word;
	return 0;
}

static int parse_no_snapshot(struct parsing *p, const char *none)
{
	(void)none;
	p->options->no_snapshot = true;
	return 0;
}

static int parse_set_aside(struct parsing *p, const char *none)
{
	(void)none;
	p->options->set_aside = true;
	return 0;
}

static int parse_listen(struct parsing *p, const char *word)
{
	return address_parse(word, &p->options->listen, p->fault) ? EINVAL : 0;
}

static int parse_pinned(struct parsing *p, const char *none)
{
	(void)none;
	p->options->pinned = true;
	return 0;
}

static int parse_max_series(struct parsing *p, const char *word)
{
	int64_t number;

	p->series_given = true;
	if (parse_whole(p->fault, "--max-series", word, 1, SERIES_MOST_MOST, &number))
		return EINVAL;
	p->options->series.most = (size_t)number;
	return 0;
}

static int parse_label_names(struct parsing *p, const char *list)
{
	p->series_given = true;
	return series_names_parse(list, &p->options->series, p->fault) ? EINVAL : 0;
}

enum {
	KEY_SORT = 0x100,
	KEY_ORIGIN,
	KEY_FAILURES,
	KEY_GENERATED,
	KEY_HIST,
	KEY_MAP_ENTRIES,
	KEY_OUTPUT_FILE,
	KEY_TOTAL,
	KEY_GROUP,
	KEY_NO_SNAPSHOT,
	KEY_SET_ASIDE,
	KEY_RECORDER,
	KEY_SAMPLE,
	KEY_DURATION,
	KEY_MAX_RATE,
	KEY_BUFFER,
	KEY_LISTEN,
	KEY_PINNED,
	KEY_MAX_SERIES,
	KEY_LABEL_NAMES,
};

/* Every option there is; without a name: the heading of a group in --help. */
static const struct entry {
	struct argp_option option;
	uint32_t groups; /* a command that takes one of these takes the option */
	int (*parse)(struct parsing *p, const char *word);
} entries[] = {
	{{NULL, 0, NULL, 0, "Reports:", 1},
         OPTIONS_INTERVAL | OPTIONS_ROWS | OPTIONS_FORMAT | OPTIONS_FILE,
         NULL},
	{{"interval", 'i', "SEC", 0, "Seconds between reports (5; fractions allowed, 0.1 at least)",
          0},
         OPTIONS_INTERVAL,
         parse_interval},
	{{"count", 'c', "N", 0, "Stop after N reports", 0}, OPTIONS_INTERVAL, parse_count},
	{{"rows", 'n', "N", 0,
          "Rows shown, 0 = all (a table on a terminal, but for snapshots: as many as there is "
          "room for)",
          0},
         OPTIONS_ROWS,
         parse_rows},
	{{"by", 'b', "KEYS", 0,
          "What a row is: any of sender, target, signal, outcome, errno, origin, sender_uid, "
          "sender_pid, sender_comm, sender_parent, sender_parent_comm, sender_cgroup, the like of "
          "the target (default: sender,target,signal,outcome in the table; in the other formats "
          "all but parents, cgroups and target_uid)",
          0},
         OPTIONS_ROWS,
         parse_by},
	{{"sort", KEY_SORT, "COLUMN", 0,
          "Order of rows: count, rate or a key; numbers from the largest, names from A (count)", 0},
         OPTIONS_ROWS,
         parse_sort},
	{{"output", 'o', "FORMAT", 0, "table, json, csv or prometheus", 0},
         OPTIONS_ROWS,
         parse_output},
	{{"output", 'o', "FORMAT", 0, "table or json", 0}, OPTIONS_FORMAT, parse_output},
	{{"output-file", KEY_OUTPUT_FILE, "FILE", 0,
          "Write to FILE, whole or not at all, in place of what it held", 0},
         OPTIONS_FILE,
         parse_output_file},
	{{"total", KEY_TOTAL, NULL, 0,
          "Everything since the start, by names; leaves to the next snapshot what it would report "
          "(Prometheus always gets this)",
          0},
         OPTIONS_TOTAL,
         parse_total},
	{{"no-snapshot", KEY_NO_SNAPSHOT, NULL, 0,
          "Drop what has not been reported, instead of a last snapshot", 0},
         OPTIONS_END,
         parse_no_snapshot},
	{{NULL, 0, NULL, 0, "Exporter:", 1}, OPTIONS_SERVE, NULL},
	{{"listen", KEY_LISTEN, "ADDR:PORT", 0,
          "Where to serve (" LISTEN_DEFAULT "; [::1]:9435 for IPv6; port 0 = any free one). Only "
          "this host can reach the default: any other address is for you to name",
          0},
         OPTIONS_SERVE,
         parse_listen},
	{{"pinned", KEY_PINNED, NULL, 0,
          "Serve what `sigsnoop-top start` began to count; snapshots miss nothing by it", 0},
         OPTIONS_SERVE,
         parse_pinned},
	{{"max-series", KEY_MAX_SERIES, "N", 0,
          "Time series with names (1000); what comes when there are so many is counted under the "
          "name `other`",
          0},
         OPTIONS_SERIES,
         parse_max_series},
	{{"label-names", KEY_LABEL_NAMES, "LIST", 0,
          "Names that may be labels (all): 'nginx*,postgres', or off; the rest is `other`", 0},
         OPTIONS_SERIES,
         parse_label_names},
	{{NULL, 0, NULL, 0, "Filters, applied in the kernel:", 2}, OPTIONS_FILTER, NULL},
	{{"sender", 'p', "WHO", 0, "Sent by this pid or name (glob: 'nginx*')", 0},
         OPTIONS_FILTER,
         parse_sender},
	{{"target", 't', "WHO", 0, "Sent to this pid or name (refused signals have no target name)",
          0},
         OPTIONS_FILTER,
         parse_target},
	{{"signal", 's', "LIST", 0,
          "TERM,KILL or 9,15 or RTMIN+1, or '!URG,CHLD' for all but these", 0},
         OPTIONS_FILTER,
         parse_signals},
	{{"uid", 'u', "UID", 0, "Sent by processes of this real uid", 0},
         OPTIONS_FILTER,
         parse_uid},
	{{"failed", 'x', NULL, 0, "Refused and overflow only", 0}, OPTIONS_FILTER, parse_failed},
	{{"kill", 'k', NULL, 0, "Only what a process sent (origins kill, tkill, sigqueue)", 0},
         OPTIONS_FILTER,
         parse_kill},
	{{"origin", KEY_ORIGIN, "LIST", 0, "Only these origins, or '!child' for all but these", 0},
         OPTIONS_FILTER,
         parse_origins},
	{{NULL, 0, NULL, 0, "Observation:", 3}, OPTIONS_SENSOR, NULL},
	{{"failures", KEY_FAILURES, "MODE", 0,
          "How refused signals are seen: auto (the cheapest that loses none on this kernel), fexit, "
          "kprobe.multi, kprobe, tracepoint (every system call of the host pays some 50 ns), off",
          0},
         OPTIONS_SENSOR,
         parse_failures},
	{{"generated", KEY_GENERATED, "MODE", 0,
          "How generated signals are seen: auto, tp_btf, raw_tp, kprobe.multi", 0},
         OPTIONS_SENSOR,
         parse_generated},
	{{"hist", KEY_HIST, "LIST", 0,
          "Histograms: exit (from the first lethal signal of a process to its end; the default), "
          "handler "
          "(from queued to delivered to a handler), gap (between two of a signal on one CPU); all; "
          "none",
          0},
         OPTIONS_COUNTS,
         parse_hist},
	{{"sample", KEY_SAMPLE, "N", 0,
          "Enter one observation in N in the rows, at random, and let it stand for N: rows are "
          "estimates then, and say how good; totals by signal, failures and lethal signals stay "
          "exact (1: enter all)",
          0},
         OPTIONS_COUNTS,
         parse_sample},
	{{"map-entries", KEY_MAP_ENTRIES, "N", 0, "Keys held per interval", 0},
         OPTIONS_COUNTS,
         parse_map_entries},
	{{"count", 'c', "N", 0, "Stop after N events", 0}, OPTIONS_EVENTS, parse_count},
	{{"duration", KEY_DURATION, "SEC", 0, "Stop after so many seconds", 0},
         OPTIONS_EVENTS,
         parse_duration},
	{{"max-rate", KEY_MAX_RATE, "N", 0,
          "At most so many events a second, and of these a tenth at once; the rest is counted as "
          "suppressed (10000; 0 = no limit)",
          0},
         OPTIONS_EVENTS,
         parse_max_rate},
	{{"buffer-kib", KEY_BUFFER, "N", 0,
          "Size of the buffer on each CPU: what does not fit is counted as lost (512)", 0},
         OPTIONS_EVENTS,
         parse_buffer},
	{{"recorder-entries", KEY_RECORDER, "N", 0,
          "Lethal signals that the flight recorder holds (4096), 0 = none: see `last`", 0},
         OPTIONS_RECORDER,
         parse_recorder_entries},
	{{"verbose", 'v', NULL, 0, "Say on stderr what is loaded, and what the kernel answers", 0},
         OPTIONS_SENSOR,
         parse_verbose},
	{{"rows", 'n', "N", 0, "The newest N records (all of them)", 0}, OPTIONS_LAST, parse_rows},
	{{"follow", 'f', NULL, 0, "Go on with those to come", 0}, OPTIONS_LAST, parse_follow},
	{{NULL, 0, NULL, 0, "State:", 4}, OPTIONS_GROUP | OPTIONS_STATE, NULL},
	{{"group", KEY_GROUP, "NAME", 0,
          "Members of this group may use `status` and `last` (default: root alone)", 0},
         OPTIONS_GROUP,
         parse_group},
	{{"set-aside", KEY_SET_ASIDE, NULL, 0,
          "If the state file is damaged, keep it under another name and go on without it", 0},
         OPTIONS_STATE,
         parse_set_aside},
	{{NULL, 0, NULL, 0, "Help:", 5}, UINT32_MAX, NULL},
	{{"help", 'h', NULL, 0, "Print this", 0}, UINT32_MAX, NULL},
	{{"version", 'V', NULL, 0, "Print the version", 0}, UINT32_MAX, NULL},
};

#define ENTRIES (sizeof(entries) / sizeof(entries[0]))

/* What depends on several options at once. */
static int finish(struct parsing *p)
{
	struct options *o = p->options;
	column_set sortable;

	if (!p->by_given)
		o->fold.columns = o->renderer == &render_table ? columns_default_table()
		                                               : columns_default_data();
	sortable = o->fold.columns;
	if (o->sensor.sample > 1)
		sortable |= COLUMN_BIT(COLUMN_STANDARD_ERROR);
	if (!(sortable & COLUMN_BIT(o->fold.sort)))
		return BAD("--sort %s: there is no such column with these --by keys",
		           column_name(o->fold.sort));
	if (!o->sensor.filter.origins || !o->sensor.filter.outcomes)
		return BAD("these filters leave nothing to count: --kill and --origin exclude each "
		           "other");
	if (o->pinned && p->decided)
		return BAD("--%s: `sigsnoop-top start` decided that for what is pinned",
		           p->decided);
	if (p->series_given && o->renderer != &render_prometheus &&
	    !(p->usage->groups & OPTIONS_SERVE))
		return BAD("--max-series and --label-names go with -o prometheus");
	o->sensor.cgroups = o->fold.columns &
	                    (COLUMN_BIT(COLUMN_SENDER_CGROUP) | COLUMN_BIT(COLUMN_TARGET_CGROUP));
	return 0;
}

static int parse_argument(struct parsing *p, const char *word)
{
	return p->usage->argument(p->options, p->arguments++, word, p->fault) ? EINVAL : 0;
}

static int unknown_option(const struct parsing *p, const struct argp_state *state)
{
	const char *word = state->argv[state->next > 1 ? state->next - 1 : 0];

	if (p->fault->text[0])
		return EINVAL;
	return BAD("'%s' is no option of this command, or lacks its value: see --help", word);
}

/*
 * argp is told to print no errors (its texts take two lines and do not say what is allowed), but
 * then it prints no help either.
 */
static int help(struct argp_state *state)
{
	state->flags &= ~(unsigned int)ARGP_NO_ERRS;
	argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
	return 0;
}

static int version(void)
{
	(void)printf("sigsnoop-top %s\n", SIGSNOOP_VERSION);
	exit(EXIT_OK);
}

static error_t parse_entry(int key, const char *word, struct parsing *p)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		const struct entry *entry = &entries[i];

		if (entry->option.key != key || !entry->parse)
			continue;
		if (entry->groups & (OPTIONS_FILTER | OPTIONS_SENSOR | OPTIONS_COUNTS) &&
		    key != 'v')
			p->decided = entry->option.name;
		return entry->parse(p, word);
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse(int key, char *word, struct argp_state *state)
{
	struct parsing *p = state->input;

	switch (key) {
	case 'h':
		return help(state);
	case 'V':
		return version();
	case ARGP_KEY_ARG:
		return parse_argument(p, word);
	case ARGP_KEY_END:
		return finish(p);
	case ARGP_KEY_ERROR:
		return unknown_option(p, state);
	default:
		return parse_entry(key, word, p);
	}
}

/* The help text of --map-entries says what they cost on this host. */
static char *filter_help(int key, const char *text, void *input)
{
	const struct parsing *p = input;
	char memory[GROUPED_SIZE];
	char *longer;

	if (key == KEY_MAP_ENTRIES &&
	    asprintf(&longer, "%s (%d take %s of kernel memory on this host)", text,
	             MAP_ENTRIES_DEFAULT,
	             bytes_human(sensor_memory(&p->options->sensor), memory)) > 0)
		return longer;
	return (char *)text;
}

static void set_defaults(struct options *options)
{
	*options = (struct options){
		.interval = 5,
		.renderer = &render_table,
		.fold = {.sort = COLUMN_COUNT},
		.series = {.most = SERIES_MOST},
		.sensor = {.sample = 1, .max_rate = RATE_DEFAULT, .buffer_kib = BUFFER_DEFAULT},
	};
	options->sensor.filter.origins = (1U << ORIGINS) - 1;
	options->sensor.filter.outcomes = (1U << OUTCOMES) - 1;
	memcpy(options->sensor.filter.signals, signal_set_all().bits,
	       sizeof(options->sensor.filter.signals));
}

int options_parse(struct options *options, const struct usage *usage, int argc, char **argv,
                  struct fault *fault)
{
	struct parsing parsing = {.options = options, .usage = usage, .fault = fault};
	struct argp_option taken[ENTRIES + 1] = {0};
	struct argp argp = {taken, parse, usage->arguments, usage->doc, NULL, filter_help, NULL};
	size_t count = 0;
	error_t error;

	for (size_t i = 0; i < ENTRIES; i++)
		if (entries[i].groups & usage->groups)
			taken[count++] = entries[i].option;
	set_defaults(options);
	if (usage->groups & OPTIONS_RECORDER)
		options->sensor.recorder_entries = RECORDER_ENTRIES_DEFAULT;
	if (usage->groups & OPTIONS_COUNTS) {
		options->sensor.hist_kinds = 1U << HIST_EXIT;
		options->sensor.map_entries = MAP_ENTRIES_DEFAULT;
	}
	(void)address_parse(LISTEN_DEFAULT, &options->listen, fault);
	fault->text[0] = '\0';
	error = argp_parse(&argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_HELP, NULL, &parsing);
	if (error && !fault->text[0])
		return fault_set(fault, EXIT_FAILED, "cannot parse the arguments: %s",
		                 strerror(error));
	return error ? -1 : 0;
}
