// SPDX-License-Identifier: GPL-2.0
/* Snapshots made by hand. */
#include "samples.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/signal.h"

#define SAMPLE_TIME 1769860805 /* 2026-01-31 12:00:05 UTC */

/* A test without memory is no test. */
static void *must(const void *pointer)
{
	if (!pointer)
		abort();
	return (void *)pointer;
}

static void begin(struct snapshot *snapshot)
{
	snapshot->time = (struct timespec){SAMPLE_TIME, 42000000};
	snapshot->interval = 5.0008;
	utf8_copy(snapshot->hostname, "web-1", 64);
	snapshot->hooks = (struct hooks){"tp_btf", "fexit"};
	snapshot->map_capacity = 16384;
	snapshot->map_entries = 17;
}

static void set_name(struct name *name, const char *text)
{
	*name = name_from_bytes(text, strlen(text));
}

static void set_party(struct party *party, int32_t pid, const char *comm)
{
	party->known = true;
	party->identified = true;
	party->pid = pid;
	party->uid = pid > 4000 ? 1000 : 0;
	party->parent = 1;
	set_name(&party->comm, comm);
	set_name(&party->parent_comm, "systemd");
}

static struct row *add(struct snapshot *snapshot, int signal, enum origin origin,
                       enum outcome outcome, uint64_t count)
{
	struct row *row = must(snapshot_add_row(snapshot));

	row->signal = signal;
	row->origin = origin;
	row->outcome = outcome;
	row->count = count;
	return row;
}

/* Between two processes. */
static struct row *add_pair(struct snapshot *snapshot, int32_t sender, const char *sender_comm,
                            int32_t target, const char *target_comm, int signal, enum origin origin,
                            enum outcome outcome, uint64_t count)
{
	struct row *row = add(snapshot, signal, origin, outcome, count);

	set_party(&row->sender, sender, sender_comm);
	set_party(&row->target, target, target_comm);
	return row;
}

static void add_kernel(struct snapshot *snapshot, int32_t target, const char *target_comm,
                       int signal, enum origin origin, uint64_t count)
{
	struct row *row = add(snapshot, signal, origin, OUTCOME_QUEUED, count);

	row->sender.known = true;
	set_name(&row->sender.comm, "kernel");
	set_party(&row->target, target, target_comm);
}

/* The target as a caller passed it. */
static struct row *add_refused(struct snapshot *snapshot, int32_t sender, const char *sender_comm,
                               int32_t target, int signal, int error, uint64_t count)
{
	struct row *row = add(snapshot, signal, ORIGIN_KILL, OUTCOME_REFUSED, count);

	set_party(&row->sender, sender, sender_comm);
	row->target.known = true;
	row->target.pid = target;
	row->error = error;
	return row;
}

static void add_remainder(struct snapshot *snapshot, int signal, uint64_t count)
{
	add(snapshot, signal, ORIGIN_KILL, OUTCOME_QUEUED, count)->remainder = true;
}

/* The totals that belong to the rows. */
static void close_ledger(struct snapshot *snapshot)
{
	struct ledger *ledger = &snapshot->ledger;

	for (size_t i = 0; i < snapshot->row_count; i++) {
		const struct row *row = &snapshot->rows[i];

		*(row->remainder ? &ledger->remainder : &ledger->rows) += row->count;
		snapshot->signals[signal_slot((uint32_t)row->signal)] += row->count;
		if (row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_OVERFLOW)
			ledger->failed += row->count;
	}
	ledger->seen = ledger->rows + ledger->remainder;
}

