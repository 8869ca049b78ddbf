// SPDX-License-Identifier: GPL-2.0
/* A process that sends signals. */
#include "sender.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stats.h"

#define BURST_NS 1000000U

static int send_calls(const struct call *calls, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (kill(calls[i].target, calls[i].signal))
			return errno;
	return 0;
}

static int send_self(uint32_t count)
{
	pid_t self = getpid();

	for (uint32_t i = 0; i < count; i++)
		if (kill(self, SIGUSR1))
			return errno;
	return 0;
}

static int act(const struct sender_page *page, uint32_t from, uint32_t count)
{
	switch (page->job.action) {
	case ACTION_SELF:
		return send_self(count);
	case ACTION_GETPPID:
		for (uint32_t i = 0; i < count; i++)
			(void)syscall(SYS_getppid);
		return 0;
	case ACTION_KILL:
		break;
	}
	return send_calls(page->lists[page->job.list] + from, count);
}

static void act_timed(struct sender_page *page, uint32_t from, uint32_t count)
{
	uint64_t start;

	for (uint32_t i = 0; page->job.stamps && i < count; i++)
		if (page->sent + i < STAMPS_MOST)
			page->stamps[page->sent + i] = clock_now();
	start = clock_cpu();
	page->error = act(page, from, count);
	page->cpu_ns += clock_cpu() - start;
	if (!page->error)
		page->sent += count;
}

static void await(uint64_t time)
{
	struct timespec then = {(time_t)(time / 1000000000), (long)(time % 1000000000)};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &then, NULL) == EINTR)
		;
}

static uint32_t burst_of(const struct job *job)
{
	return job->rate ? job->rate / (1000000000 / BURST_NS) : job->calls;
}

/* Where in the list the next burst begins. */
static uint32_t burst_next(const struct job *job, uint32_t from)
{
	uint32_t burst = burst_of(job);

	return from + 2 * burst <= job->length ? from + burst : 0;
}

static void act_paced(struct sender_page *page)
{
	uint64_t start = clock_now(), bursts = 0;
	uint32_t burst = burst_of(&page->job), from = 0;

	while (!page->error && page->sent < page->job.calls &&
	       !__atomic_load_n(&page->stop, __ATOMIC_ACQUIRE)) {
		act_timed(page, from, burst);
		from = burst_next(&page->job, from);
		await(start + ++bursts * BURST_NS);
	}
}

/*
 * First the calls that will be timed, so that what gives the first keys of an interval the best
 * places meets them in the order of real life: the frequent ones early. Then the rest of the keys.
 */
static void prepare(struct sender_page *page, const struct targets *targets)
{
	const struct job *job = &page->job;

	if (job->keys)
		page->error = send_calls(page->lists[job->list], job->length);
	for (uint32_t key = job->first; !page->error && key < job->keys; key += job->step)
		if (kill(targets->pids[key_target(key)], key_signal(key)))
			page->error = errno;
}

static void handle(int signal)
{
	(void)signal;
}

/* Never returns. */
static void sender_main(const struct sender *sender, const struct targets *targets, int cpu,
                        int commands, int answers)
{
	struct sigaction action = {.sa_handler = handle};
	char byte;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)setpgid(0, 0);
	(void)sigaction(SIGUSR1, &action, NULL);
	if (cpu >= 0) {
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		(void)sched_setaffinity(0, sizeof(set), &set);
	}
	while (read(commands, &byte, 1) == 1) {
		prepare(sender->page, targets);
		if (!sender->page->error && sender->page->job.rate)
			act_paced(sender->page);
		else if (!sender->page->error && sender->page->job.calls)
			act_timed(sender->page, 0, sender->page->job.calls);
		if (write(answers, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

int sender_start(struct sender *sender, const struct targets *targets, int cpu, struct fault *fault)
{
	int commands[2], answers[2];

	sender->page = mmap(NULL, sizeof(*sender->page), PROT_READ | PROT_WRITE,
	                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sender->page == MAP_FAILED) {
		sender->page = NULL;
		return fault_set(fault, EXIT_FAILED, "mmap: %s", strerror(errno));
	}
	if (pipe2(commands, O_CLOEXEC) || pipe2(answers, O_CLOEXEC))
		return fault_set(fault, EXIT_FAILED, "pipe: %s", strerror(errno));
	sender->commands = commands[1];
	sender->answers = answers[0];
	sender->pid = fork();
	if (sender->pid == 0) {
		(void)close(commands[1]);
		sender_main(sender, targets, cpu, commands[0], answers[1]);
	}
	(void)close(commands[0]);
	(void)close(answers[1]);
	if (sender->pid < 0)
		return fault_set(fault, EXIT_FAILED, "fork: %s", strerror(errno));
	return 0;
}

void sender_stop(struct sender *sender)
{
	if (sender->pid > 0) {
		(void)kill(sender->pid, SIGKILL);
		(void)waitpid(sender->pid, NULL, 0);
		(void)close(sender->commands);
		(void)close(sender->answers);
		sender->pid = 0;
	}
	if (sender->page)
		(void)munmap(sender->page, sizeof(*sender->page));
	sender->page = NULL;
}

int sender_begin(const struct sender *sender, const struct job *job, struct fault *fault)
{
	sender->page->job = *job;
	sender->page->stop = false;
	sender->page->error = 0;
	sender->page->sent = 0;
	sender->page->cpu_ns = 0;
	if (write(sender->commands, "", 1) != 1)
		return fault_set(fault, EXIT_FAILED, "a sender has ended: %s", strerror(errno));
	return 0;
}

int sender_finish(const struct sender *sender, struct fault *fault)
{
	ssize_t got;
	char byte;

	do
		got = read(sender->answers, &byte, 1);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		return fault_set(fault, EXIT_FAILED, "a sender has ended");
	if (sender->page->error)
		return fault_set(fault, EXIT_FAILED, "kill: %s", strerror(sender->page->error));
	return 0;
}

void sender_truth(const struct sender *sender, const struct targets *targets, sender_take_fn take,
                  void *context)
{
	const struct sender_page *page = sender->page;
	const struct job *job = &page->job;
	uint32_t burst = burst_of(job), from = 0;

	for (uint32_t i = 0; job->keys && i < job->length; i++) {
		const struct call *call = &page->lists[job->list][i];

		take(context, sender->pid, call->target, call->signal, 1);
	}
	for (uint32_t key = job->first; key < job->keys; key += job->step)
		take(context, sender->pid, targets->pids[key_target(key)], key_signal(key), 1);
	if (job->action == ACTION_SELF)
		take(context, sender->pid, sender->pid, SIGUSR1, page->sent);
	if (job->action != ACTION_KILL)
		return;
	for (uint32_t done = 0; done < page->sent; done += burst) {
		const struct call *calls = page->lists[job->list] + from;

		for (uint32_t i = 0; i < burst; i++)
			take(context, sender->pid, calls[i].target, calls[i].signal, 1);
		from = burst_next(job, from);
	}
}
