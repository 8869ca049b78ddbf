// SPDX-License-Identifier: GPL-2.0
/* What a kernel allows and what came of the test, for people. */
#include "render/table.h"

#include <string.h>

#include "model/numbers.h"
#include "render/escape.h"
#include "render/format.h"
#include "render/text.h"

#define LABEL 15 /* columns of what stands before a fact */

/* Room for a verdict, the longest text: escaped, it has up to four times as many bytes. */
#define WORDS_SIZE (4 * VERDICT_SIZE)

/*
 * A text, escaped, word by word; where a line is full, it goes on in the next one, `indent` columns
 * from the left.
 */
static void print_words(struct line *line, enum paint paint, size_t indent, const char *text)
{
	char escaped[WORDS_SIZE], *rest = NULL;

	escape_text(text, escaped, sizeof(escaped));
	for (char *word = strtok_r(escaped, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		size_t width = strlen(word); /* or more than that, if it is not ASCII */

		if (line->used + line->pending > indent &&
		    line->used + line->pending + 1 + width > line_limit(line->style)) {
			line_end(line);
			line_gap(line, indent);
		} else if (line->used + line->pending > indent) {
			line_gap(line, 1);
		}
		line_field(line, paint, ALIGN_LEFT, 0, word, width);
	}
}

static void print_fact(struct line *line, enum paint paint, const char *label, const char *text)
{
	line_field(line, PAINT_NONE, ALIGN_LEFT, LABEL, label, strlen(label));
	print_words(line, paint, LABEL, text);
	line_end(line);
}

static void print_kernel(struct line *line, const struct check_host *host)
{
	bool possible = preemption_possible(host->preemption);
	char text[1024];

	(void)snprintf(text, sizeof(text), "Linux %s %s, %s", host->release, host->machine,
	               host->version);
	print_fact(line, PAINT_NONE, "kernel", text);
	(void)snprintf(text, sizeof(text), "%s%s", preemption_name(host->preemption),
	               host->preemption == PREEMPTION_UNKNOWN ? ": taken to be possible"
	               : possible ? ": tasks are preempted in the kernel"
	                          : "");
	print_fact(line, PAINT_NONE, "preemption", text);
	print_fact(line, host->type_information ? PAINT_NONE : PAINT_RED, "BTF",
	           host->type_information ? "yes"
	                                  : "no: takes a kernel built with CONFIG_DEBUG_INFO_BTF");
	print_fact(line, strcmp(host->lockdown, "confidentiality") != 0 ? PAINT_NONE : PAINT_RED,
	           "lockdown", *host->lockdown ? host->lockdown : "unknown");
}

static void sysctl_text(char text[16], int32_t value)
{
	if (value == SYSCTL_UNKNOWN)
		(void)snprintf(text, 16, "unknown");
	else
		(void)snprintf(text, 16, "%d", (int)value);
}

static void print_sysctls(struct line *line, const struct check_host *host)
{
	char paranoid[16], disabled[16], text[128];

	sysctl_text(paranoid, host->perf_event_paranoid);
	sysctl_text(disabled, host->unprivileged_bpf_disabled);
	(void)snprintf(text, sizeof(text),
	               "kernel.perf_event_paranoid %s, kernel.unprivileged_bpf_disabled %s",
	               paranoid, disabled);
	print_fact(line, PAINT_NONE, "sysctl", text);
}

static void print_capabilities(struct line *line, const struct check_host *host)
{
	char text[256] = "";
	size_t length = 0;

	for (size_t i = 0; i < CHECK_CAPABILITIES; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s %s",
		                           length ? ", " : "", host->capabilities[i].name,
		                           host->capabilities[i].held ? "yes" : "no");
	print_fact(line, PAINT_NONE, "privileges", text);
}

static void print_mount(struct line *line, const char *label, const struct check_mount *mount)
{
	char text[UTF8_SIZE(CHECK_PATH) + 64];

	if (*mount->path)
		(void)snprintf(text, sizeof(text), "mounted at %s", mount->path);
	else if (!mount->error)
		(void)snprintf(text, sizeof(text), "not mounted; could be");
	else
		(void)snprintf(text, sizeof(text), "not mounted, and cannot be: %s",
		               strerror(mount->error));
	print_fact(line, PAINT_NONE, label, text);
}

static void print_room(struct line *line, const struct check_host *host)
{
	char needed[GROUPED_SIZE], there[GROUPED_SIZE], text[128];

	(void)snprintf(text, sizeof(text), "%d possible, %d online", host->cpus_possible,
	               host->cpus_online);
	print_fact(line, PAINT_NONE, "CPUs", text);
	(void)snprintf(text, sizeof(text), "maps take %s with default options, %s available",
	               bytes_human(host->memory_needed, needed),
	               host->memory_at_hand ? bytes_human(host->memory_at_hand, there) : "unknown");
	print_fact(line, PAINT_NONE, "memory", text);
	print_fact(line, host->sees_all_pids ? PAINT_NONE : PAINT_RED, "pid namespace",
	           host->sees_all_pids ? "initial" : "a container's");
}

static void print_host(struct line *line, const struct check *check)
{
	char text[128], time[TIME_SIZE];

	(void)snprintf(text, sizeof(text), "%s, %s", SIGSNOOP_VERSION,
	               time_local(&check->time, time));
	print_fact(line, PAINT_BOLD, "sigsnoop-top", text);
	print_kernel(line, &check->host);
	print_sysctls(line, &check->host);
	print_capabilities(line, &check->host);
	print_mount(line, "bpffs", &check->host.mounts[MOUNT_BPFFS]);
	print_mount(line, "tracefs", &check->host.mounts[MOUNT_TRACEFS]);
	print_fact(line, PAINT_NONE, "cgroups", check->host.cgroups);
	print_room(line, &check->host);
}

/* Columns of the hooks: name, usable. */
#define HOOK_WIDTH   30
#define USABLE_WIDTH 9

static void print_hooks(struct line *line, const struct check *check)
{
	static const char *const words[] = {
		[USABLE_UNKNOWN] = "unknown", [USABLE_YES] = "yes", [USABLE_NO] = "no"};

	/* Where there is no room beside the columns, what follows stands below them. */
	size_t indent = line->style->width < 2 * (HOOK_WIDTH + USABLE_WIDTH)
	                        ? INDENT
	                        : HOOK_WIDTH + USABLE_WIDTH;

	line_end(line);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, HOOK_WIDTH, "HOOK", 4);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, USABLE_WIDTH, "USABLE", 6);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, 0, "FOR WHAT, OR WHY NOT", 20);
	line_end(line);
	for (size_t i = 0; i < check->hook_count; i++) {
		const struct check_hook *it = &check->hooks[i];
		const char *word = words[it->usable];

		line_field(line, PAINT_NONE, ALIGN_LEFT, HOOK_WIDTH, it->name, strlen(it->name));
		line_field(line, PAINT_NONE, ALIGN_LEFT, USABLE_WIDTH, word, strlen(word));
		print_words(line, PAINT_NONE, indent, it->usable == USABLE_YES ? it->use : it->why);
		line_end(line);
	}
}

