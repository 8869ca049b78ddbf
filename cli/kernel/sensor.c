// SPDX-License-Identifier: GPL-2.0
/* The programs in the kernel: chosen, loaded, attached. */
#include "kernel/sensor.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "abi/call.h"
#include "abi/clock.h"
#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/recorder.h"
#include "abi/row.h"
#include "abi/signal.h"
#include "abi/tally.h"
#include "clock.h"
#include "kernel/drain.h"
#include "kernel/event_buffers.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "kernel/method.h"
#include "kernel/missed.h"
#include "kernel/object.h"
#include "kernel/plan.h"
#include "kernel/probe.h"
#include "model/numbers.h"
#include "kernel/skeleton.h"

#define LINKS_MOST                                                                                 \
	24 /* generated, exit, deliver, delivery: three each; six calls, and six of 32-bit         \
	      programs */

struct sensor {
	struct sigsnoop *skel;
	struct plan plan;
	struct drain drain;
	struct event_buffers *events; /* NULL unless they are wanted */
	struct bpf_link *links[LINKS_MOST];
	/* The attached ones; they belong to the skeleton. */
	struct bpf_program *programs[LINKS_MOST];
	size_t link_count;
	uint64_t missed;    /* by links that are detached */
	uint64_t recursion; /* misses that have been reported */
};

static int prepare_program(const struct sensor *sensor, struct bpf_program *program,
                           const struct btf *vmlinux)
{
	struct assignment it = plan_program(&sensor->plan, bpf_program__name(program), vmlinux);

	if (it.load && bpf_program__expected_attach_type(program) == BPF_TRACE_FEXIT &&
	    bpf_program__set_attach_target(program, 0, it.function))
		return -1;
	return bpf_program__set_autoload(program, it.load);
}

struct size {
	struct bpf_map *map;
	uint32_t entries;
};

static int size_maps(const struct sigsnoop *skel, uint32_t entries, uint32_t hist_kinds,
                     uint32_t recorder, uint32_t cpus)
{
	const struct size sizes[] = {
		{skel->maps.index_0, entries},
		{skel->maps.index_1, entries},
		{skel->maps.rows, 2 * entries},
		{skel->maps.tally, 2 * cpus},
		{skel->maps.hist_0, hist_kinds ? HIST_ENTRIES : 1},
		{skel->maps.hist_1, hist_kinds ? HIST_ENTRIES : 1},
		{skel->maps.hist_sums_0, hist_kinds ? HIST_SUM_ENTRIES : 1},
		{skel->maps.hist_sums_1, hist_kinds ? HIST_SUM_ENTRIES : 1},
		{skel->maps.clocks, hist_kinds ? CLOCK_ENTRIES : 1},
		{skel->maps.recorder, recorder ? recorder : 1},
		{skel->maps.recorder_hints, recorder ? recorder * HINTS_PER_ENTRY : 1},
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		if (bpf_map__set_max_entries(sizes[i].map, sizes[i].entries))
			return -1;
	return 0;
}

/* The bucket holds what the rate brings in a tenth of a second, and one event at least. */
static void limit_events(struct sigsnoop__rodata *rodata, uint64_t rate)
{
	uint64_t capacity = rate / 10 > 1 ? rate / 10 : 1;

	if (!rate)
		return;
	rodata->event_period = rate < NANOSECONDS ? NANOSECONDS / rate : 1;
	rodata->event_burst = rodata->event_period * capacity;
}

static void set_knobs(const struct sensor *sensor, const struct sensor_config *config,
                      const struct btf *vmlinux)
{
	struct sigsnoop__rodata *rodata = sensor->skel->rodata;

	rodata->filter = config->filter;
	rodata->sender_glob = config->sender_glob;
	rodata->target_glob = config->target_glob;
	rodata->hist_kinds = sensor->plan.hist_kinds;
	rodata->recorder_entries = config->recorder_entries;
	rodata->map_entries = config->map_entries;
	rodata->sample_one_in = config->sample;
	rodata->events_wanted = config->events;
	limit_events(rodata, config->max_rate);
	rodata->have_group_dead = probe_tracepoint_arguments(vmlinux, "sched_process_exit") > 1;
}

static int prepare(struct sensor *sensor, const struct sensor_config *config,
                   const struct btf *vmlinux)
{
	struct sigsnoop *skel = sensor->skel;
	struct bpf_program *program;

	int cpus = tallies_cpus();

	if (cpus < 0 || size_maps(skel, config->map_entries, sensor->plan.hist_kinds,
	                          config->recorder_entries, (uint32_t)cpus))
		return -1;
	bpf_object__for_each_program (program, skel->obj)
		if (prepare_program(sensor, program, vmlinux))
			return -1;
	set_knobs(sensor, config, vmlinux);
	return bpf_map__set_autocreate(skel->maps.events, config->events);
}

/* One link for all calls; those of 32-bit programs where they have functions of their own. */
static struct bpf_link *attach_calls(struct bpf_program *program, const struct btf *vmlinux)
{
	static const char *const names[CALLS] = {
		[CALL_kill] = "kill",
		[CALL_tkill] = "tkill",
		[CALL_tgkill] = "tgkill",
		[CALL_rt_sigqueueinfo] = "rt_sigqueueinfo",
		[CALL_rt_tgsigqueueinfo] = "rt_tgsigqueueinfo",
		[CALL_pidfd_send_signal] = "pidfd_send_signal",
	};
	char functions[2 * CALLS][CALL_FUNCTION_SIZE];
	const char *symbols[2 * CALLS];
	__u64 cookies[2 * CALLS];
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = symbols, .cookies = cookies,
	            .retprobe = true);

	for (__u64 call = 0; call < CALLS; call++) {
		symbols[opts.cnt] = call_function(names[call], functions[opts.cnt]);
		cookies[opts.cnt++] = call;
		symbols[opts.cnt] = call_function32(vmlinux, names[call], functions[opts.cnt]);
		if (symbols[opts.cnt])
			cookies[opts.cnt++] = call | CALL_OF_32_BIT;
	}
	return bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);
}

