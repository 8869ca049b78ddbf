// SPDX-License-Identifier: GPL-2.0
/* Is a text OpenMetrics 1.0? (https://prometheus.io/docs/specs/om/open_metrics_spec/) */
#include "openmetrics.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MOST   128
#define SERIES_MOST 65536

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

struct family {
	char name[NAME_MOST];
	char type[NAME_MOST];
	bool help, unit;
};

struct reading {
	struct family families[64];
	size_t count;                    /* the last one is the current one */
	const char *series[SERIES_MOST]; /* begins of the lines */
	size_t series_count;
	double le, below; /* of the last bucket */
	bool in_buckets;
};

static const struct {
	const char *type;
	const char *endings[4];
} types[] = {
	{"counter", {"_total", NULL}},
	{"gauge", {"", NULL}},
	{"info", {"_info", NULL}},
	{"histogram", {"_bucket", "_count", "_sum", NULL}},
};

#define TYPES (sizeof(types) / sizeof(types[0]))

static bool ends_with(const char *text, const char *ending)
{
	size_t length = strlen(text), tail = strlen(ending);

	return length >= tail && !strcmp(text + length - tail, ending);
}

/* A word up to a blank. Returns what comes after the blank, or NULL. */
static const char *word_of(const char *at, char word[NAME_MOST])
{
	size_t length = strspn(at, NAME_CHARACTERS);

	if (!length || length >= NAME_MOST || at[length] != ' ')
		return NULL;
	memcpy(word, at, length);
	word[length] = '\0';
	return at + length + 1;
}

/* The family that a comment is about: the current one, or a new one. */
static struct family *family_of(struct reading *r, const char *name)
{
	struct family *last = r->count ? &r->families[r->count - 1] : NULL;

	if (last && !strcmp(last->name, name))
		return last;
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->families[i].name, name))
			return NULL;
	if (r->count == sizeof(r->families) / sizeof(r->families[0]))
		return NULL;
	last = &r->families[r->count++];
	*last = (struct family){.help = false};
	memcpy(last->name, name, NAME_MOST);
	return last;
}

static const char *check_type(struct family *family, const char *text)
{
	size_t length = strcspn(text, "\n");

	for (size_t i = 0; i < TYPES; i++)
		if (strlen(types[i].type) == length && !strncmp(types[i].type, text, length)) {
			if (*family->type)
				return "a second TYPE";
			(void)snprintf(family->type, sizeof(family->type), "%s", types[i].type);
			return NULL;
		}
	return "no such type";
}

static const char *check_unit(struct family *family, const char *text)
{
	char unit[NAME_MOST];

	if (family->unit)
		return "a second UNIT";
	family->unit = true;
	(void)snprintf(unit, sizeof(unit), "_%.*s", (int)strcspn(text, "\n"), text);
	return ends_with(family->name, unit) ? NULL : "the name does not end in its unit";
}

static const char *check_comment(struct reading *r, const char *line)
{
	char kind[NAME_MOST], name[NAME_MOST];
	const char *text = word_of(line + 2, kind);
	struct family *family;

	text = text ? word_of(text, name) : NULL;
	if (!text)
		return "a comment that is none of OpenMetrics";
	family = family_of(r, name);
	if (!family)
		return "a family in two places";
	if (!strcmp(kind, "TYPE"))
		return check_type(family, text);
	if (!strcmp(kind, "UNIT"))
		return check_unit(family, text);
	if (strcmp(kind, "HELP") != 0)
		return "a comment that is none of OpenMetrics";
	if (family->help)
		return "a second HELP";
	family->help = true;
	return NULL;
}

/* The value of a label, between its quotes. Returns what comes after them, or NULL. */
static const char *skip_value(const char *at)
{
	if (*at != '"')
		return NULL;
	for (at++; *at != '"'; at++) {
		if (*at == '\n' || !*at)
			return NULL;
		if (*at != '\\')
			continue;
		at++;
		if (!*at || !strchr("\\\"n", *at))
			return NULL;
	}
	return at + 1;
}

