// SPDX-License-Identifier: GPL-2.0
/* Many signals and many keys. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define FLOOD_SIGNAL SIGUSR1

struct flood {
	const struct settings *settings;
	const struct target *target;
	enum reaction reaction;
};

struct flooder {
	const struct flood *flood;
	pthread_t thread;
	uint64_t sent;
};

static double seconds_now(void)
{
	struct timespec now;

	die_if(clock_gettime(CLOCK_MONOTONIC, &now) < 0, "clock_gettime");
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t send_signals(pid_t pid, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		die_if(syscall(SYS_kill, pid, FLOOD_SIGNAL) < 0, "kill");
	return count;
}

static void *send_flood(void *argument)
{
	struct flooder *flooder = argument;
	const struct settings *settings = flooder->flood->settings;
	pid_t pid = flooder->flood->target->party.pid;
	double end = seconds_now() + settings->duration;

	/* An observer must show the name of the process instead. */
	set_comm("flooding-thread");
	if (settings->duration > 0) {
		while (seconds_now() < end)
			flooder->sent += send_signals(pid, 1000);
	} else {
		flooder->sent = send_signals(pid, settings->count);
	}
	return NULL;
}

static void flood_target(const void *argument)
{
	const struct flood *flood = argument;
	struct party sender = self();
	unsigned int threads = flood->settings->threads;
	struct flooder *flooders = calloc(threads, sizeof(*flooders));
	uint64_t sent = 0, first = flood->reaction == REACTION_BLOCK;

	if (!flooders)
		die("out of memory");
	for (unsigned int i = 0; i < threads; i++) {
		flooders[i].flood = flood;
		if (pthread_create(&flooders[i].thread, NULL, send_flood, &flooders[i]) != 0)
			die("cannot start %u threads: lower --threads", threads);
	}
	for (unsigned int i = 0; i < threads; i++) {
		if (pthread_join(flooders[i].thread, NULL) != 0)
			die("pthread_join failed");
		sent += flooders[i].sent;
	}
	free(flooders);
	rows_generated(&sender, &flood->target->party, FLOOD_SIGNAL, ORIGIN_KILL, OUTCOME_QUEUED,
	               first);
	rows_generated(&sender, &flood->target->party, FLOOD_SIGNAL, ORIGIN_KILL,
	               flood->reaction == REACTION_BLOCK ? OUTCOME_PENDING : OUTCOME_IGNORED,
	               sent - first);
}

static void run_flood_to(enum reaction reaction, const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = reaction});
	struct flood flood = {.settings = settings, .target = &target, .reaction = reaction};

	run_as(NULL, SAME_UID, flood_target, &flood);
	target_end(&target);
}

void run_flood(const struct settings *settings)
{
	run_flood_to(REACTION_IGNORE, settings);
}

void run_flood_pending(const struct settings *settings)
{
	run_flood_to(REACTION_BLOCK, settings);
}

/* Round after round over all keys, so that no two calls in a row have the same. */
void run_keys(const struct settings *settings)
{
	struct party sender = self();

	for (unsigned int round = 0; round < settings->count; round++)
		for (unsigned int key = 0; key < settings->pairs; key++)
			if (syscall(SYS_kill, NO_PID + (pid_t)key, SIGTERM) == 0 || errno != ESRCH)
				die("kill of a process that cannot be did not fail with ESRCH");
	for (unsigned int key = 0; key < settings->pairs; key++) {
		pid_t pid = NO_PID + (pid_t)key;

		rows_called(&sender, &pid, SIGTERM, ORIGIN_KILL, ESRCH, settings->count);
	}
}

/* One call of each origin, times the signals that can be ignored. */
static const enum call key_calls[] = {CALL_KILL, CALL_TGKILL, CALL_RT_SIGQUEUEINFO};
#define KEY_CALLS       (sizeof(key_calls) / sizeof(key_calls[0]))
#define KEY_SIGNALS     62
#define KEYS_PER_TARGET (KEY_CALLS * KEY_SIGNALS)

static int key_signal(unsigned int index)
{
	int signal = 1 + (int)index;

	signal += signal >= SIGKILL;
	return signal + (signal >= SIGSTOP);
}

static void storm_key(const struct target *targets, unsigned int key, bool record, uint64_t count)
{
	const struct target *target = &targets[key / KEYS_PER_TARGET];
	enum call call = key_calls[key % KEY_CALLS];
	int signal = key_signal(key % KEYS_PER_TARGET / KEY_CALLS);
	struct aim aim = aim_at(target);
	struct party sender;

	if (!record) {
		if (call_make(call, &aim, signal, NULL))
			die("a call to a target that ignores failed");
		return;
	}
	sender = self();
	rows_generated(&sender, &target->party, signal, call_origin(call), OUTCOME_IGNORED, count);
}

void run_keys_generated(const struct settings *settings)
{
	unsigned int processes = (settings->pairs + KEYS_PER_TARGET - 1) / KEYS_PER_TARGET;
	struct target *targets = calloc(processes, sizeof(*targets));

	if (!targets)
		die("out of memory: lower --pairs");
	for (unsigned int i = 0; i < processes; i++)
		targets[i] = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	for (unsigned int round = 0; round < settings->count; round++)
		for (unsigned int key = 0; key < settings->pairs; key++)
			storm_key(targets, key, false, 0);
	for (unsigned int key = 0; key < settings->pairs; key++)
		storm_key(targets, key, true, settings->count);
	for (unsigned int i = 0; i < processes; i++)
		target_end(&targets[i]);
	free(targets);
}
