// SPDX-License-Identifier: GPL-2.0
/* Signals from terminals and files: nobody's, whoever happens to run. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define REALTIME 48

static void take(int signal)
{
	const struct timespec patience = {.tv_sec = 20};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	die_if(sigtimedwait(&set, NULL, &patience) < 0, "wait for a signal of a device");
}

static void press(int terminal, char key, int signal, unsigned int count)
{
	struct party me = self();

	for (unsigned int i = 0; i < count; i++) {
		die_if(write(terminal, &key, 1) != 1, "write to a pseudo-terminal");
		take(signal);
	}
	rows_generated(&kernel_party, &me, signal, ORIGIN_KERNEL, OUTCOME_QUEUED, count);
}

/* To give up a terminal sends these to its foreground group, on behalf of who gives it up. */
static void give_up_terminal(int terminal)
{
	struct party me = self();

	die_if(ioctl(terminal, TIOCNOTTY) < 0, "ioctl(TIOCNOTTY)");
	rows_generated(&me, &me, SIGHUP, ORIGIN_INDIRECT, OUTCOME_QUEUED, 1);
	rows_generated(&me, &me, SIGCONT, ORIGIN_INDIRECT, OUTCOME_QUEUED, 1);
}

static void use_terminal(const void *argument)
{
	const struct settings *settings = argument;
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int terminal;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) {
		skip("tty", strerror(errno));
		return;
	}
	die_if(setsid() < 0, "setsid");
	terminal = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	die_if(terminal < 0, "ioctl(TIOCGPTPEER)");
	die_if(ioctl(terminal, TIOCSCTTY, 0) < 0, "ioctl(TIOCSCTTY)");
	block_signals(ALL_SIGNALS);
	press(master, 'C' - '@', SIGINT, settings->count);
	press(master, '\\' - '@', SIGQUIT, settings->count);
	press(master, 'Z' - '@', SIGTSTP, settings->count);
	give_up_terminal(terminal);
	close(terminal);
	close(master);
}

void run_tty(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_terminal, settings);
}

/* @asked is what F_SETSIG is told: 0 is SIGIO without siginfo. */
static void fill_pipe(const int ends[2], int asked, unsigned int count)
{
	struct party me = self();
	int signal = asked ? asked : SIGIO;
	char byte;

	die_if(fcntl(ends[0], F_SETSIG, asked) < 0, "fcntl(F_SETSIG)");
	for (unsigned int i = 0; i < count; i++) {
		die_if(write(ends[1], "", 1) != 1, "write to a pipe");
		take(signal);
		die_if(read(ends[0], &byte, 1) != 1, "read of a pipe");
	}
	rows_generated(&kernel_party, &me, signal, asked ? ORIGIN_IO : ORIGIN_KERNEL,
	               OUTCOME_QUEUED, count);
}

static void use_pipe(const void *argument)
{
	const struct settings *settings = argument;
	int ends[2];

	block_signals(ALL_SIGNALS);
	die_if(pipe2(ends, O_CLOEXEC) < 0, "pipe");
	die_if(fcntl(ends[0], F_SETOWN, getpid()) < 0, "fcntl(F_SETOWN)");
	die_if(fcntl(ends[0], F_SETFL, O_ASYNC) < 0, "fcntl(F_SETFL)");
	fill_pipe(ends, 0, settings->count);
	fill_pipe(ends, SIGIO, settings->count);
	fill_pipe(ends, REALTIME, settings->count);
	close(ends[0]);
	close(ends[1]);
}

void run_io(const struct settings *settings)
{
	run_as(NULL, SAME_UID, use_pipe, settings);
}
