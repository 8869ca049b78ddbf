// SPDX-License-Identifier: GPL-2.0
/*
 * How long it takes from the start of an observer to the first signal that it counts. One signal a
 * millisecond is sent from before the start to after it is up, and the time of each noted: as many
 * as it has not counted were too early for it.
 */
#include <string.h>
#include <unistd.h>

#include "bench.h"

#define LINGER_MS 200U

static int stop_marks(struct bench *bench, struct fault *fault)
{
	const struct sender *sender = &bench->senders[SENDER_MARKS];

	__atomic_store_n(&sender->page->stop, true, __ATOMIC_RELEASE);
	return sender_finish(sender, fault);
}

static void keep_start(struct bench *bench, struct trial *trial, uint64_t start)
{
	const struct sender_page *page = bench->senders[SENDER_MARKS].page;
	uint64_t counted = tally_sender(&bench->counted, SENDER_MARKS);
	uint64_t early = page->sent - counted;

	if (counted && counted <= page->sent && early < STAMPS_MOST && page->stamps[early] > start)
		samples_add(&trial->start, (double)(page->stamps[early] - start) / 1e6);
}

/* With one key, and the settings that it comes with. */
static void weigh(const struct watch *watch, struct trial *trial)
{
	samples_add(&trial->idle_kernel_memory, (double)process_kernel_memory(watch->pid));
	if (watch->pid != getpid())
		samples_add(&trial->idle_resident, (double)process_resident(watch->pid));
}

static int start_once(struct bench *bench, uint32_t nth, struct fault *fault)
{
	struct watch watch = {.way = &ways[nth], .counted = &bench->counted, .entries = 16384};
	struct trial *trial = &bench->trials[nth];
	struct job marks = marks_job(STAMPS_MOST);
	struct fault problem = {0};
	uint64_t start;
	bool on;

	watch.how = ways[nth].how_to_start ? ways[nth].how_to_start : ways[nth].how;
	tally_clear(&bench->counted);
	if (sender_begin(&bench->senders[SENDER_MARKS], &marks, fault))
		return -1;
	sleep_ms(20);
	start = clock_now();
	on = !watch.way->observer->on(&watch, &problem);
	sleep_ms(on ? LINGER_MS : 0);
	if (stop_marks(bench, fault)) {
		if (on)
			(void)watch.way->observer->off(&watch, &problem);
		return -1;
	}
	sleep_ms(on ? LINGER_MS : 0);
	if (on)
		weigh(&watch, trial);
	if (on && !watch.way->observer->off(&watch, &problem)) {
		keep_start(bench, trial, start);
	} else if (!on && problem.code == EXIT_CANNOT_OBSERVE) {
		trial->skipped = true;
		memcpy(trial->reason, problem.text, sizeof(trial->reason) - 1);
	}
	return check_stopped(fault);
}

int measure_starts(struct bench *bench, struct fault *fault)
{
	for (uint32_t repeat = 0; repeat < bench->repeats; repeat++) {
		for (uint32_t i = 0; i < way_count; i++) {
			if (!ways[i].starts || !bench->trials[i].chosen || bench->trials[i].skipped)
				continue;
			progress("start %u of %u: %s", repeat + 1, bench->repeats, ways[i].title);
			if (start_once(bench, i, fault))
				return -1;
		}
	}
	return 0;
}
