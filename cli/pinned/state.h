/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The state on disk: a folder that only its owner can write to, with a lock, the state file, and
 * the claim, a number that says up to which fill a report was written out. The claim is for after a
 * reboot, which the kernel's own record of deliveries does not survive.
 */
#ifndef SIGSNOOP_PINNED_STATE_H
#define SIGSNOOP_PINNED_STATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "fault.h"
#include "model/store.h"

struct state {
	int folder;  /* descriptors */
	int lock;    /* held; -1: opened to read only */
	gid_t group; /* who may read, 0 = root alone */
};

/* Where it is: environment SIGSNOOP_STATE_DIR, else /var/lib/sigsnoop-top. */
const char *state_folder(void);

/*
 * Open it and wait until no other process holds its lock; the lock is held until state_close() or
 * the end of the process. The folder is made if need be. 0, or -1 with a fault.
 */
int state_open(struct state *state, struct fault *fault);

/* Likewise, but wait no longer than so many seconds. */
int state_open_within(struct state *state, double seconds, struct fault *fault);

/* To read only, without the lock: what is read is whole nevertheless. 0, or -1 with a fault. */
int state_open_readable(struct state *state, struct fault *fault);

void state_close(struct state *state);

/* Who may read from now on; 0 = root alone. 0, or -1 with a fault. */
int state_share(struct state *state, gid_t group, struct fault *fault);

enum state_found { STATE_FOUND, STATE_NONE, STATE_DAMAGED, STATE_FAILED };

/*
 * Read the state file; STATE_FOUND: `store` is to be freed. STATE_DAMAGED and STATE_FAILED: with a
 * fault; the first also for a newer version's file. `remedy` completes the fault's text.
 */
enum state_found state_load(const struct state *state, const char *remedy, struct store *store,
                            struct fault *fault);

/* Durably, whole or not at all. 0, or -1 with a fault. */
int state_save(const struct state *state, const struct store *store, struct fault *fault);

/* Rename a state file that is damaged, and say so on stderr. 0, or -1 with a fault. */
int state_set_aside(const struct state *state, struct fault *fault);

/*
 * The report of so many fills of this run is written out, `last` if there will be no more of it;
 * durably. 0, or -1 with a fault.
 */
int state_claim(const struct state *state, const struct store *store, bool last,
                struct fault *fault);

/* state_claim() was the last that this run did with what it absorbed. */
bool state_claimed(const struct state *state, const struct store *store);

/* Likewise, and it was a stop. */
bool state_stopped(const struct state *state, const struct store *store);

/* Remove state and claim, durably. 0, or -1 with a fault. */
int state_remove(const struct state *state, struct fault *fault);

#endif
