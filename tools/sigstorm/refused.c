// SPDX-License-Identifier: GPL-2.0
/* Calls that fail and generate nothing. */
#include "call.h"
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

static bool takes_pidfd(enum call call)
{
	return call == CALL_PIDFD || call == CALL_PIDFD_INFO;
}

/* A process that is gone, but for its pidfd. */
static struct aim aim_at_the_dead(void)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_DEFAULT});
	struct aim aim = aim_at(&target);

	target.pidfd = -1;
	target_end(&target);
	return aim;
}

static void refuse_the_dead(int signal, unsigned int count)
{
	struct aim aim = aim_at_the_dead();

	call_refused(CALL_PIDFD, &aim, signal, NULL, ESRCH, count);
	call_refused(CALL_PIDFD_INFO, &aim, signal, NULL, ESRCH, count);
	close(aim.pidfd);
}

static void refuse_nobody(pid_t pid, int signal, unsigned int count)
{
	struct aim aim = aim_at_pid(pid);

	for (enum call call = 0; call < CALLS; call++)
		if (!takes_pidfd(call))
			call_refused(call, &aim, signal, NULL, ESRCH, count);
}

void run_esrch(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	struct aim wrong_thread = {.pid = target.party.pid, .tid = getpid(), .pidfd = -1};
	struct aim group = aim_at_pid(-NO_PID), most_negative = aim_at_pid(INT_MIN);

	refuse_nobody(NO_PID, SIGTERM, settings->count);
	refuse_the_dead(SIGTERM, settings->count);
	call_refused(CALL_TGKILL, &wrong_thread, SIGTERM, NULL, ESRCH, settings->count);
	call_refused(CALL_RT_TGSIGQUEUEINFO, &wrong_thread, SIGTERM, NULL, ESRCH, settings->count);
	call_refused(CALL_KILL, &group, SIGTERM, NULL, ESRCH, settings->count);
	call_refused(CALL_KILL, &most_negative, SIGTERM, NULL, ESRCH, settings->count);
	call_refused(CALL_RT_SIGQUEUEINFO, &group, SIGTERM, NULL, ESRCH, settings->count);
	target_end(&target);
}

struct errand {
	const struct target *target;
	int signal;
	unsigned int count;
};

static void refuse_permission(const void *argument)
{
	const struct errand *errand = argument;
	struct aim aim = aim_at(errand->target);

	for (enum call call = 0; call < CALLS; call++)
		call_refused(call, &aim, errand->signal, NULL, EPERM, errand->count);
}

/* Only its own kernel and a sender itself may use codes from 0 up, and SI_TKILL. */
static void refuse_codes(const struct target *target, unsigned int count)
{
	static const int codes[] = {SI_USER, SI_TKILL, SI_KERNEL, CLD_EXITED};
	struct aim aim = aim_at(target);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		siginfo_t info = plain_info(SIGTERM);

		info.si_code = codes[i];
		for (enum call call = 0; call < CALLS; call++)
			if (call_has_info(call))
				call_refused(call, &aim, SIGTERM, &info, EPERM, count);
	}
}

void run_eperm(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	struct errand errand = {&target, SIGTERM, settings->count};

	run_as(NULL, STRANGER_UID, refuse_permission, &errand);
	refuse_codes(&target, settings->count);
	target_end(&target);
}

#define PIDFD_SELF_THREAD_GROUP (-10001) /* stands for the caller: linux/pidfd.h, 6.15 */

/* Other descriptors that stand for a process: what an observer shows as the target is that one. */
static void refuse_flags(const struct target *target, unsigned int count)
{
	struct aim aim = aim_at(target), folder = aim, me = {.pid = getpid()};
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d", target->party.pid);
	folder.pidfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	die_if(folder.pidfd < 0, path);
	me.pidfd = PIDFD_SELF_THREAD_GROUP;
	aim.flags = folder.flags = me.flags = 1u << 31;
	call_refused(CALL_PIDFD, &aim, SIGTERM, NULL, EINVAL, count);
	call_refused(CALL_PIDFD, &folder, SIGTERM, NULL, EINVAL, count);
	call_refused(CALL_PIDFD, &me, SIGTERM, NULL, EINVAL, count);
	close(folder.pidfd);
}

void run_einval(const struct settings *settings)
{
	/* Some would be another signal to those who look at a byte only. */
	static const int numbers[] = {65, -1, 255, 256, 256 + SIGTERM, INT_MAX, INT_MIN};
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	struct aim aim = aim_at(&target), zero = aim_at_pid(0), negative = aim_at_pid(-7);
	/* Wrong flags are told before that it is no pidfd. */
	struct aim timer = {.pidfd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC),
	                    .flags = 1u << 31};
	siginfo_t other = plain_info(SIGINT);

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (enum call call = 0; call < CALLS; call++)
			call_refused(call, &aim, numbers[i], NULL, EINVAL, settings->count);
	for (enum call call = 0; call < CALLS; call++) {
		if (call != CALL_TKILL && call != CALL_TGKILL && call != CALL_RT_TGSIGQUEUEINFO)
			continue;
		call_refused(call, &zero, SIGTERM, NULL, EINVAL, settings->count);
		call_refused(call, &negative, SIGTERM, NULL, EINVAL, settings->count);
	}
	refuse_flags(&target, settings->count);
	die_if(timer.pidfd < 0, "timerfd_create");
	call_refused(CALL_PIDFD, &timer, SIGTERM, NULL, EINVAL, settings->count);
	close(timer.pidfd);
	call_refused(CALL_PIDFD_INFO, &aim, SIGTERM, &other, EINVAL, settings->count);
	target_end(&target);
}

void run_ebadf(const struct settings *settings)
{
	int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct aim no_pidfd = {.pidfd = file}, closed = {.pidfd = 1 << 20},
		   negative = {.pidfd = -1};

	die_if(file < 0, "open of /dev/null");
	for (enum call call = CALL_PIDFD; call < CALLS; call++) {
		call_refused(call, &no_pidfd, SIGTERM, NULL, EBADF, settings->count);
		call_refused(call, &closed, SIGTERM, NULL, EBADF, settings->count);
		call_refused(call, &negative, SIGTERM, NULL, EBADF, settings->count);
	}
	close(file);
}

static void refuse_info(const siginfo_t *info, int error, unsigned int count)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	struct aim aim = aim_at(&target);

	for (enum call call = 0; call < CALLS; call++)
		if (call_has_info(call))
			call_refused(call, &aim, SIGTERM, info, error, count);
	target_end(&target);
}

void run_efault(const struct settings *settings)
{
	refuse_info(BAD_INFO, EFAULT, settings->count);
}

/* The kernel reads only its part of siginfo; of a code it does not know the rest must be 0. */
void run_e2big(const struct settings *settings)
{
	siginfo_t info = plain_info(SIGTERM);

	info.si_code = -100;
	memset((char *)&info + sizeof(info) - 8, 1, 8);
	refuse_info(&info, E2BIG, settings->count);
}

void run_refused_zero(const struct settings *settings)
{
	struct target target = target_start(&(struct target_options){.reaction = REACTION_IGNORE});
	struct errand errand = {&target, 0, settings->count};

	run_as(NULL, STRANGER_UID, refuse_permission, &errand);
	refuse_nobody(NO_PID, 0, settings->count);
	refuse_the_dead(0, settings->count);
	target_end(&target);
}