static void print_door(struct line *line, const char *door, const char *method)
{
	const char *cost = method ? check_cost(method) : NULL;
	char text[256];

	(void)snprintf(text, sizeof(text), "%s%s%s", method ? method : "none taken",
	               cost ? ": " : "", cost ? cost : "");
	print_fact(line, PAINT_NONE, door, text);
}

static void print_doors(struct line *line, const struct check *check)
{
	line_end(line);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, LABEL, "SIGNALS", 7);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, 0, "SEEN BY, AND WHO PAYS", 21);
	line_end(line);
	print_door(line, "generated", check->taken.generated);
	print_door(line, "refused", check->taken.refused);
	if (check->taken.generated)
		print_fact(line, check->risk ? PAINT_RED : PAINT_NONE, "may lose",
		           check->risk ? check->risk : "nothing on this kernel");
}

/* Columns of the test: kind, and two numbers. */
#define KIND_WIDTH   19
#define NUMBER_WIDTH 10

static void print_number(struct line *line, enum paint paint, uint64_t number)
{
	char digits[GROUPED_SIZE];

	number_group(number, digits);
	line_field(line, paint, ALIGN_RIGHT, NUMBER_WIDTH, digits, strlen(digits));
}

static void print_test_headings(struct line *line)
{
	line_end(line);
	line_field(line, PAINT_BOLD, ALIGN_LEFT, KIND_WIDTH, "TEST", 4);
	line_field(line, PAINT_BOLD, ALIGN_RIGHT, NUMBER_WIDTH, "EXPECTED", 8);
	line_field(line, PAINT_BOLD, ALIGN_RIGHT, NUMBER_WIDTH, "COUNTED", 7);
	line_end(line);
}

static void print_kind(struct line *line, const struct check_kind *kind)
{
	enum paint paint = kind->right ? PAINT_NONE : PAINT_RED;

	line_field(line, paint, ALIGN_LEFT, KIND_WIDTH, kind->name, strlen(kind->name));
	print_number(line, paint, kind->expected);
	print_number(line, paint, kind->counted);
	if (!kind->right)
		line_field(line, paint, ALIGN_LEFT, 0, "  differs", 9);
	if (kind->sent < kind->rows)
		line_field(line, PAINT_NONE, ALIGN_LEFT, 0,
		           kind->sent ? "  not all tested" : "  not tested", kind->sent ? 16 : 12);
	line_end(line);
}

static void print_row(struct line *line, const struct check_row *row)
{
	char text[CHECK_ROW_SIZE];

	print_words(line, row->sent ? PAINT_RED : PAINT_NONE, INDENT, check_row_text(row, text));
	line_end(line);
}

static void print_test(struct line *line, const struct check_test *test)
{
	struct check_kind kinds[CHECK_KINDS_MOST];
	size_t count = check_kinds(test, kinds);

	print_test_headings(line);
	for (size_t i = 0; i < count; i++)
		print_kind(line, &kinds[i]);
	for (size_t i = 0; i < test->row_count; i++)
		if (!test->rows[i].sent || !check_row_right(&test->rows[i]))
			print_row(line, &test->rows[i]);
}

/* On one line however long it is, for who takes the last line. */
static void print_verdict(struct line *line, const struct check *check)
{
	char text[VERDICT_SIZE], escaped[WORDS_SIZE];
	enum verdict verdict = check_verdict(check, text);
	size_t width = escape_text(text, escaped, sizeof(escaped));

	line_end(line);
	line_field(line, verdict == VERDICT_EXACT ? PAINT_BOLD : PAINT_RED, ALIGN_LEFT, 0, escaped,
	           width);
	line_end(line);
}

int check_table(const struct check *check, const struct style *style, FILE *out)
{
	struct line line = {.style = style, .out = out};

	print_host(&line, check);
	print_hooks(&line, check);
	print_doors(&line, check);
	if (check->test.row_count)
		print_test(&line, &check->test);
	print_verdict(&line, check);
	return 0;
}
