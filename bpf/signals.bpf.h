/* SPDX-License-Identifier: GPL-2.0 */
/* Signal numbers of the kernel, which are those of x86 and arm64 alike. */
#ifndef SIGSNOOP_SIGNALS_BPF_H
#define SIGSNOOP_SIGNALS_BPF_H

#define SIGHUP   1
#define SIGINT   2
#define SIGQUIT  3
#define SIGILL   4
#define SIGTRAP  5
#define SIGABRT  6
#define SIGBUS   7
#define SIGFPE   8
#define SIGKILL  9
#define SIGSEGV  11
#define SIGTERM  15
#define SIGCHLD  17
#define SIGCONT  18
#define SIGSTOP  19
#define SIGTSTP  20
#define SIGTTIN  21
#define SIGTTOU  22
#define SIGURG   23
#define SIGWINCH 28
#define SIGSYS   31
#define SIGRTMIN 32

#define SIG_DFL ((void *)0)
#define SIG_IGN ((void *)1)

#define SIGNAL_BIT(signal) (1ull << ((signal)-1 & 63))

#endif