/* What comes after the labels, or NULL; `le` is set if there is one. */
static const char *skip_labels(const char *at, double *le)
{
	if (*at != '{')
		return at;
	do {
		const char *name = ++at;

		at += strspn(at, NAME_CHARACTERS);
		if (at == name || *at != '=')
			return NULL;
		if (at - name == 2 && !strncmp(name, "le", 2))
			*le = strtod(at + 2, NULL);
		at = skip_value(at + 1);
	} while (at && *at == ',');
	return at && *at == '}' ? at + 1 : NULL;
}

/* Buckets of one series follow each other up to +Inf, and then the count says the same. */
static const char *check_bucket(struct reading *r, const char *name, double le, double value)
{
	if (ends_with(name, "_bucket")) {
		if (r->in_buckets && (le <= r->le || value < r->below))
			return "buckets that are not in order or not cumulative";
		r->in_buckets = !isinf(le);
		r->le = le;
		r->below = value;
		return NULL;
	}
	if (r->in_buckets)
		return "no bucket of +Inf";
	if (ends_with(name, "_count") && value < r->below)
		return "a count that is not that of the buckets";
	return NULL;
}

static bool name_fits(const struct family *family, const char *name)
{
	size_t length = strlen(family->name);

	for (size_t i = 0; i < TYPES; i++)
		for (size_t j = 0; !strcmp(family->type, types[i].type) && types[i].endings[j]; j++)
			if (!strncmp(name, family->name, length) &&
			    !strcmp(name + length, types[i].endings[j]))
				return true;
	return false;
}

static const char *check_sample(struct reading *r, const char *line)
{
	const struct family *family = r->count ? &r->families[r->count - 1] : NULL;
	size_t length = strspn(line, NAME_CHARACTERS);
	const char *at;
	char name[NAME_MOST], *end;
	double le = 0, value;

	if (!family || !*family->type || !length || length >= NAME_MOST)
		return "a sample without a TYPE";
	(void)snprintf(name, sizeof(name), "%.*s", (int)length, line);
	if (!name_fits(family, name))
		return "a name that is not of the family, or has the wrong ending";
	at = skip_labels(line + length, &le);
	if (!at || *at != ' ')
		return "malformed labels";
	value = strtod(at + 1, &end);
	if (end == at + 1 || *end != '\n' || value < 0)
		return "no number, or what comes after it";
	if (r->series_count == SERIES_MOST)
		return "too many series for this check";
	r->series[r->series_count++] = line;
	return strcmp(family->type, "histogram") != 0 ? NULL : check_bucket(r, name, le, value);
}

/* Up to the value: names of processes can hold anything, but no line feed. */
static int series_compare(const void *a, const void *b)
{
	const char *left = *(const char *const *)a, *right = *(const char *const *)b;
	size_t left_size = (size_t)((char *)memrchr(left, ' ', strcspn(left, "\n")) - left);
	size_t right_size = (size_t)((char *)memrchr(right, ' ', strcspn(right, "\n")) - right);
	int order = strncmp(left, right, left_size < right_size ? left_size : right_size);

	return order ? order : (left_size > right_size) - (left_size < right_size);
}

static const char *check_unique(struct reading *r, const char **line)
{
	qsort(r->series, r->series_count, sizeof(r->series[0]), series_compare);
	for (size_t i = 1; i < r->series_count; i++) {
		*line = r->series[i];
		if (!series_compare(&r->series[i - 1], &r->series[i]))
			return "a series that comes twice";
	}
	return NULL;
}

static const char *check(struct reading *r, const char *text, const char **line)
{
	for (*line = text; **line; *line += strcspn(*line, "\n") + 1) {
		const char *wrong;

		if (!strchr(*line, '\n'))
			return "a line without its line feed";
		if (!strcmp(*line, "# EOF\n"))
			return r->in_buckets ? "no bucket of +Inf" : check_unique(r, line);
		wrong = strncmp(*line, "# ", 2) != 0 ? check_sample(r, *line)
		                                     : check_comment(r, *line);
		if (wrong)
			return wrong;
	}
	return "no # EOF at the end";
}

const char *openmetrics_wrong(const char *text, const char **line)
{
	struct reading *r = calloc(1, sizeof(*r));
	const char *wrong = r ? check(r, text, line) : "out of memory";

	free(r);
	return wrong;
}
