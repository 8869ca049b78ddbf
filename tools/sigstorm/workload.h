/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The workloads. Each makes its signals, waits until the kernel has generated the last of them and
 * has recorded the rows when it returns.
 */
#ifndef SIGSTORM_WORKLOAD_H
#define SIGSTORM_WORKLOAD_H

#include <stdbool.h>

struct settings {
	unsigned int count;   /* signals per kind */
	unsigned int threads; /* that flood */
	unsigned int pairs;   /* distinct keys */
	double duration;      /* of a flood in seconds, 0 = `count` signals per thread */
};

struct workload {
	const char *name;
	const char *what;
	bool in_all; /* quick and safe */
	void (*run)(const struct settings *settings);
};

/* Say on stderr that this workload, or a part of it, cannot run here, and why. */
void skip(const char *what, const char *why);

/* queued.c */
void run_calls(const struct settings *settings);
void run_signals(const struct settings *settings);
void run_deadly(const struct settings *settings);
void run_threads(const struct settings *settings);

/* outcomes.c */
void run_ignored(const struct settings *settings);
void run_pending(const struct settings *settings);
void run_overflow(const struct settings *settings);
void run_info_lost(const struct settings *settings);
void run_probe(const struct settings *settings);
void run_zombie(const struct settings *settings);

/* refused.c */
void run_esrch(const struct settings *settings);
void run_eperm(const struct settings *settings);
void run_einval(const struct settings *settings);
void run_ebadf(const struct settings *settings);
void run_efault(const struct settings *settings);
void run_e2big(const struct settings *settings);
void run_refused_zero(const struct settings *settings);

/* groups.c */
void run_group(const struct settings *settings);
void run_own_group(const struct settings *settings);
void run_group_partial(const struct settings *settings);
void run_group_refused(const struct settings *settings);

/* forged.c */
void run_forged(const struct settings *settings);
void run_forged_self(const struct settings *settings);

/* timers.c */
void run_timer(const struct settings *settings);
void run_timer_ignored(const struct settings *settings);
void run_timer_pending(const struct settings *settings);
void run_itimer(const struct settings *settings);

/* children.c */
void run_exits(const struct settings *settings);
void run_stops(const struct settings *settings);
void run_exits_taken(const struct settings *settings);
void run_exits_pending(const struct settings *settings);

/* faults.c */
void run_fault(const struct settings *settings);
void run_seccomp_trap(const struct settings *settings);
void run_seccomp_kill(const struct settings *settings);

/* indirect.c */
void run_sigpipe(const struct settings *settings);
void run_file_size(const struct settings *settings);
void run_parent_death(const struct settings *settings);
void run_parent_killed(const struct settings *settings);
void run_cgroup_kill(const struct settings *settings);
void run_mqueue(const struct settings *settings);

/* devices.c */
void run_tty(const struct settings *settings);
void run_io(const struct settings *settings);

/* load.c */
void run_flood(const struct settings *settings);
void run_flood_pending(const struct settings *settings);
void run_keys(const struct settings *settings);
void run_keys_generated(const struct settings *settings);

/* names.c */
void run_hostile(const struct settings *settings);

/* namespaces.c */
void run_pid_namespace(const struct settings *settings);

#endif
