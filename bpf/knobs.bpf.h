/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What user space decides before loading: read-only data, so that the verifier removes every branch
 * that is not taken.
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

/* Bit set by enum hist_kind: the histograms that were asked for. */
const volatile __u32 hist_kinds = 0;

/* Tracepoint sched_process_exit says itself whether the whole process ends (from 6.16 on). */
const volatile bool have_group_dead = false;

/* Entries of the flight recorder; 0 = there is none. */
const volatile __u32 recorder_entries = 0;

/* Keys that the rows of a side hold. */
const volatile __u32 map_entries = 1;

/* One in so many observations is entered in the rows, at random; 1 = every one. See sample.bpf.h.
 */
const volatile __u32 sample_one_in = 1;

/* Observations are sent to a reader one by one, and not entered in rows. See send_event.bpf.h. */
const volatile bool events_wanted = false;

/* Nanoseconds that one event takes of the rate, 0 = there is no limit; and of a full bucket. */
const volatile __u64 event_period = 0;
const volatile __u64 event_burst = 0;

static __always_inline bool hist_wanted(enum hist_kind kind)
{
	return hist_kinds >> kind & 1;
}

#endif