/* At the entry of one function. */
static struct bpf_link *attach_function(struct bpf_program *program, const char *function)
{
	LIBBPF_OPTS(bpf_kprobe_multi_opts, opts, .syms = &function, .cnt = 1);

	return bpf_program__attach_kprobe_multi_opts(program, NULL, &opts);
}

static int attach_program(struct sensor *sensor, struct bpf_program *program,
                          const struct btf *vmlinux)
{
	struct assignment it = plan_program(&sensor->plan, bpf_program__name(program), vmlinux);
	struct bpf_link *link;

	if (bpf_program__expected_attach_type(program) == BPF_TRACE_KPROBE_MULTI)
		link = it.function[0] ? attach_function(program, it.function)
		                      : attach_calls(program, vmlinux);
	else if (bpf_program__type(program) == BPF_PROG_TYPE_KPROBE)
		link = bpf_program__attach_kprobe(program, true, it.function);
	else
		link = bpf_program__attach(program);
	if (!link)
		return -1;
	sensor->programs[sensor->link_count] = program;
	sensor->links[sensor->link_count++] = link;
	return 0;
}

static int attach(struct sensor *sensor, const struct btf *vmlinux)
{
	struct bpf_program *program;

	bpf_object__for_each_program (program, sensor->skel->obj)
		if (bpf_program__autoload(program) &&
		    bpf_program__type(program) != BPF_PROG_TYPE_SYSCALL &&
		    attach_program(sensor, program, vmlinux))
			return -1;
	return 0;
}

/* Why the kernel would not load or attach: the cause that the user can do something about. */
static int explain(int error, const struct sensor_config *config, struct fault *fault)
{
	char memory[GROUPED_SIZE];
	struct utsname host;

	if (error == ENOMEM || error == E2BIG)
		return fault_set(fault, EXIT_FAILED,
		                 "no kernel memory for the maps, %s: lower --map-entries (%u)",
		                 bytes_human(sensor_memory(config), memory), config->map_entries);
	if (host_locked_down())
		return fault_set(
			fault, EXIT_CANNOT_OBSERVE,
			"the kernel is locked down (lockdown=confidentiality) and lets no "
			"program read its memory: boot it with lockdown=integrity or none");
	if (uname(&host))
		host.release[0] = '\0';
	return fault_set(
		fault, EXIT_CANNOT_OBSERVE,
		"kernel %s refuses to load or attach (%s): %.200s; 5.15 or newer is needed, "
		"--verbose shows all that it said",
		host.release, strerror(error), log_warning());
}

static int check_host(const struct sensor_config *config, struct fault *fault)
{
	char needed[GROUPED_SIZE], there[GROUPED_SIZE];
	uint64_t memory = sensor_memory(config);
	uint64_t available = host_memory_available();

	if (!host_may_load())
		return fault_set(
			fault, EXIT_CANNOT_OBSERVE,
			"no permission to load programs into the kernel: run it as root, or "
			"with the capabilities CAP_BPF and CAP_PERFMON");
	if (available && memory > available)
		return fault_set(fault, EXIT_FAILED,
		                 "--map-entries %u would take %s of kernel memory, and only %s are "
		                 "free: lower it",
		                 config->map_entries, bytes_human(memory, needed),
		                 bytes_human(available, there));
	return 0;
}

