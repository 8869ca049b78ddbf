// SPDX-License-Identifier: GPL-2.0
/* Signals, outcomes, origins and errnos by name. */
#include "model/signals.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "abi/signal.h"
#include "model/list.h"
#include "model/numbers.h"

/* Where the C library's real-time signals begin and end: it keeps 32 and 33 for itself. */
#define RTMIN 34
#define RTMAX 64

#define INVALID_NAME "invalid"

static const char *const signal_names[SIGNAL_MAX + 1] = {
	"0",           "SIGHUP",      "SIGINT",      "SIGQUIT",     "SIGILL",      "SIGTRAP",
	"SIGABRT",     "SIGBUS",      "SIGFPE",      "SIGKILL",     "SIGUSR1",     "SIGSEGV",
	"SIGUSR2",     "SIGPIPE",     "SIGALRM",     "SIGTERM",     "SIGSTKFLT",   "SIGCHLD",
	"SIGCONT",     "SIGSTOP",     "SIGTSTP",     "SIGTTIN",     "SIGTTOU",     "SIGURG",
	"SIGXCPU",     "SIGXFSZ",     "SIGVTALRM",   "SIGPROF",     "SIGWINCH",    "SIGIO",
	"SIGPWR",      "SIGSYS",      "SIG32",       "SIG33",       "SIGRTMIN",    "SIGRTMIN+1",
	"SIGRTMIN+2",  "SIGRTMIN+3",  "SIGRTMIN+4",  "SIGRTMIN+5",  "SIGRTMIN+6",  "SIGRTMIN+7",
	"SIGRTMIN+8",  "SIGRTMIN+9",  "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13",
	"SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMAX-14", "SIGRTMAX-13", "SIGRTMAX-12", "SIGRTMAX-11",
	"SIGRTMAX-10", "SIGRTMAX-9",  "SIGRTMAX-8",  "SIGRTMAX-7",  "SIGRTMAX-6",  "SIGRTMAX-5",
	"SIGRTMAX-4",  "SIGRTMAX-3",  "SIGRTMAX-2",  "SIGRTMAX-1",  "SIGRTMAX",
};

/* Second names, as signal(7) has them. */
static const struct {
	const char *name;
	int signal;
} aliases[] = {
	{"IOT", 6},
	{"CLD", 17},
	{"POLL", 29},
	{"UNUSED", 31},
};

static const char *const outcome_names[OUTCOMES] = {
	[OUTCOME_QUEUED] = "queued",       [OUTCOME_IGNORED] = "ignored",
	[OUTCOME_PENDING] = "pending",     [OUTCOME_OVERFLOW] = "overflow",
	[OUTCOME_INFO_LOST] = "info_lost", [OUTCOME_REFUSED] = "refused",
	[OUTCOME_PROBE] = "probe",
};

static const char *const origin_names[ORIGINS] = {
	[ORIGIN_KILL] = "kill",
	[ORIGIN_TKILL] = "tkill",
	[ORIGIN_SIGQUEUE] = "sigqueue",
	[ORIGIN_TIMER] = "timer",
	[ORIGIN_IO] = "io",
	[ORIGIN_CHILD] = "child",
	[ORIGIN_FAULT] = "fault",
	[ORIGIN_INDIRECT] = "indirect",
	[ORIGIN_KERNEL] = "kernel",
};

const char *signal_name(int signal)
{
	return signal >= 0 && signal <= SIGNAL_MAX ? signal_names[signal] : INVALID_NAME;
}

static const char *without_prefix(const char *name)
{
	return strncasecmp(name, "SIG", 3) == 0 ? name + 3 : name;
}

/* "RTMIN", "RTMIN+n": the number that is n away from `base`; -1 if that is not what the word says.
 */
static int realtime_parse(const char *word, const char *name, char sign, int base)
{
	size_t length = strlen(name);
	int64_t distance = 0;

	if (strncasecmp(word, name, length) != 0)
		return -1;
	word += length;
	if (*word && (*word != sign || number_parse(word + 1, 0, RTMAX - RTMIN, &distance) != 0))
		return -1;
	return sign == '+' ? base + (int)distance : base - (int)distance;
}

/* By name, SIG taken away. */
static int signal_by_name(const char *word)
{
	int signal;

	for (signal = 1; signal <= SIGNAL_MAX; signal++) {
		if (strcasecmp(word, without_prefix(signal_names[signal])) == 0)
			return signal;
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (strcasecmp(word, aliases[i].name) == 0)
			return aliases[i].signal;
	}
	signal = realtime_parse(word, "RTMIN", '+', RTMIN);
	return signal >= 0 ? signal : realtime_parse(word, "RTMAX", '-', RTMAX);
}

int signal_parse(const char *word)
{
	int64_t number;

	if (number_parse(word, 0, SIGNAL_MAX, &number) == 0)
		return (int)number;
	if (strcasecmp(word, INVALID_NAME) == 0)
		return SIGNAL_INVALID;
	return signal_by_name(without_prefix(word));
}

/* A leading '!' of a list: everything but what it names. */
static bool list_negated(const char **list)
{
	if (**list != '!')
		return false;
	(*list)++;
	return true;
}

static void signal_set_add(struct signal_set *set, unsigned int slot)
{
	set->bits[slot / 64] |= 1ULL << slot % 64;
}

struct signal_set signal_set_all(void)
{
	struct signal_set set = {{0, 0}};

	for (unsigned int slot = 0; slot < SIGNAL_SLOTS; slot++)
		signal_set_add(&set, slot);
	return set;
}

int signal_set_parse(const char *list, struct signal_set *set, struct fault *fault)
{
	const struct signal_set all = signal_set_all();
	struct signal_set named = {{0, 0}};
	bool negated = list_negated(&list);
	char word[LIST_WORD_SIZE];

	while (list_next(&list, word)) {
		int signal = signal_parse(word);

		if (signal < 0)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "no such signal: '%s' (allowed: names such as TERM or "
			                 "SIGTERM, RTMIN+1, numbers 0 to %d, %s)",
			                 word, SIGNAL_MAX, INVALID_NAME);
		signal_set_add(&named, signal_slot((uint32_t)signal));
	}
	for (int i = 0; i < 2; i++)
		set->bits[i] = negated ? all.bits[i] & ~named.bits[i] : named.bits[i];
	return 0;
}

const char *outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

const char *origin_name(enum origin origin)
{
	return origin_names[origin];
}

static int origin_parse(const char *word)
{
	for (int origin = 0; origin < ORIGINS; origin++) {
		if (strcasecmp(word, origin_names[origin]) == 0)
			return origin;
	}
	return -1;
}

int origin_set_parse(const char *list, uint32_t *set, struct fault *fault)
{
	bool negated = list_negated(&list);
	char word[LIST_WORD_SIZE];
	uint32_t named = 0;

	while (list_next(&list, word)) {
		int origin = origin_parse(word);

		if (origin < 0)
			return fault_set(fault, EXIT_BAD_USAGE,
			                 "no such origin: '%s' (allowed: kill, tkill, sigqueue, "
			                 "timer, io, child, fault, indirect, kernel)",
			                 word);
		named |= 1U << origin;
	}
	*set = negated ? ~named & ((1U << ORIGINS) - 1) : named;
	return 0;
}

const char *error_name(int error, char buffer[ERROR_NAME_SIZE])
{
	const char *name = strerrorname_np(error);

	if (name)
		return name;
	(void)snprintf(buffer, ERROR_NAME_SIZE, "E%d", error);
	return buffer;
}
