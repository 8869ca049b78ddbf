/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What snapshot and stop share: move what the kernel counted into the durable state, and from there
 * to the reader. EXACTLY_ONCE.md has the argument for the order of the steps.
 */
#ifndef SIGSNOOP_PINNED_COLLECT_H
#define SIGSNOOP_PINNED_COLLECT_H

#include <stdbool.h>

#include "fault.h"
#include "kernel/pin.h"
#include "options.h"
#include "pinned/state.h"

struct collection {
	struct state state; /* locked */
	struct store store;
	struct pins pins;
};

/*
 * Of what runs: lock and load the state, open the pins, and find out whether the last claim was
 * delivered. 0 with a collection whose pins and store are to be closed and freed, while its state
 * goes with the process: the lock must not be free before the claim is settled. Or -1 with a fault:
 * not started, a state file that is damaged or not of this run.
 */
int collect_open(struct collection *c, struct fault *fault);

/*
 * Likewise for one who absorbs and claims nothing: does not wait long for the lock, and takes no
 * capability but what it takes to use `barrier`. The state is to be closed, too, last.
 */
int collect_open_briefly(struct collection *c, const struct barrier *barrier, struct fault *fault);

/*
 * Take everything that the kernel has counted up to now into backlog and totals, durably. 0, or -1
 * with a fault; nothing is lost then.
 */
int collect_absorb(struct collection *c, struct fault *fault);

/*
 * Fold and write out a snapshot as the options say. A reader that has gone is a fault too, for who
 * has not read has been delivered nothing. 0, or -1 with a fault.
 */
int collect_report(const struct options *options, struct snapshot *snapshot, struct fault *fault);

/*
 * After the report: if this process now exits with 0, it has delivered what was absorbed, and with
 * `last` it ends the run. 0, or -1 with a fault.
 */
int collect_claim(const struct collection *c, bool last, struct fault *fault);

/* How what this state tells of came to its end, where nothing is pinned any more. */
enum ending {
	ENDED_WHOLE,      /* it was stopped, or never came to counting */
	ENDED_BY_REBOOT,  /* what was not absorbed is lost */
	ENDED_BY_REMOVAL, /* of the pins, by somebody else: likewise */
};
enum ending collect_ending(const struct state *state, const struct store *store);

/* Say on stderr what a reboot or a removal took, if one did since the last delivery. */
void collect_say_lost(const struct store *store);

/* Faults, always -1: nothing was started, or not since the reboot; pins without a state. */
int collect_not_started(const struct state *state, struct fault *fault);
int collect_state_missing(struct fault *fault);

/* CLOCK_BOOTTIME, seconds: the clock of struct store. */
double collect_now(void);

#define COLLECT_NEVER_STARTED "nothing is counted here: `sigsnoop-top start` begins"

/* For the faults of state_load(), while something runs. */
#define COLLECT_REMEDY                                                                             \
	"`sigsnoop-top stop --no-snapshot --set-aside` keeps it under another name and ends the "  \
	"run"

#endif
