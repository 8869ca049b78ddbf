/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options, set by user space before loading. They are read-only data, so the verifier removes every
 * branch that they rule out.
 */
#ifndef SIGSNOOP_KNOBS_BPF_H
#define SIGSNOOP_KNOBS_BPF_H

#include "abi/filter.h"
#include "abi/glob.h"
#include "abi/histogram.h"
#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

const volatile struct filter filter = {};
const volatile struct glob sender_glob = {};
const volatile struct glob target_glob = {};

/* Bitmap by enum hist_kind: the histograms that are wanted. */
const volatile __u32 hist_kinds = 0;

/* The tracepoint sched_process_exit has the argument group_dead (from 6.16 on). */
const volatile bool have_group_dead = false;

/* Entries of the flight recorder; 0 = it is off. */
const volatile __u32 recorder_entries = 0;

/* Rows of each side. */
const volatile __u32 map_entries = 1;

/* One in N observations, drawn at random, is entered in the rows; 1 = all. See sample.bpf.h. */
const volatile __u32 sample_one_in = 1;

/* Observations are sent one by one instead of being entered in rows. See send_event.bpf.h. */
const volatile bool events_wanted = false;

/* The rate limit of events: nanoseconds per event (0 = no limit), and of a full bucket. */
const volatile __u64 event_period = 0;
const volatile __u64 event_burst = 0;

static __always_inline bool hist_wanted(enum hist_kind kind)
{
	return hist_kinds >> kind & 1;
}

#endif
