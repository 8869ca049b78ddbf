/* SPDX-License-Identifier: GPL-2.0 */
/* The ways to observe that are compared, each switched on and off in the same manner. */
#ifndef BENCH_OBSERVER_H
#define BENCH_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "process.h"
#include "tally.h"

struct sensor;
struct watch;

struct observer {
	/*
	 * Begin to observe, and return when it does: 0 with a watch that is to be ended, or -1 with
	 * a fault, EXIT_CANNOT_OBSERVE if this host cannot do it.
	 */
	int (*on)(struct watch *watch, struct fault *fault);
	/* Before each workload: forget the last one's keys, if that can be asked for. 0 or -1. */
	int (*next)(struct watch *watch, struct fault *fault);
	/* Wait until it has caught up with what was sent. 0, or -1 with a fault. */
	int (*settle)(const struct watch *watch, struct fault *fault);
	/* End, also after a failure of the others; all it counted is in watch->counted. 0 or -1. */
	int (*off)(struct watch *watch, struct fault *fault);
};

struct way {
	const char *name;  /* for machines */
	const char *title; /* for people */
	const struct observer *observer;
	enum detail detail;
	bool ours;
	bool per_event;           /* it keeps no keys: they need not be sent beforehand */
	bool starts;              /* its start-up is worth a look */
	const void *how;          /* the observer knows what it is */
	const void *how_to_start; /* as its users start it; NULL: likewise */
};

extern const struct way ways[];
extern const uint32_t way_count;

/* One way that is on. */
struct watch {
	const struct way *way;
	const void *how;  /* of the way: one of the two */
	uint32_t entries; /* keys that it is to have room for, where that can be asked for */
	struct tally *counted;
	pid_t pid; /* the observing process: its time and memory; ours, for what is on in here */
	struct process process;
	struct sensor *sensor;
	int link;
};

/* Observers by other programs, and by sensor_open() or an empty program in this process. */
extern const struct observer command_observer, sensor_observer, empty_observer, nothing_observer;

/* Reads what a command printed into watch->counted. 0, or -1 with a fault. */
typedef int (*parse_fn)(FILE *out, struct tally *counted, struct fault *fault);

/* What command_observer is to run. */
struct command {
	const char *const *argv; /* NULL behind the last word; "@": our program; "#": entries */
	const char *package;     /* Debian's, for when it is not installed; NULL = ours */
	parse_fn parse;
};

/* What sensor_observer is to load. */
struct load {
	unsigned failures;  /* enum failures */
	unsigned generated; /* enum generated */
	uint32_t hist_kinds;
	uint32_t recorder_entries;
};

/*
 * Load one, by itself, with room for so many keys. 0 with a sensor that is to be closed, or -1 with
 * a fault.
 */
int load_sensor(const struct load *load, uint32_t entries, struct sensor **sensor,
                struct fault *fault);

/* The path of the program under test: environment SIGSNOOP, else where make puts it. */
const char *own_program(void);

/* Our reports in JSON. */
int parse_reports(FILE *out, struct tally *counted, struct fault *fault);
/* The same of a sample. */
int parse_sample(FILE *out, struct tally *counted, struct fault *fault);
/* The table of our events. */
int parse_events(FILE *out, struct tally *counted, struct fault *fault);
/* Columns TIME PID COMM SIG TPID RESULT, of all tools that are called like that. */
int parse_snoop(FILE *out, struct tally *counted, struct fault *fault);
/* Lines "@[sender, target, signal, result]: count". */
int parse_bpftrace_map(FILE *out, struct tally *counted, struct fault *fault);
/* The table of system calls below each "comm (pid), 48 events, 73.8%". */
int parse_perf_summary(FILE *out, struct tally *counted, struct fault *fault);

#endif
