/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stays in the kernel when no process runs: maps, programs and links, pinned in a folder of
 * bpffs. The folder is built under another name and renamed when it is complete, and taken away
 * under a third: what has the name is whole. Only pin_*.c know where the pins are.
 */
#ifndef SIGSNOOP_KERNEL_PIN_H
#define SIGSNOOP_KERNEL_PIN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "abi/delivery.h"
#include "fault.h"
#include "kernel/drain.h"
#include "kernel/sensor.h"

/* Where the pins are: environment SIGSNOOP_PIN_DIR, else /sys/fs/bpf/sigsnoop-top. */
const char *pins_folder(void);

/* The whole folder is there. */
bool pins_exist(void);

/* A start is under way, or was killed before it came to counting. */
bool pins_starting(void);

/*
 * Pin everything that the sensor holds, for a run of this number, not in its place yet. `group` may
 * read it; 0 = root alone. What a start or a stop left behind half done goes first. 0, or -1 with a
 * fault; then nothing is left.
 */
int pins_create(const struct sensor *sensor, uint64_t run, gid_t group, struct fault *fault);

/* Into its place, at once. 0, or -1 with a fault. */
int pins_publish(struct fault *fault);

/*
 * Take everything away, also what was left behind half done. `found` tells whether there was
 * anything. 0, or -1 with a fault. The kernel ends the programs some milliseconds later.
 */
int pins_remove(bool *found, struct fault *fault);

/* The pins, opened by a process that came later. */
struct pins {
	struct drain drain; /* of which the descriptors belong here */
	int delivery;       /* map of one struct delivery */
	void *globals;      /* what drain.epoch points into */
	size_t globals_size;
	bool writable;
	bool borrowed; /* drain.barrier belongs to another */
};

/*
 * Open them; to read only, or also to flip and to claim. 0 with pins that are to be closed, or -1
 * with a fault: not started, no permission, or another version's layout.
 */
int pins_open(struct pins *pins, bool writable, struct fault *fault);

/*
 * To flip, with a barrier that outlives the pins: making one takes CAP_BPF, which opening them does
 * not (see privileges.h).
 */
int pins_open_with(struct pins *pins, const struct barrier *barrier, struct fault *fault);
void pins_close(struct pins *pins);

/* The delivery map's element. 0, or -1 with a fault. */
int pins_delivery(const struct pins *pins, struct delivery *delivery, struct fault *fault);

/*
 * Claim: if this process ends with exit code 0, so many fills count as delivered. 0, or -1 with a
 * fault.
 */
int pins_claim(const struct pins *pins, uint32_t fills, struct fault *fault);

/* A pinned program. */
struct pinned_program {
	char name[64];
	uint64_t runs; /* counted only where kernel.bpf_stats_enabled is on, like ... */
	uint64_t nanoseconds;
	uint64_t recursion; /* times the kernel skipped it (5.12; else 0) */
};

/* Gives each program, by name, to `take`; 0, or -1 with a fault. */
int pins_programs(void (*take)(void *context, const struct pinned_program *program), void *context,
                  struct fault *fault);

/*
 * How often the kernel has skipped any of the doors (see plan_is_door()), or not even tried: of the
 * latter only root is told. 0, or -1 with a fault.
 */
int pins_recursion(uint64_t *misses, struct fault *fault);

/* Kernel memory of all maps and programs, in bytes, as the kernel accounts for it. 0 or -1. */
int pins_memory(uint64_t *bytes, struct fault *fault);

#endif
