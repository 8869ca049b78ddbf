// SPDX-License-Identifier: GPL-2.0
/* siginfo that says what is not so. The sender is always the process that made the call. */
#include "call.h"
#include "workload.h"

#define REALTIME 45

static const enum call forging_calls[] = {CALL_RT_SIGQUEUEINFO, CALL_RT_TGSIGQUEUEINFO,
                                          CALL_PIDFD_INFO};
#define FORGING_CALLS (sizeof(forging_calls) / sizeof(forging_calls[0]))

/* Negative codes may be sent to others, SI_TKILL excepted; run_eperm() has the rest. */
static const int codes[] = {SI_TIMER, SI_QUEUE, SI_MESGQ, SI_ASYNCIO, SI_SIGIO, SI_ASYNCNL, -100};

static void forge_taken(const struct target *target, enum call call, const siginfo_t *info,
                        unsigned int count)
{
	struct party sender = self();
	struct aim aim = aim_at(target);

	for (unsigned int i = 0; i < count; i++) {
		if (call_make(call, &aim, info->si_signo, info))
			die("forging code %d failed", info->si_code);
		target_await(target, 1);
	}
	rows_generated(&sender, &target->party, info->si_signo, ORIGIN_SIGQUEUE, OUTCOME_QUEUED,
	               count);
}

void run_forged(const struct settings *settings)
{
	static const int signals[] = {SIGUSR1, SIGCHLD, SIGALRM, SIGIO, SIGSEGV, REALTIME};
	struct target target = target_start(&(struct target_options){.reaction = REACTION_TAKE});

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		for (size_t j = 0; j < sizeof(signals) / sizeof(signals[0]); j++) {
			siginfo_t info = plain_info(signals[j]);

			info.si_code = codes[i];
			info.si_pid = 1;
			info.si_uid = 12345;
			for (size_t k = 0; k < FORGING_CALLS; k++)
				forge_taken(&target, forging_calls[k], &info, settings->count);
		}
	}
	target_end(&target);
}

/* Any code goes to oneself. Two of them are those of other calls, and cannot be told apart. */
static const struct {
	int signal;
	int code;
	enum origin origin;
} own_codes[] = {
	{SIGUSR1, SI_USER, ORIGIN_KILL},         {SIGUSR1, SI_TKILL, ORIGIN_TKILL},
	{SIGSEGV, SEGV_MAPERR, ORIGIN_SIGQUEUE}, {SIGBUS, BUS_ADRERR, ORIGIN_SIGQUEUE},
	{SIGCHLD, CLD_EXITED, ORIGIN_SIGQUEUE},  {SIGTERM, SI_KERNEL, ORIGIN_SIGQUEUE},
	{SIGSEGV, SI_KERNEL, ORIGIN_SIGQUEUE},   {SIGIO, POLL_IN, ORIGIN_SIGQUEUE},
	{REALTIME, POLL_IN, ORIGIN_SIGQUEUE},    {SIGALRM, SI_TIMER, ORIGIN_SIGQUEUE},
};

static void forge_to_self(const void *argument)
{
	const struct settings *settings = argument;
	struct party me = self();
	struct aim aim = aim_at_pid(me.pid);

	for (size_t i = 0; i < sizeof(own_codes) / sizeof(own_codes[0]); i++) {
		siginfo_t info = plain_info(own_codes[i].signal);

		ignore_signal(own_codes[i].signal);
		info.si_code = own_codes[i].code;
		for (unsigned int sent = 0; sent < settings->count; sent++)
			if (call_make(CALL_RT_SIGQUEUEINFO, &aim, info.si_signo, &info))
				die("forging code %d to oneself failed", info.si_code);
		rows_generated(&me, &me, info.si_signo, own_codes[i].origin, OUTCOME_IGNORED,
		               settings->count);
	}
}

void run_forged_self(const struct settings *settings)
{
	run_as(NULL, SAME_UID, forge_to_self, settings);
}