static struct drain drain_over(const struct sigsnoop *skel, const struct sensor_config *config,
                               uint32_t hist_kinds)
{
	return (struct drain){
		.clear_rows = bpf_program__fd(skel->progs.clear_rows),
		.latency =
			{
				.kinds = hist_kinds,
				.hist = {bpf_map__fd(skel->maps.hist_0),
	                                 bpf_map__fd(skel->maps.hist_1)},
				.sums = {bpf_map__fd(skel->maps.hist_sums_0),
	                                 bpf_map__fd(skel->maps.hist_sums_1)},
				.clocks = bpf_map__fd(skel->maps.clocks),
				.clocks_running = &skel->bss->clocks_running,
				.cpus = libbpf_num_possible_cpus(),
			},
		.epoch = &skel->bss->epoch,
		.filled = skel->bss->filled,
		.capacity = config->map_entries,
		.sample = config->sample,
		.cgroups = config->cgroups,
	};
}

/* Before anything is counted: nobody should learn from a loss that there may be one. */
static void say_risk(const struct plan *plan)
{
	if (plan->risk)
		(void)fprintf(stderr, "sigsnoop-top: hooks %s and %s may lose %s\n",
		              plan->hooks.generated, plan->hooks.refused, plan->risk);
}

static int load(struct sensor *sensor, const struct sensor_config *config,
                const struct btf *vmlinux, struct fault *fault)
{
	struct barrier barrier;

	if (plan_make(&sensor->plan, config, vmlinux, fault) ||
	    barrier_open(&sensor->drain.barrier, fault))
		return -1;
	log_clear(); /* of what the probes were refused */
	sensor->skel = object_open(vmlinux);
	if (!sensor->skel || prepare(sensor, config, vmlinux) || sigsnoop__load(sensor->skel))
		return explain(errno, config, fault);
	barrier = sensor->drain.barrier;
	sensor->drain = drain_over(sensor->skel, config, sensor->plan.hist_kinds);
	sensor->drain.barrier = barrier;
	if (drain_map(&sensor->drain, bpf_map__fd(sensor->skel->maps.tally),
	              bpf_map__fd(sensor->skel->maps.rows), true, fault))
		return -1;
	/* Before the first observation wants to go there. */
	if (config->events &&
	    event_buffers_open(&sensor->events, bpf_map__fd(sensor->skel->maps.events),
	                       config->buffer_kib, fault))
		return -1;
	say_risk(&sensor->plan);
	if (attach(sensor, vmlinux))
		return explain(errno, config, fault);
	return 0;
}

int sensor_open(struct sensor **out, const struct sensor_config *config, struct fault *fault)
{
	struct sensor *sensor;
	struct btf *vmlinux;
	int error;

	if (check_host(config, fault))
		return -1;
	vmlinux = btf__load_vmlinux_btf();
	if (!vmlinux)
		return fault_set(
			fault, EXIT_CANNOT_OBSERVE,
			"this kernel has no type information (/sys/kernel/btf/vmlinux): it "
			"takes one built with CONFIG_DEBUG_INFO_BTF");
	sensor = calloc(1, sizeof(*sensor));
	if (!sensor) {
		btf__free(vmlinux);
		return fault_set(fault, EXIT_FAILED, "out of memory");
	}
	sensor->drain.barrier = (struct barrier){-1, -1};
	error = load(sensor, config, vmlinux, fault);
	btf__free(vmlinux);
	if (error)
		sensor_close(sensor);
	else
		*out = sensor;
	return error;
}

/* Times that a link of the doors did not even try to run its program; 0 once it is detached. */
static uint64_t missed_by(const struct sensor *sensor, size_t nth)
{
	if (!sensor->links[nth] || !plan_is_door(bpf_program__name(sensor->programs[nth])))
		return 0;
	return missed_by_link(bpf_link__fd(sensor->links[nth]));
}

static void detach(struct sensor *sensor)
{
	for (size_t i = 0; i < sensor->link_count; i++) {
		sensor->missed += missed_by(sensor, i);
		bpf_link__destroy(sensor->links[i]);
		sensor->links[i] = NULL;
	}
}

void sensor_close(struct sensor *sensor)
{
	detach(sensor);
	event_buffers_close(sensor->events);
	if (sensor->skel)
		sigsnoop__destroy(sensor->skel);
	barrier_close(&sensor->drain.barrier);
	drain_unmap(&sensor->drain);
	free(sensor);
}

