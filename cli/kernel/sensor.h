/* SPDX-License-Identifier: GPL-2.0 */
/* The programs in the kernel: chosen, loaded, attached. */
#ifndef SIGSNOOP_KERNEL_SENSOR_H
#define SIGSNOOP_KERNEL_SENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/filter.h"
#include "abi/glob.h"
#include "fault.h"
#include "model/event.h"
#include "model/snapshot.h"

/* How the refused door is watched; see --failures. */
enum failures {
	FAILURES_AUTO,
	FAILURES_FEXIT,
	FAILURES_KPROBE_MULTI,
	FAILURES_KPROBE,
	FAILURES_TRACEPOINT,
	FAILURES_OFF
};

/* How the generated door is watched. */
enum generated { GENERATED_AUTO, GENERATED_TP_BTF, GENERATED_RAW_TP, GENERATED_KPROBE_MULTI };

struct sensor_config {
	struct filter filter;
	struct glob sender_glob; /* used if filter.by_sender_name, and likewise below */
	struct glob target_glob;
	enum failures failures;
	enum generated generated;
	uint32_t hist_kinds;       /* bit set by enum hist_kind: the histograms to keep */
	uint32_t map_entries;      /* keys that each side holds, at least 1 */
	uint32_t recorder_entries; /* of the flight recorder; 0 = none */
	uint32_t sample;           /* enter one observation in so many in the rows; 1 = every one */
	bool events;               /* send observations one by one instead of entering them */
	uint32_t buffer_kib;       /* of events, on each CPU */
	uint64_t max_rate;         /* events a second, for all CPUs together; 0 = no limit */
	bool cgroups;              /* resolve the cgroups of rows to paths */
	bool witness; /* watch how those end who claim a delivery (bpf/witness.bpf.h) */
};

struct sensor;
struct event_buffers;
struct bpf_object;
struct bpf_link;
struct barrier;

/*
 * Load and attach what the configuration needs. 0 with a sensor that is to be closed, or -1 with a
 * fault: EXIT_CANNOT_OBSERVE for privileges, BTF, lockdown, an old kernel, a method that is forced
 * and not to be had; EXIT_FAILED when the maps do not fit into memory.
 */
int sensor_open(struct sensor **sensor, const struct sensor_config *config, struct fault *fault);
void sensor_close(struct sensor *sensor);

/* Which hooks are in use. */
struct hooks sensor_hooks(const struct sensor *sensor);

/* What the sensor holds in the kernel, for pinning; it all belongs to the sensor. The nth link,
 * with the name of its program, NULL behind the last. */
struct bpf_object *sensor_object(const struct sensor *sensor);
struct bpf_link *sensor_link(const struct sensor *sensor, size_t nth, const char **program);

/*
 * Everything counted since the last drain (or the opening), exactly once: counts, names, ledger,
 * map gauges and hooks. Time and interval are the caller's to fill in. Takes one RCU grace period.
 * 0, or -1 with a fault; what was counted is not lost then.
 */
int sensor_drain(struct sensor *sensor, struct snapshot *snapshot, struct fault *fault);

/*
 * Of a sensor of events: its buffers, which belong to it; what has become of the observations so
 * far (`printed` and `cut` are the caller's); and the end of observing, after which nothing more
 * comes into the buffers or the ledger: 0, or -1 with a fault.
 */
struct event_buffers *sensor_events(const struct sensor *sensor);
void sensor_event_ledger(const struct sensor *sensor, struct event_ledger *ledger);
int sensor_detach(struct sensor *sensor, struct fault *fault);
/* What sensor_drain() waits with; for privileges_drop(). It belongs to the sensor. */
const struct barrier *sensor_barrier(const struct sensor *sensor);

/* Kernel memory, in bytes, that the maps of this configuration take on this host. */
uint64_t sensor_memory(const struct sensor_config *config);

#endif
