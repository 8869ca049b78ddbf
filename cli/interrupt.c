// SPDX-License-Identifier: GPL-2.0
/* The user's wish to end. A handler has nothing but a static flag to leave it in. */
#include "interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "clock.h"

static volatile sig_atomic_t asked;

static void ask(int signal)
{
	(void)signal;
	asked = 1;
}

int interrupt_install(struct fault *fault)
{
	struct sigaction action = {.sa_handler = ask, .sa_flags = (int)SA_RESETHAND};
	struct sigaction ignore = {.sa_handler = SIG_IGN};

	if (sigaction(SIGINT, &action, NULL) || sigaction(SIGTERM, &action, NULL) ||
	    sigaction(SIGPIPE, &ignore, NULL))
		return fault_set(fault, EXIT_FAILED, "cannot handle signals: %s", strerror(errno));
	return 0;
}

static struct timespec left(const struct timespec *until)
{
	int64_t nanoseconds = nanoseconds_of(until) - clock_nanoseconds(CLOCK_MONOTONIC);

	return time_of(nanoseconds > 0 ? nanoseconds : 0);
}

enum wake interrupt_wait_input(const struct timespec *until, int output, int input)
{
	struct pollfd polled[] = {{.fd = output}, {.fd = input, .events = POLLIN}};
	sigset_t stops, before;
	enum wake wake = WAKE_TIME;

	(void)sigemptyset(&stops);
	(void)sigaddset(&stops, SIGINT);
	(void)sigaddset(&stops, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &stops, &before);
	for (;;) {
		struct timespec span = left(until);
		int ready;

		if (asked) {
			wake = WAKE_STOP;
			break;
		}
		ready = ppoll(polled, 2, &span, &before);
		if (ready > 0) {
			wake = polled[0].revents ? WAKE_CLOSED : WAKE_INPUT;
			break;
		}
		if (!ready)
			break;
	}
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
	return wake;
}

enum wake interrupt_wait(const struct timespec *until, int output)
{
	return interrupt_wait_input(until, output, -1); /* poll(2) ignores that */
}
