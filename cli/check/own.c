// SPDX-License-Identifier: GPL-2.0
/* Signals that a process brings on itself. */
#include "check/own.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "check/actors.h"
#include "check/calls.h"

/* Real-time signals, each for one purpose, that hardly anybody else on the host will use. */
#define SIGNAL_HANDLED 57
#define SIGNAL_TIMER   58
#define SIGNAL_IO      59

static void handle(int signal, void (*handler)(int))
{
	const struct sigaction action = {.sa_handler = handler};

	if (sigaction(signal, &action, NULL))
		actors_fail("sigaction");
}

static void do_nothing(int signal)
{
	(void)signal;
}

/* @once brings one signal on: 0, or an errno. `row` has what differs from a queued one of ours. */
static void repeat(struct check_test *test, struct check_row what, int (*once)(void))
{
	struct check_row *row = check_add_row(test);
	uint64_t times = what.expected;

	if (!row)
		actors_fail("rows");
	*row = what;
	row->target = getpid();
	row->sent = true;
	while (row->sent && times--) {
		row->gave = once();
		row->sent = !row->gave;
	}
}

static int send_to_self(void)
{
	return call_make(SEND_TGKILL, getpid(), -1, SIGNAL_HANDLED, 0);
}

static void handled(struct check_test *test)
{
	struct check_time *time = &test->times[test->time_count];

	handle(SIGNAL_HANDLED, do_nothing);
	repeat(test,
	       (struct check_row){.kind = "handled",
	                          .sender = getpid(),
	                          .signal = SIGNAL_HANDLED,
	                          .origin = ORIGIN_TKILL,
	                          .expected = 19},
	       send_to_self);
	*time = (struct check_time){HIST_HANDLER, SIGNAL_HANDLED, .expected = 19};
	test->time_count++;
}

static sigjmp_buf before_fault;
static volatile char *forbidden; /* a page that may not be touched */

static void escape(int signal)
{
	siglongjmp(before_fault, signal);
}

static int touch(void)
{
	if (!sigsetjmp(before_fault, 1))
		*forbidden = 1;
	return 0;
}

static void faults(struct check_test *test)
{
	forbidden = mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (forbidden == MAP_FAILED)
		actors_fail("mmap");
	handle(SIGSEGV, escape);
	repeat(test,
	       (struct check_row){.kind = "fault",
	                          .sender = getpid(),
	                          .signal = SIGSEGV,
	                          .origin = ORIGIN_FAULT,
	                          .expected = 7},
	       touch);
}

static int pipe_ends[2];

static int write_to_nobody(void)
{
	return write(pipe_ends[1], "", 1) < 0 && errno == EPIPE ? 0 : EINVAL;
}

static void broken_pipe(struct check_test *test)
{
	if (pipe2(pipe_ends, O_CLOEXEC))
		actors_fail("pipe");
	close(pipe_ends[0]);
	handle(SIGPIPE, do_nothing);
	repeat(test,
	       (struct check_row){.kind = "SIGPIPE",
	                          .sender = getpid(),
	                          .signal = SIGPIPE,
	                          .origin = ORIGIN_INDIRECT,
	                          .expected = 11},
	       write_to_nobody);
}

static int write_and_read(void)
{
	char byte;

	return write(pipe_ends[1], "", 1) != 1 || read(pipe_ends[0], &byte, 1) != 1 ? errno : 0;
}

static void readiness(struct check_test *test)
{
	handle(SIGNAL_IO, do_nothing);
	if (pipe2(pipe_ends, O_CLOEXEC) || fcntl(pipe_ends[0], F_SETOWN, getpid()) ||
	    fcntl(pipe_ends[0], F_SETSIG, SIGNAL_IO) || fcntl(pipe_ends[0], F_SETFL, O_ASYNC))
		actors_fail("fcntl");
	repeat(test,
	       (struct check_row){
		       .kind = "io", .signal = SIGNAL_IO, .origin = ORIGIN_IO, .expected = 11},
	       write_and_read);
}

static timer_t timer;

/*
 * A timer of our own CPU time that is over before it is set expires at once, in this process
 * (posix_cpu_timer_set(), kernel/time/posix-cpu-timers.c): no interrupt of whoever runs then, no
 * waiting.
 */
static int expire(void)
{
	const struct itimerspec over = {.it_value.tv_nsec = 1};

	return timer_settime(timer, TIMER_ABSTIME, &over, NULL) ? errno : 0;
}

static void timers(struct check_test *test)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGNAL_TIMER};

	handle(SIGNAL_TIMER, do_nothing);
	if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer))
		actors_fail("timer_create");
	repeat(test,
	       (struct check_row){.kind = "timer",
	                          .signal = SIGNAL_TIMER,
	                          .origin = ORIGIN_TIMER,
	                          .expected = 13},
	       expire);
}

void own_signals(struct check_test *test)
{
	handled(test);
	faults(test);
	broken_pipe(test);
	readiness(test);
	timers(test);
}
