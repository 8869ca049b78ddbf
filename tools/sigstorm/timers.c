// SPDX-License-Identifier: GPL-2.0
/* Timers: the kernel is the sender, whoever runs when they expire. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>

#define TIMER_SIGNAL 44 /* real-time */
#define SOON_NS      1000000

static uint64_t bit(int signal)
{
	return UINT64_C(1) << (signal - 1);
}

/* Dequeue one signal that is blocked. */
static void take(int signal)
{
	const struct timespec patience = {.tv_sec = 20};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	die_if(sigtimedwait(&set, NULL, &patience) < 0, "wait for a timer");
}

static timer_t create_timer(int signal)
{
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof(event));
	event.sigev_notify = SIGEV_SIGNAL;
	event.sigev_signo = signal;
	die_if(timer_create(CLOCK_MONOTONIC, &event, &timer) < 0, "timer_create");
	return timer;
}

static bool kernel_is_real_time(void)
{
	struct utsname host;

	return uname(&host) == 0 && strstr(host.version, "PREEMPT_RT");
}

/*
 * Timers are to interrupt this process and no other: a host may keep BPF programs from running in
 * the context of some of its processes, and what interrupts these is then seen by no observer. So
 * nothing else runs on this CPU meanwhile, and the waits below are busy. With PREEMPT_RT, though,
 * timers interrupt nobody: they expire in a thread of the kernel, which must have its turn.
 */
static void hold_the_cpu(void)
{
	const struct sched_param param = {.sched_priority = 1};
	cpu_set_t here;

	if (kernel_is_real_time())
		return;
	CPU_ZERO(&here);
	CPU_SET((size_t)sched_getcpu(), &here);
	if (sched_setaffinity(0, sizeof(here), &here) < 0 ||
	    sched_setscheduler(0, SCHED_FIFO, &param) < 0)
		skip("timers: exclusive use of a CPU", strerror(errno));
}

/* Arm it once, wait until it has expired: the kernel clears it under the lock it signals with. */
static void expire(timer_t timer)
{
	struct itimerspec state = {.it_value.tv_nsec = SOON_NS};

	die_if(timer_settime(timer, 0, &state, NULL) < 0, "timer_settime");
	do
		die_if(timer_gettime(timer, &state) < 0, "timer_gettime");
	while (state.it_value.tv_sec || state.it_value.tv_nsec);
}

static void delete_timer(timer_t timer)
{
	die_if(timer_delete(timer) < 0, "timer_delete");
}

static void use_timer(const void *argument)
{
	const struct settings *settings = argument;
	static const int signals[] = {SIGALRM, SIGUSR1, TIMER_SIGNAL};
	struct party me = self();

	hold_the_cpu();
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		timer_t timer = create_timer(signals[i]);

		block_signals(bit(signals[i]));
		for (unsigned int expired = 0; expired < settings->count; expired++) {
			expire(timer);
			take(signals[i]);
		}
		rows_generated(&kernel_party, &me, signals[i], ORIGIN_TIMER, OUTCOME_QUEUED,
		               settings->count);
		delete_timer(timer);
	}
}

void run_timer(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_timer, settings);
}

static void use_ignored_timer(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();
	timer_t timer = create_timer(SIGUSR1);

	hold_the_cpu();
	ignore_signal(SIGUSR1);
	for (unsigned int expired = 0; expired < settings->count; expired++)
		expire(timer);
	rows_generated(&kernel_party, &me, SIGUSR1, ORIGIN_TIMER, OUTCOME_IGNORED, settings->count);
	delete_timer(timer);
}

void run_timer_ignored(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_ignored_timer, settings);
}

static void use_pending_timer(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();
	timer_t timer = create_timer(SIGUSR1);

	hold_the_cpu();
	block_signals(bit(SIGUSR1));
	for (unsigned int expired = 0; expired < settings->count; expired++)
		expire(timer);
	rows_generated(&kernel_party, &me, SIGUSR1, ORIGIN_TIMER, OUTCOME_QUEUED, 1);
	rows_generated(&kernel_party, &me, SIGUSR1, ORIGIN_TIMER, OUTCOME_PENDING,
	               settings->count - 1);
	delete_timer(timer);
}

void run_timer_pending(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_pending_timer, settings);
}

/* The clocks of two of them stand still while their process does. */
static void burn_until_pending(int signal)
{
	sigset_t pending;

	do
		die_if(sigpending(&pending) < 0, "sigpending");
	while (!sigismember(&pending, signal));
}

static void use_itimers(const void *argument)
{
	const struct settings *settings = argument;
	static const struct {
		__itimer_which_t which;
		int signal;
	} itimers[] = {{ITIMER_REAL, SIGALRM}, {ITIMER_VIRTUAL, SIGVTALRM}, {ITIMER_PROF, SIGPROF}};
	const struct itimerval soon = {.it_value.tv_usec = SOON_NS / 1000};
	struct party me = self();

	hold_the_cpu();
	for (size_t i = 0; i < sizeof(itimers) / sizeof(itimers[0]); i++) {
		block_signals(bit(itimers[i].signal));
		for (unsigned int expired = 0; expired < settings->count; expired++) {
			die_if(setitimer(itimers[i].which, &soon, NULL) < 0, "setitimer");
			burn_until_pending(itimers[i].signal);
			take(itimers[i].signal);
		}
		rows_generated(&kernel_party, &me, itimers[i].signal, ORIGIN_KERNEL, OUTCOME_QUEUED,
		               settings->count);
	}
}

void run_itimer(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_itimers, settings);
}
