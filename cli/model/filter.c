// SPDX-License-Identifier: GPL-2.0
/* A filter in words. */
#include "model/filter.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/key.h"
#include "abi/signal.h"
#include "model/signals.h"
#include "model/utf8.h"

struct words {
	FILE *out;
	bool any;
};

/* A condition, behind a comma if it is not the first. */
__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format, ...)
{
	va_list args;

	if (words->any)
		(void)fputs(", ", words->out);
	words->any = true;
	va_start(args, format);
	(void)vfprintf(words->out, format, args);
	va_end(args);
}

static void add_party(struct words *words, const char *what, bool by_pid, int32_t pid, bool by_name,
                      const char *pattern)
{
	if (by_pid)
		add(words, "%s %" PRId32, what, pid);
	if (by_name)
		add(words, "%s %s", what, pattern ? pattern : "");
}

static const char *slot_name(int slot)
{
	return signal_name(slot == SIGNAL_SLOT_INVALID ? SIGNAL_INVALID : slot);
}

static bool has(const struct filter *filter, int slot)
{
	return filter->signals[slot / 64] >> (slot % 64) & 1;
}

/* The shorter of two lists: those that are wanted, or those that are not. */
static void add_signals(struct words *words, const struct filter *filter)
{
	int wanted = 0;
	bool list;

	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		wanted += has(filter, slot);
	if (wanted == SIGNAL_SLOTS)
		return;
	list = wanted <= SIGNAL_SLOTS / 2;
	add(words, list ? "signals" : "signals all but");
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		if (has(filter, slot) == list)
			(void)fprintf(words->out, " %s", slot_name(slot));
}

static const char *outcome_word(int outcome)
{
	return outcome_name((enum outcome)outcome);
}

static const char *origin_word(int origin)
{
	return origin_name((enum origin)origin);
}

static void add_set(struct words *words, const char *what, uint32_t set, int count,
                    const char *(*name)(int))
{
	if (set == (1U << count) - 1)
		return;
	add(words, "%s", what);
	for (int i = 0; i < count; i++)
		if (set >> i & 1)
			(void)fprintf(words->out, " %s", name(i));
}

/* Patterns are bytes. */
static char *valid(char *text)
{
	char *copy = malloc(UTF8_SIZE(strlen(text)));

	if (copy)
		(void)utf8_copy(copy, text, strlen(text));
	free(text);
	return copy;
}

char *filter_words(const struct filter *filter, const char *sender, const char *target)
{
	char *text = NULL;
	size_t size;
	struct words words = {.out = open_memstream(&text, &size)};

	if (!words.out)
		return NULL;
	add_party(&words, "sender", filter->by_sender_pid, filter->sender, filter->by_sender_name,
	          sender);
	add_party(&words, "target", filter->by_target_pid, filter->target, filter->by_target_name,
	          target);
	add_signals(&words, filter);
	if (filter->by_uid)
		add(&words, "uid %" PRIu32, filter->uid);
	add_set(&words, "outcomes", filter->outcomes, OUTCOMES, outcome_word);
	add_set(&words, "origins", filter->origins, ORIGINS, origin_word);
	if (!fclose(words.out))
		return valid(text);
	free(text);
	return NULL;
}
