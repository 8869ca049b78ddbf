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

/* bpf_rdonly_cast() is there (kernel 6.2): about 25 ns cheaper than bpf_probe_read_kernel(). */
const volatile bool have_rdonly_cast __weak = false;

/* Bit set by enum hist_kind: the histograms that were asked for. */
const volatile __u32 hist_kinds __weak = 0;

/* Tracepoint sched_process_exit says itself whether the whole process ends (from 6.16 on). */
const volatile bool have_group_dead __weak = false;

/* Entries of the flight recorder; 0 = there is none. */
const volatile __u32 recorder_entries __weak = 0;

static __always_inline bool hist_wanted(enum hist_kind kind)
{
	return hist_kinds >> kind & 1;
}

#endif
