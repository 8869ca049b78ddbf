/* SPDX-License-Identifier: GPL-2.0 */
/* Which programs to load on this kernel for what was asked for. */
#ifndef SIGSNOOP_KERNEL_PLAN_H
#define SIGSNOOP_KERNEL_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/calls.h"
#include "kernel/hook.h"
#include "kernel/sensor.h"

struct btf;
struct method;

struct plan {
	struct hooks hooks;
	enum hook signals;   /* how tracepoints signal_generate and signal_deliver are watched */
	enum hook processes; /* likewise sched_process_exit */
	const struct method *method; /* of the refused door; NULL = it is not watched */
	const char *risk;            /* what may be lost by what was forced; NULL: nothing */
	uint32_t hist_kinds;         /* those asked for, less those that nothing could feed */
	bool witness;                /* see struct sensor_config */
	bool recorder;               /* the flight recorder is on */
};

/*
 * Decide by the filters what is needed at all, and by probing what this kernel takes. Mounts
 * tracefs if tracepoints are chosen. 0, or -1 with a fault (EXIT_CANNOT_OBSERVE: a method that is
 * forced is not to be had).
 */
int plan_make(struct plan *plan, const struct sensor_config *config, const struct btf *vmlinux,
              struct fault *fault);

/*
 * What to do with the program of this name. `function` is the kernel function that a program of
 * fexit, kprobe or kprobe.multi goes to; empty if it knows by itself.
 */
struct assignment {
	bool load;
	char function[CALL_FUNCTION_SIZE];
};
struct assignment plan_program(const struct plan *plan, const char *name,
                               const struct btf *vmlinux);

/*
 * Whether the program of this name is a door: what the kernel skips of it is an observation that is
 * lost. A skipped end of a process or delivery to a handler is none: a time is missing then.
 */
bool plan_is_door(const char *name);

#endif
