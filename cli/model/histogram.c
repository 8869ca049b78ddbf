// SPDX-License-Identifier: GPL-2.0
/* Histograms of times. */
#include "model/histogram.h"

#include <math.h>
#include <string.h>

#include "model/list.h"

static const char *const kind_names[HIST_KINDS] = {
	[HIST_EXIT] = "exit",
	[HIST_HANDLER] = "handler",
	[HIST_GAP] = "gap",
};

const char *hist_kind_name(enum hist_kind kind)
{
	return kind_names[kind];
}

static int kind_parse(const char *word)
{
	for (int kind = 0; kind < HIST_KINDS; kind++)
		if (!strcmp(word, kind_names[kind]))
			return kind;
	return -1;
}

int hist_kinds_parse(const char *list, uint32_t *kinds, struct fault *fault)
{
	char word[LIST_WORD_SIZE];

	*kinds = 0;
	if (!strcmp(list, "none"))
		return 0;
	if (!strcmp(list, "all")) {
		*kinds = (1U << HIST_KINDS) - 1;
		return 0;
	}
	while (list_next(&list, word)) {
		int kind = kind_parse(word);

		if (kind < 0)
			return fault_set(
				fault, EXIT_BAD_USAGE,
				"no such histogram: '%s' (allowed: exit, handler, gap; all; "
				"none)",
				word);
		*kinds |= 1U << kind;
	}
	return 0;
}

uint64_t hist_bucket_low(uint32_t bucket)
{
	return bucket < 4 ? bucket : (uint64_t)(4 + (bucket & 3)) << (bucket / 4 - 1);
}

uint64_t hist_bucket_high(uint32_t bucket)
{
	return hist_bucket_low(bucket + 1);
}

/* The time of the nth of the `n` times in a bucket, 1 being the first: they are taken to be evenly
 * spread. */
static double inside_bucket(const struct histogram *histogram, uint32_t bucket, uint64_t nth)
{
	double low = (double)hist_bucket_low(bucket);
	double high = (double)hist_bucket_high(bucket);
	double share = ((double)nth - 0.5) / (double)histogram->buckets[bucket];

	return fmin(low + share * (high - low), (double)histogram->max);
}

double histogram_quantile(const struct histogram *histogram, double q)
{
	uint64_t rank = (uint64_t)ceil(q * (double)histogram->count);
	uint64_t before = 0;

	if (!rank)
		rank = 1;
	for (uint32_t bucket = 1; bucket < HIST_BUCKETS; bucket++) {
		if (before + histogram->buckets[bucket] >= rank)
			return inside_bucket(histogram, bucket, rank - before);
		before += histogram->buckets[bucket];
	}
	return (double)histogram->max;
}

uint64_t histogram_octave(const struct histogram *histogram, uint32_t log)
{
	uint64_t count = 0;

	for (uint32_t bucket = 1; bucket < HIST_BUCKETS; bucket++)
		if (log2_floor(hist_bucket_low(bucket)) == log)
			count += histogram->buckets[bucket];
	return count;
}

void histogram_add(struct histogram *histogram, const struct histogram *other)
{
	histogram->count += other->count;
	histogram->sum += other->sum;
	for (uint32_t bucket = 1; bucket < HIST_BUCKETS; bucket++)
		histogram->buckets[bucket] += other->buckets[bucket];
	if (other->max < histogram->max)
		return;
	histogram->max = other->max;
	histogram->pid = other->pid;
	histogram->comm = other->comm;
}
