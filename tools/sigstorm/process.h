/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The processes that send and take signals. Each of their ends is a SIGCHLD, which is recorded:
 * its parent has the default action, so that the outcome is `ignored`.
 */
#ifndef SIGSTORM_PROCESS_H
#define SIGSTORM_PROCESS_H

#include "die.h"
#include "rows.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/resource.h>

/* A user that owns nothing, so that its queue of signals is ours alone. */
#define STRANGER_UID 61357
#define SAME_UID     ((uid_t)-1)

#define ALL_SIGNALS (~UINT64_C(0))

/* This process. Only its first thread may ask: any other has a name of its own. */
struct party self(void);

void set_comm(const char *comm);

/* As sigprocmask and signal, but for any set and number, also 32 and 33, which libc keeps. */
void block_signals(uint64_t set);
void unblock_signals(uint64_t set);
void ignore_signal(int signal);

/* fork, but dies where that fails. */
pid_t fork_or_die(void);

/* Wait for the end of @child and record its SIGCHLD. Returns the wait status. */
int reap(const struct party *child);

/* What a target does with all signals. */
enum reaction {
	REACTION_TAKE,    /* blocks them, dequeues each at once and acknowledges it */
	REACTION_IGNORE,  /* SIG_IGN */
	REACTION_BLOCK,   /* leaves them pending */
	REACTION_DEFAULT, /* what a new program does */
};

struct target_options {
	enum reaction reaction;
	const char *comm; /* NULL: that of this process */
	uid_t uid;        /* 0: that of this process */
	bool limited;     /* RLIMIT_SIGPENDING is `queue` */
	rlim_t queue;
	bool grouped; /* in process group `group`, 0 = a new one of its own */
	pid_t group;
	bool second_thread; /* its second thread takes the signals */
};

struct target {
	struct party party;
	pid_t tid;   /* of the thread that takes */
	int pidfd;   /* -1 where the kernel has no pidfd_open */
	int channel; /* ready and acknowledgement bytes one way, end the other */
};

/* Start a child that is a target; it is ready on return. */
struct target target_start(const struct target_options *options);

/* Wait until a target with REACTION_TAKE has dequeued @signals more signals. */
void target_await(const struct target *target, unsigned int signals);

/* Wait until the target, which must not be blocked for good, runs in user space. */
void target_ping(const struct target *target);

/* End it, record its SIGCHLD. */
void target_end(struct target *target);

/* It was killed: as target_end() without asking it to end. */
void target_gone(struct target *target);

/* Run @body in a child of this name (NULL: ours) and user, to its end. */
void run_as(const char *comm, uid_t uid, void (*body)(const void *argument), const void *argument);

#endif