void sample_normal(struct snapshot *snapshot)
{
	struct row *row;

	begin(snapshot);
	row = add_pair(snapshot, 4410, "runc", 4312, "nginx", 23, ORIGIN_TKILL, OUTCOME_QUEUED,
	               41023);
	row->sender.cgroup = must(snapshot_intern(snapshot, "/system.slice/docker.service"));
	row->target.cgroup = must(snapshot_intern(
		snapshot, "/kubepods.slice/kubepods-burstable.slice/cri-containerd-4f2a.scope"));
	add_pair(snapshot, 4410, "runc", 4312, "nginx", 23, ORIGIN_TKILL, OUTCOME_PENDING, 5003);
	add_pair(snapshot, 1, "systemd", 4312, "nginx", 15, ORIGIN_KILL, OUTCOME_QUEUED, 3);
	add_pair(snapshot, 977, "cron", 977, "cron", 14, ORIGIN_KILL, OUTCOME_IGNORED, 2);
	add_pair(snapshot, 5100, "worker", 5101, "collector", 37, ORIGIN_SIGQUEUE, OUTCOME_OVERFLOW,
	         11);
	add_pair(snapshot, 5100, "worker", 5101, "collector", 64, ORIGIN_SIGQUEUE,
	         OUTCOME_INFO_LOST, 1);
	add_pair(snapshot, 5102, "sh", 5100, "worker", 17, ORIGIN_CHILD, OUTCOME_QUEUED, 103);
	add_pair(snapshot, 5103, "crasher", 5103, "crasher", 11, ORIGIN_FAULT, OUTCOME_QUEUED, 1);
	add_pair(snapshot, 5104, "head", 5104, "head", 13, ORIGIN_INDIRECT, OUTCOME_QUEUED, 29);
	add_kernel(snapshot, 5105, "ticker", 27, ORIGIN_TIMER, 1009);
	add_kernel(snapshot, 5106, "getty", 29, ORIGIN_IO, 7);
	add_kernel(snapshot, 5107, "mongod", 9, ORIGIN_KERNEL, 1);
	add_refused(snapshot, 4410, "runc", 99999, 15, ESRCH, 13);
	add_refused(snapshot, 4410, "runc", -1, 9, EPERM, 5);
	add_refused(snapshot, 4410, "runc", 0, SIGNAL_INVALID, EINVAL, 2);
	add_refused(snapshot, 4410, "runc", 4312, 12, 4000, 1);
	row = add_refused(snapshot, 5100, "worker", 0, 10, EBADF, 3);
	row->target.known = false;
	row = add_refused(snapshot, 977, "cron", -4312, 0, 0, 19);
	row->outcome = OUTCOME_PROBE;
	close_ledger(snapshot);
}

void sample_idle(struct snapshot *snapshot)
{
	begin(snapshot);
	snapshot->hooks = (struct hooks){"raw_tp", "tracepoint"};
	snapshot->map_entries = 0;
}

void sample_hostile(struct snapshot *snapshot)
{
	static const char *const names[] = {
		"say \"hi\"",
		"new\nline\r\t",
		"\033[31mred\033[0m",
		"back\\slash",
		"a,b;c=d{e}",
		"\xff\xfe raw",
		"gr\xc3\xbc\xc3\x9f \xe4\xb8\xad\xe6\x96\x87",
		"\u202etxt.exe\u202c",
		"",
		"\302\23331m csi",
		"cut here: \xe4\xb8\xad\xe6\x96",
		"\x7f\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11",
		" blanks ",
		"a\\x1bb",
		"a\033b",
	};

	begin(snapshot);
	utf8_copy(snapshot->hostname, "evil\033]0;host\a\"", 64);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct row *row = add_pair(snapshot, 100 + (int)i, names[i], 7, names[i], 15,
		                           ORIGIN_KILL, OUTCOME_QUEUED, 101 - i);

		set_name(&row->target.parent_comm, names[i]);
		row->sender.cgroup = must(snapshot_intern(snapshot, names[i]));
	}
	add_refused(snapshot, 300, "x\",sender=\"y", 1, 9, EPERM, 1);
	close_ledger(snapshot);
}

void sample_losses(struct snapshot *snapshot)
{
	begin(snapshot);
	snapshot->hooks = (struct hooks){"raw_tp", "off"};
	snapshot->map_entries = snapshot->map_capacity;
	add_pair(snapshot, 4410, "runc", 4312, "nginx", 15, ORIGIN_KILL, OUTCOME_QUEUED, 101);
	add_remainder(snapshot, 23, 1009);
	add_remainder(snapshot, 9, 1);
	close_ledger(snapshot);
	snapshot->ledger.map_full = 1000;
	snapshot->ledger.map_busy = 7;
	snapshot->ledger.no_memory = 3;
	snapshot->ledger.recursion = 17;
	snapshot->ledger.events = 5;
	snapshot->ledger.unnamed = 2;
}

void sample_full(struct snapshot *snapshot)
{
	begin(snapshot);
	snapshot->map_entries = snapshot->map_capacity;
	add_pair(snapshot, 4410, "runc", 4312, "nginx", 15, ORIGIN_KILL, OUTCOME_QUEUED, 101);
	add_remainder(snapshot, 23, 1009);
	close_ledger(snapshot);
	snapshot->ledger.map_full = snapshot->ledger.remainder;
}

