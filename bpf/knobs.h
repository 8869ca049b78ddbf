/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What user space decides before loading: read-only data, so that the verifier removes every branch
 * that is not taken. The definitions are weak because several objects of one program share them.
 */
#ifndef SIGSNOOP_KNOBS_H
#define SIGSNOOP_KNOBS_H

#include "abi.h"
#include "kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

const volatile struct filter filter __weak = {};
const volatile struct glob sender_glob __weak = {};
const volatile struct glob target_glob __weak = {};

/* Bit set by enum hist_kind: the histograms that were asked for. */
const volatile __u32 hist_kinds __weak = 0;

/* Tracepoint sched_process_exit says itself whether the whole process ends (from 6.16 on). */
const volatile bool have_group_dead __weak = false;

/* Entries of the flight recorder; 0 = there is none. */
const volatile __u32 recorder_entries __weak = 0;

/* Keys that the rows of a side hold. */
const volatile __u32 map_entries __weak = 1;

/* One in so many observations is entered in the rows, at random; 1 = every one. See sample.h. */
const volatile __u32 sample_one_in __weak = 1;

/* Observations are sent to a reader one by one, and not entered in rows. See events.h. */
const volatile bool events_wanted __weak = false;

/* Nanoseconds that one event takes of the rate, 0 = there is no limit; and of a full bucket. */
const volatile __u64 event_period __weak = 0;
const volatile __u64 event_burst __weak = 0;

static __always_inline bool hist_wanted(enum hist_kind kind)
{
	return hist_kinds >> kind & 1;
}

#endif
