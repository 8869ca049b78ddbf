// SPDX-License-Identifier: GPL-2.0
/* Signals that are queued: every call, every signal. */
#include "call.h"
#include "workload.h"

#include <pthread.h>

void run_calls(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_TAKE});

	for (enum call call = 0; call < CALLS; call++)
		call_taken(call, &target, SIGUSR1, settings->count);
	target_end(&target);
}

void run_signals(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_TAKE});

	for (int signal = 1; signal <= 64; signal++)
		if (signal != SIGKILL && signal != SIGSTOP)
			call_taken(CALL_KILL, &target, signal, settings->count);
	target_end(&target);
}

void run_deadly(const struct settings *settings)
{
	for (unsigned int i = 0; i < settings->count; i++) {
		struct target target =
			target_start(&(struct target_options){.reaction = REACTION_DEFAULT});

		target_stop_and_continue(&target);
		call_generates(CALL_KILL, &target, SIGKILL, OUTCOME_QUEUED, 1);
		target_gone(&target);
	}
}

struct thread_work {
	struct party sender;
	const struct target *target;
	unsigned int count;
};

static const enum call thread_calls[] = {CALL_TKILL, CALL_TGKILL, CALL_RT_TGSIGQUEUEINFO};

static void *send_from_thread(void *argument)
{
	const struct thread_work *work = argument;
	struct aim aim = aim_at(work->target);

	/* An observer must show the name of the process instead. */
	set_comm("sending-thread");
	for (size_t i = 0; i < sizeof(thread_calls) / sizeof(thread_calls[0]); i++) {
		for (unsigned int sent = 0; sent < work->count; sent++) {
			if (call_make(thread_calls[i], &aim, SIGUSR2, NULL))
				die("a call from a second thread failed");
			target_await(work->target, 1);
		}
		rows_generated(&work->sender, &work->target->party, SIGUSR2,
		               call_origin(thread_calls[i]), OUTCOME_QUEUED, work->count);
	}
	return NULL;
}

static void use_threads(const void *argument)
{
	const struct settings *settings = argument;
	struct target target = target_start(
		&(struct target_options){.reaction = REACTION_TAKE, .second_thread = true});
	struct thread_work work = {.sender = self(), .target = &target, .count = settings->count};
	pthread_t thread;

	if (pthread_create(&thread, NULL, send_from_thread, &work) != 0)
		die("pthread_create failed");
	if (pthread_join(thread, NULL) != 0)
		die("pthread_join failed");
	target_end(&target);
}

void run_threads(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_threads, settings);
}