/* One in 64; what is lethal or failed is counted in full. */
void sample_drawn(struct snapshot *snapshot)
{
	struct row *row;

	begin(snapshot);
	snapshot->sample = 64;
	row = add_pair(snapshot, 4410, "go-service", 4410, "go-service", 23, ORIGIN_TKILL,
	               OUTCOME_QUEUED, UINT64_C(641) * 64);
	row->variance = sample_variance(641, 64);
	row = add_pair(snapshot, 4410, "go-service", 4410, "go-service", 23, ORIGIN_TKILL,
	               OUTCOME_PENDING, 64);
	row->variance = sample_variance(1, 64);
	add_pair(snapshot, 4410, "runc", 4312, "nginx", 15, ORIGIN_KILL, OUTCOME_QUEUED, 3);
	add_refused(snapshot, 4410, "runc", 1, 9, EPERM, 7);
	add_remainder(snapshot, 23, 128);
	snapshot->rows[snapshot->row_count - 1].variance = sample_variance(2, 64);
	close_ledger(snapshot);
	/* Totals are exact, and not what the estimates add up to. */
	snapshot->signals[23] = 41011;
	snapshot->ledger.seen = 41011 + 10;
	snapshot->ledger.remainder = 2;
	snapshot->ledger.map_full = 2;
	snapshot->ledger.rows = snapshot->ledger.seen - 2;
	snapshot->left_out = snapshot->ledger.rows - 642 - 10;
}

void sample_many(struct snapshot *snapshot)
{
	begin(snapshot);
	for (int i = 0; i < 23; i++)
		add_pair(snapshot, 1000 + i, "sender", 2000 + i % 3, "target", 1 + i % 5,
		         ORIGIN_KILL, i % 2 ? OUTCOME_QUEUED : OUTCOME_PENDING,
		         7 * (uint64_t)i + 1);
	close_ledger(snapshot);
}

void sample_large(struct snapshot *snapshot)
{
	begin(snapshot);
	snapshot->interval = 31536000;
	memset(snapshot->hostname, 'h', 64);
	snapshot->hostname[64] = '\0';
	add_pair(snapshot, 4194304, "fifteen-bytes-x", 4194303, "fifteen-bytes-y", 50,
	         ORIGIN_INDIRECT, OUTCOME_INFO_LOST, 1234567890123);
	add_pair(snapshot, 4194304, "fifteen-bytes-x", 4194302, "fifteen-bytes-z", 15, ORIGIN_KILL,
	         OUTCOME_QUEUED, 1);
	close_ledger(snapshot);
}

/* `count` times, the first of which is `first` and each next one larger by half of the one before.
 */
static void add_times(struct snapshot *snapshot, enum hist_kind kind, int signal, uint64_t first,
                      uint64_t count)
{
	struct histogram *histogram = snapshot_histogram(snapshot, kind, signal);
	uint64_t us = first;

	if (!histogram)
		abort();
	for (uint64_t i = 0; i < count; i++, us += us / 2) {
		histogram->buckets[hist_bucket(us)] += 1;
		histogram->count++;
		histogram->sum += us;
		histogram->max = us;
	}
	if (kind == HIST_GAP)
		return;
	histogram->pid = 4312;
	set_name(&histogram->comm, "\033]0;evil \377");
}

static void add_alive(struct snapshot *snapshot, int signal, uint64_t count, double oldest)
{
	struct alive *alive = snapshot_alive(snapshot, signal);

	if (!alive)
		abort();
	alive->count = count;
	alive->oldest = oldest;
	alive->pid = 4711;
	set_name(&alive->comm, "postgres\n");
}

void sample_times(struct snapshot *snapshot)
{
	struct histogram *gap;

	sample_full(snapshot);
	add_times(snapshot, HIST_GAP, 23, 1, 5);
	add_times(snapshot, HIST_EXIT, 15, 1100, 23);
	add_times(snapshot, HIST_EXIT, 9, 60013, 1);
	add_times(snapshot, HIST_HANDLER, 10, 2, 7);
	gap = snapshot_histogram(snapshot, HIST_GAP, 23);
	gap->buckets[hist_bucket(3)] += 10007;
	gap->count += 10007;
	gap->sum += UINT64_C(3) * 10007;
	gap->max = 3;
	add_alive(snapshot, 15, 2, 7261.5);
	add_alive(snapshot, 2, 1, 0.25);
	snapshot->untimed[HIST_HANDLER] = 1009;
}
