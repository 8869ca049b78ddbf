// SPDX-License-Identifier: GPL-2.0
/* Whether a kernel takes the CPU from a task that runs in the kernel. */
#include "model/preemption.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {
	[PREEMPTION_UNKNOWN] = "unknown",     [PREEMPTION_NONE] = "none",
	[PREEMPTION_VOLUNTARY] = "voluntary", [PREEMPTION_LAZY] = "lazy",
	[PREEMPTION_FULL] = "full",           [PREEMPTION_RT] = "rt",
};

static const struct {
	const char *line;
	enum preemption preemption;
} configured[] = {
	{"CONFIG_PREEMPT_NONE=y", PREEMPTION_NONE},
	{"CONFIG_PREEMPT_VOLUNTARY=y", PREEMPTION_VOLUNTARY},
	{"CONFIG_PREEMPT_LAZY=y", PREEMPTION_LAZY},
	{"CONFIG_PREEMPT=y", PREEMPTION_FULL},
	{"CONFIG_PREEMPT_RT=y", PREEMPTION_RT},
};

const char *preemption_name(enum preemption preemption)
{
	return names[preemption];
}

bool preemption_possible(enum preemption preemption)
{
	return preemption != PREEMPTION_NONE && preemption != PREEMPTION_VOLUNTARY;
}

enum preemption preemption_of_line(const char *line)
{
	size_t length = strcspn(line, "\n");

	for (size_t i = 0; i < sizeof(configured) / sizeof(configured[0]); i++)
		if (strlen(configured[i].line) == length &&
		    !strncmp(line, configured[i].line, length))
			return configured[i].preemption;
	return PREEMPTION_UNKNOWN;
}

/* The model that a word of this length names; a kernel that is RT is never switched to it. */
static enum preemption of_word(const char *word, size_t length)
{
	for (int i = PREEMPTION_NONE; i < PREEMPTION_RT; i++)
		if (strlen(names[i]) == length && !strncmp(word, names[i], length))
			return (enum preemption)i;
	return PREEMPTION_UNKNOWN;
}

/* "none voluntary (full) lazy": sched_dynamic_show() in kernel/sched/, 5.13 on. */
static enum preemption of_switch(const char *text)
{
	const char *open = text ? strchr(text, '(') : NULL;

	return open ? of_word(open + 1, strcspn(open + 1, ")")) : PREEMPTION_UNKNOWN;
}

/* The kernel takes every preempt=, and leaves alone those that it does not know. */
static enum preemption of_command_line(const char *text)
{
	static const char parameter[] = "preempt=";
	enum preemption last = PREEMPTION_UNKNOWN;

	while (text && *text) {
		size_t length = strcspn(text, " \n");

		if (!strncmp(text, parameter, sizeof(parameter) - 1)) {
			const char *word = text + sizeof(parameter) - 1;
			enum preemption found = of_word(word, length - (sizeof(parameter) - 1));

			last = found != PREEMPTION_UNKNOWN ? found : last;
		}
		text += length;
		text += strspn(text, " \n");
	}
	return last;
}

/*
 * init/Makefile writes the flags into the version: PREEMPT for every kernel that has the code for
 * it, PREEMPT_DYNAMIC (5.17 on) and PREEMPT_RT instead. Before 5.17 a kernel that can be switched
 * says PREEMPT alone, and its configuration says full.
 */
enum preemption preemption_of_texts(const struct preemption_texts *texts)
{
	enum preemption found = of_switch(texts->switched);

	if (!texts->version)
		return PREEMPTION_UNKNOWN;
	if (strstr(texts->version, "PREEMPT_RT"))
		return PREEMPTION_RT;
	if (found != PREEMPTION_UNKNOWN)
		return found;
	if (strstr(texts->version, "PREEMPT_DYNAMIC"))
		found = of_command_line(texts->command_line);
	if (found != PREEMPTION_UNKNOWN)
		return found;
	if (texts->configured != PREEMPTION_UNKNOWN || strstr(texts->version, "PREEMPT"))
		return texts->configured;
	return PREEMPTION_NONE; /* or voluntary, which makes no difference to anybody here */
}
