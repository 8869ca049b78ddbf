/* SPDX-License-Identifier: GPL-2.0 */
/* Signals, outcomes, origins and errnos by name. */
#ifndef SIGSNOOP_MODEL_SIGNALS_H
#define SIGSNOOP_MODEL_SIGNALS_H

#include <stdint.h>

#include "abi/key.h"
#include "fault.h"

/*
 * Name of a signal, as `kill -l` has it: "SIGTERM", 37 = "SIGRTMIN+3", 50 = "SIGRTMAX-14",
 * 64 = "SIGRTMAX", 32 and 33 = "SIG32" and "SIG33" (the C library keeps them for itself), 0 = "0",
 * any other number = "invalid". Static.
 */
const char *signal_name(int signal);

/*
 * The signal named by a whole word: any case, SIG or not, RTMIN+n, RTMAX-n, IOT and POLL and CLD
 * and the like as aliases, or a number 0..64, or "invalid" (SIGNAL_INVALID). -1 if there is none.
 */
int signal_parse(const char *word);

/* A set of signals, one bit by signal_slot(), as struct filter has it. */
struct signal_set {
	uint64_t bits[2];
};

/* All of them. */
struct signal_set signal_set_all(void);

/*
 * "TERM,KILL", "9,15", "RTMIN+1", or "!URG,CHLD" = all but these. -1 with a fault that names the
 * word.
 */
int signal_set_parse(const char *list, struct signal_set *set, struct fault *fault);

/* "queued", "ignored", "pending", "overflow", "info_lost", "refused", "probe". Static. */
const char *outcome_name(enum outcome outcome);

/* "kill", "tkill", "sigqueue", "timer", "io", "child", "fault", "indirect", "kernel". Static. */
const char *origin_name(enum origin origin);

/* Bits by enum origin of a list like "kill,timer" or "!child"; -1 with a fault. */
int origin_set_parse(const char *list, uint32_t *set, struct fault *fault);

#define ERROR_NAME_SIZE 16

/* "ESRCH"; a number that has no name is written out ("E4000") into `buffer`. */
const char *error_name(int error, char buffer[ERROR_NAME_SIZE]);

#endif
