/* SPDX-License-Identifier: GPL-2.0 */
/* Another program that observes: started, watched, ended. */
#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "fault.h"

struct process {
	pid_t pid;    /* 0 = none */
	int out;      /* files in memory: its standard output, */
	int err;      /* and standard error */
	uint64_t cpu; /* once it has ended: all processor time it took, nanoseconds */
};

/*
 * Start a program with these words, the first of which is its name or path. It is killed when we
 * end. 0 with a process that is to be ended, or -1 with a fault: EXIT_CANNOT_OBSERVE if there is no
 * such program.
 */
int process_start(struct process *process, const char *const argv[], struct fault *fault);

/*
 * Wait until it has nothing to do: it has used next to no processor time for a while. That is how
 * an observer that says nothing is known to have begun, or to have caught up; whether it had is
 * proved later by what it counted. 0, or -1 with a fault: EXIT_CANNOT_OBSERVE if it has ended, with
 * the last that it said, EXIT_FAILED if it is busy after so many milliseconds.
 */
int process_settle(const struct process *process, unsigned most_ms, struct fault *fault);

/*
 * Interrupt it as a user does by Ctrl-C, wait for its end, and give what it printed, to be read
 * from the start; its descriptors are closed with the streams. NULL with a fault.
 */
FILE *process_end(struct process *process, struct fault *fault);

/* Kill it, forget what it printed; of both, `cpu` is left. */
void process_kill(struct process *process);

/* Processor time so far of all its threads that live, user and system; nanoseconds. */
uint64_t process_cpu(pid_t pid);

/* Resident memory, bytes. */
uint64_t process_resident(pid_t pid);

/*
 * Kernel memory, bytes, that it holds by its descriptors: maps and programs, as the kernel accounts
 * for them ("memlock" in fdinfo), and perf's ring buffers.
 */
uint64_t process_kernel_memory(pid_t pid);

#endif
