/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel, its configuration and the caller's privileges allow, and whether counting is exact
 * there: a test sends known numbers of signals, and each row is compared.
 */
#ifndef SIGSNOOP_MODEL_CHECK_H
#define SIGSNOOP_MODEL_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/key.h"
#include "fault.h"
#include "model/preemption.h"
#include "model/snapshot.h"
#include "model/utf8.h"

#define CHECK_WORD 65  /* a field of struct utsname */
#define CHECK_PATH 256 /* longer ones are cut */
#define CHECK_WHY  160

/* A file system that some hooks, or pins, need. */
struct check_mount {
	const char *type;                 /* "bpf", "tracefs" */
	char path[UTF8_SIZE(CHECK_PATH)]; /* where it is mounted; "" = nowhere */
	int error;                        /* of the attempt to mount it, if it is not; 0 = works */
};

struct check_capability {
	const char *name; /* "CAP_BPF" */
	bool held;        /* effective */
};

enum check_mounts { MOUNT_BPFFS, MOUNT_TRACEFS, CHECK_MOUNTS };

#define CHECK_CAPABILITIES 4
#define SYSCTL_UNKNOWN     INT32_MIN

/* What was found out without loading anything. Texts are valid UTF-8. */
struct check_host {
	char release[UTF8_SIZE(CHECK_WORD)];
	char version[UTF8_SIZE(CHECK_WORD)];
	char machine[UTF8_SIZE(CHECK_WORD)];
	enum preemption preemption;
	bool type_information;                /* /sys/kernel/btf/vmlinux */
	char lockdown[UTF8_SIZE(CHECK_WORD)]; /* "none", "integrity" ...; "" = unknown */
	int32_t perf_event_paranoid;          /* sysctls of kernel., or SYSCTL_UNKNOWN */
	int32_t unprivileged_bpf_disabled;
	const char *cgroups; /* "v2", "hybrid", "v1", "none" */
	struct check_mount mounts[CHECK_MOUNTS];
	struct check_capability capabilities[CHECK_CAPABILITIES];
	int cpus_possible, cpus_online;
	bool sees_all_pids;      /* it is in the initial pid namespace */
	uint64_t memory_needed;  /* bytes that the maps take with default options */
	uint64_t memory_at_hand; /* 0 = unknown */
};

/* One way to hook into the kernel. */
enum usable { USABLE_UNKNOWN, USABLE_YES, USABLE_NO };

struct check_hook {
	const char *name, *use;
	enum usable usable;
	char why[UTF8_SIZE(CHECK_WHY)]; /* it is not, or nobody knows */
};

#define CHECK_HOOKS_MOST 16

/* What a method costs, and whom; static. NULL if there is no such method. */
const char *check_cost(const char *method);

/* A row that a test expects. */
struct check_row {
	const char *kind;    /* rows of one kind are shown as one */
	bool sent;           /* false: the attempt gave something else, which is ... */
	int gave;            /* ... this errno, or 0 */
	bool unwatched;      /* the door that it enters by was left closed */
	bool any_sender;     /* the sum over all that have the rest in common, and likewise ... */
	bool any_target;     /* ... the targets */
	bool target_unknown; /* the row must have none */
	int32_t sender, target;
	int signal;
	enum outcome outcome;
	enum origin origin;
	int error;
	uint64_t expected;
	uint64_t counted; /* filled in by check_compare() */
};

/* Times that a test expects in a histogram, which holds those of other processes too. */
struct check_time {
	enum hist_kind kind;
	int signal;
	uint64_t expected;
	uint64_t others;  /* signals of others that may have been timed meanwhile, and ... */
	uint64_t counted; /* ... what was counted: both filled in by check_compare() */
};

#define CHECK_ROWS_MOST      64
#define CHECK_TIMES_MOST     4
#define CHECK_PROCESSES_MOST 32

/* A test: who took part, and what they did. It holds no pointers but to static strings. */
struct check_test {
	int32_t observer; /* this process, which only waits for the others */
	int32_t processes[CHECK_PROCESSES_MOST];
	size_t process_count;
	struct check_row rows[CHECK_ROWS_MOST];
	size_t row_count;
	struct check_time times[CHECK_TIMES_MOST];
	size_t time_count;
	uint64_t lost; /* on the whole host, by check_compare() */
};

struct check {
	struct timespec time;
	struct check_host host;
	struct check_hook hooks[CHECK_HOOKS_MOST];
	size_t hook_count;
	struct hooks taken;     /* by `auto`, or as forced; NULL = none can be had */
	const char *risk;       /* what these may lose here; static, or NULL = nothing */
	struct check_test test; /* no rows: it could not be made */
	struct fault fault;     /* why not; one line of bytes from anywhere */
};

/* Append a zeroed row, or NULL if there is no room. */
struct check_row *check_add_row(struct check_test *test);

/*
 * Compare the rows of a test, whose processes have all ended, with what was counted meanwhile. Rows
 * of senders that took part, which nobody expected, are appended as the kind "unexpected" with 0
 * expected: they say as what the missing ones were counted.
 */
void check_compare(struct check_test *test, const struct snapshot *snapshot);

/* What was expected of a row or a time was counted, or could not be. */
bool check_row_right(const struct check_row *row);
bool check_time_right(const struct check_time *time);

/*
 * "refused (SIGTERM refused ESRCH by kill, from 12 to 13): 23 expected, 21 counted", in `text`,
 * which is returned.
 */
#define CHECK_ROW_SIZE 256
const char *check_row_text(const struct check_row *row, char text[CHECK_ROW_SIZE]);

/* All rows of one kind together. */
struct check_kind {
	const char *name;
	uint64_t expected, counted;
	size_t rows, sent; /* `sent` of the rows could be made and seen */
	bool right;
};

/* By first appearance, and then the times; returns how many. */
#define CHECK_KINDS_MOST (CHECK_ROWS_MOST + CHECK_TIMES_MOST)
size_t check_kinds(const struct check_test *test, struct check_kind kinds[CHECK_KINDS_MOST]);

enum verdict { VERDICT_EXACT, VERDICT_DIFFERS, VERDICT_BLIND };

#define VERDICT_SIZE 1088 /* the text of a fault, and what comes before it */

/* One line; `text` is as trustworthy as the fault. */
enum verdict check_verdict(const struct check *check, char text[VERDICT_SIZE]);

#endif