struct hooks sensor_hooks(const struct sensor *sensor)
{
	return sensor->plan.hooks;
}

struct bpf_object *sensor_object(const struct sensor *sensor)
{
	return sensor->skel->obj;
}

struct bpf_link *sensor_link(const struct sensor *sensor, size_t nth, const char **program)
{
	if (nth >= sensor->link_count)
		return NULL;
	*program = bpf_program__name(sensor->programs[nth]);
	return sensor->links[nth];
}

const struct barrier *sensor_barrier(const struct sensor *sensor)
{
	return &sensor->drain.barrier;
}

/* Times that the kernel did not run a program of the doors since it was loaded. */
static uint64_t recursion_misses(const struct sensor *sensor)
{
	uint64_t misses = sensor->missed;

	for (size_t i = 0; i < sensor->link_count; i++) {
		if (plan_is_door(bpf_program__name(sensor->programs[i])))
			misses += missed_by_program(bpf_program__fd(sensor->programs[i]));
		misses += missed_by(sensor, i);
	}
	return misses;
}

int sensor_drain(struct sensor *sensor, struct snapshot *snapshot, struct fault *fault)
{
	uint64_t recursion;
	uint32_t side;

	if (drain_flip(&sensor->drain, &side, fault) ||
	    drain_read(&sensor->drain, side, snapshot, fault) ||
	    drain_clear(&sensor->drain, side, fault))
		return -1;
	recursion = recursion_misses(sensor);
	snapshot->ledger.recursion = recursion - sensor->recursion;
	sensor->recursion = recursion;
	snapshot->hooks = sensor->plan.hooks;
	return 0;
}

struct event_buffers *sensor_events(const struct sensor *sensor)
{
	return sensor->events;
}

static void add_events(struct event_ledger *ledger, const struct cpu_tally *cpu, enum door door)
{
	for (int slot = 0; slot < SIGNAL_SLOTS; slot++)
		ledger->seen += cpu->seen[door][slot];
	ledger->suppressed += cpu->events[door][EVENT_SUPPRESSED];
	ledger->buffer_full += cpu->events[door][EVENT_BUFFER_FULL];
	ledger->no_buffer += cpu->events[door][EVENT_NO_BUFFER];
}

/* Nobody flips the epoch: all is on the first side. */
void sensor_event_ledger(const struct sensor *sensor, struct event_ledger *ledger)
{
	const struct tallies *tallies = &sensor->drain.tallies;

	*ledger = (struct event_ledger){.recursion = recursion_misses(sensor)};
	for (uint32_t cpu = 0; cpu < tallies->cpus; cpu++) {
		add_events(ledger, tallies_of(tallies, cpu, 0), DOOR_GENERATED);
		add_events(ledger, tallies_of(tallies, cpu, 0), DOOR_REFUSED);
	}
}

int sensor_detach(struct sensor *sensor, struct fault *fault)
{
	detach(sensor);
	return barrier_wait(&sensor->drain.barrier, fault);
}

/* What a hash takes: struct htab_elem and struct bucket of a 64-bit kernel. */
static uint64_t hash_memory(uint64_t entries, uint64_t key, uint64_t value)
{
	const uint64_t element = 48, bucket = 16;
	uint64_t buckets = 1;

	while (buckets < entries)
		buckets *= 2;
	return entries * (element + (key + 7) / 8 * 8 + value) + buckets * bucket;
}

uint64_t sensor_memory(const struct sensor_config *config)
{
	uint64_t cpus = (uint64_t)libbpf_num_possible_cpus();
	const uint64_t pointer = 8;
	uint64_t recorder = config->recorder_entries *
	                    (sizeof(struct recorder_entry) + HINTS_PER_ENTRY * sizeof(uint64_t));
	uint64_t side = hash_memory(config->map_entries, sizeof(struct key), sizeof(uint64_t)) +
	                config->map_entries * sizeof(struct kernel_row) +
	                cpus * sizeof(struct cpu_tally);

	if (!config->hist_kinds)
		return 2 * side + recorder;
	side += hash_memory(HIST_ENTRIES, sizeof(struct hist_key), pointer + 8 * cpus) +
	        hash_memory(HIST_SUM_ENTRIES, sizeof(struct hist_key),
	                    pointer + cpus * sizeof(struct hist_sum));
	return 2 * side + recorder +
	       hash_memory(CLOCK_ENTRIES, sizeof(struct clock_key), sizeof(struct clock));
}
