// SPDX-License-Identifier: GPL-2.0
/*
 * The row accumulator: an array in shared memory that every process appends to; equal rows are
 * added up when they are printed.
 */
#include "rows.h"

#include "die.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ROWS_MAX       (1u << 20)
#define SIGNAL_MAX     64
#define SIGNAL_INVALID 255
#define FIRST_REALTIME 34 /* as user space counts them: 32 and 33 are the C library's */

struct row {
	struct party sender;
	struct party target;
	bool target_known; /* its pid */
	bool target_named; /* its comm */
	int signal;
	enum origin origin;
	enum outcome outcome;
	int error;
	uint64_t count;
};

struct storage {
	_Atomic unsigned int used;
	struct row rows[ROWS_MAX];
};

const struct party kernel_party = {.pid = 0, .uid = (uid_t)-1, .comm = "kernel"};

static const char *const origin_names[] = {
	[ORIGIN_KILL] = "kill",
	[ORIGIN_TKILL] = "tkill",
	[ORIGIN_SIGQUEUE] = "sigqueue",
	[ORIGIN_TIMER] = "timer",
	[ORIGIN_IO] = "io",
	[ORIGIN_CHILD] = "child",
	[ORIGIN_FAULT] = "fault",
	[ORIGIN_INDIRECT] = "indirect",
	[ORIGIN_KERNEL] = "kernel",
};

static const char *const outcome_names[] = {
	[OUTCOME_QUEUED] = "queued",       [OUTCOME_IGNORED] = "ignored",
	[OUTCOME_PENDING] = "pending",     [OUTCOME_OVERFLOW] = "overflow",
	[OUTCOME_INFO_LOST] = "info_lost", [OUTCOME_REFUSED] = "refused",
	[OUTCOME_PROBE] = "probe",
};

static struct storage *storage;

void rows_init(void)
{
	/* Only the pages that are written take memory. */
	storage = mmap(NULL, sizeof(*storage), PROT_READ | PROT_WRITE,
	               MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (storage == MAP_FAILED)
		die("mmap of the rows: %s", strerror(errno));
}

static void append(const struct row *row)
{
	unsigned int index;

	if (row->count == 0)
		return;
	index = atomic_fetch_add(&storage->used, 1);
	if (index >= ROWS_MAX)
		die("more than %u rows: lower --pairs or --count", ROWS_MAX);
	storage->rows[index] = *row;
	if (row->signal < 0 || row->signal > SIGNAL_MAX)
		storage->rows[index].signal = SIGNAL_INVALID;
}

void rows_generated(const struct party *sender, const struct party *target, int signal,
                    enum origin origin, enum outcome outcome, uint64_t count)
{
	append(&(struct row){
		.sender = *sender,
		.target = *target,
		.target_known = true,
		.target_named = true,
		.signal = signal,
		.origin = origin,
		.outcome = outcome,
		.count = count,
	});
}

void rows_called(const struct party *sender, const pid_t *target, int signal, enum origin origin,
                 int error, uint64_t count)
{
	append(&(struct row){
		.sender = *sender,
		.target.pid = target ? *target : 0,
		.target_known = target != NULL,
		.signal = signal,
		.origin = origin,
		.outcome = error ? OUTCOME_REFUSED : OUTCOME_PROBE,
		.error = error,
		.count = count,
	});
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int compare_parties(const struct party *a, const struct party *b)
{
	int order = ORDER(a->pid, b->pid);

	if (!order)
		order = ORDER(a->uid, b->uid);
	return order ? order : strncmp(a->comm, b->comm, COMM_SIZE);
}

static int compare_rows(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int order = compare_parties(&a->sender, &b->sender);

	if (!order)
		order = ORDER(a->target_known, b->target_known);
	if (!order)
		order = ORDER(a->target_named, b->target_named);
	if (!order)
		order = compare_parties(&a->target, &b->target);
	if (!order)
		order = ORDER(a->signal, b->signal);
	if (!order)
		order = ORDER(a->origin, b->origin);
	if (!order)
		order = ORDER(a->outcome, b->outcome);
	return order ? order : ORDER(a->error, b->error);
}

/* As bash's `kill -l` has them; 0 is the probe. */
static json_t *signal_name(int signal)
{
	if (signal == 0)
		return json_string("0");
	if (signal == SIGNAL_INVALID)
		return json_string("invalid");
	if (signal == SIGPOLL) /* the same number as SIGIO, which is what everyone calls it */
		return json_string("SIGIO");
	if (signal < 32)
		return json_sprintf("SIG%s", sigabbrev_np(signal));
	if (signal < FIRST_REALTIME)
		return json_sprintf("SIG%d", signal);
	if (signal == FIRST_REALTIME)
		return json_string("SIGRTMIN");
	if (signal == SIGNAL_MAX)
		return json_string("SIGRTMAX");
	if (signal - FIRST_REALTIME <= SIGNAL_MAX - signal)
		return json_sprintf("SIGRTMIN+%d", signal - FIRST_REALTIME);
	return json_sprintf("SIGRTMAX-%d", SIGNAL_MAX - signal);
}

/* Length of the well-formed UTF-8 sequence that @bytes begin with, 0 if there is none. */
static size_t utf8_length(const char *bytes, size_t available)
{
	for (size_t length = 1; length <= 4 && length <= available; length++) {
		json_t *string = json_stringn(bytes, length);

		json_decref(string);
		if (string)
			return length;
	}
	return 0;
}

/* Bytes that are not UTF-8 become U+FFFD, one for each. */
static json_t *comm_name(const struct party *party)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t size = strnlen(party->comm, COMM_SIZE);
	char text[3 * COMM_SIZE + 1] = "";

	for (size_t i = 0, length; i < size; i += length ? length : 1) {
		length = utf8_length(party->comm + i, size - i);
		if (length)
			strncat(text, party->comm + i, length);
		else
			strcat(text, replacement);
	}
	return json_string(text);
}

static json_t *row_json(const struct row *row)
{
	bool by_kernel = row->sender.pid == kernel_party.pid;

	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:i, s:s, s:s, s:o, s:I}", "sender_pid",
	                 row->sender.pid, "sender_comm", comm_name(&row->sender), "sender_uid",
	                 by_kernel ? json_null() : json_integer(row->sender.uid), "target_pid",
	                 row->target_known ? json_integer(row->target.pid) : json_null(),
	                 "target_comm", row->target_named ? comm_name(&row->target) : json_null(),
	                 "signal", signal_name(row->signal), "signal_number", row->signal, "origin",
	                 origin_names[row->origin], "outcome", outcome_names[row->outcome], "errno",
	                 row->error ? json_string(strerrorname_np(row->error)) : json_null(),
	                 "count", (json_int_t)row->count);
}

static int print_row(const struct row *row, FILE *out)
{
	json_t *object = row_json(row);
	int failed;

	if (!object)
		die("out of memory");
	failed = json_dumpf(object, out, JSON_COMPACT | JSON_ENSURE_ASCII) ||
	         fputc('\n', out) == EOF;
	json_decref(object);
	return failed ? -1 : 0;
}

int rows_print(FILE *out)
{
	struct row *rows = storage->rows;
	unsigned int used = storage->used;

	qsort(rows, used, sizeof(*rows), compare_rows);
	for (unsigned int i = 0, next; i < used; i = next) {
		for (next = i + 1; next < used && !compare_rows(&rows[i], &rows[next]); next++)
			rows[i].count += rows[next].count;
		if (print_row(&rows[i], out))
			return -1;
	}
	return fflush(out) ? -1 : 0;
}
