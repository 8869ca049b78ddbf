// SPDX-License-Identifier: GPL-2.0
/* The programs in the kernel: chosen, loaded, attached. */
#include "kernel/sensor.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/calls.h"
#include "kernel/drain.h"
#include "kernel/host.h"
#include "kernel/log.h"
#include "kernel/probe.h"
#include "model/numbers.h"
#include "sigsnoop.skel.h"

#define LINKS_MOST 16 /* the generated door, six calls, six more for 32-bit programs */

struct sensor {
	struct sigsnoop *skel;
	struct hooks hooks;
	struct drain drain;
	struct bpf_link *links[LINKS_MOST];
	int programs[LINKS_MOST]; /* descriptors of the attached ones; they belong to the skeleton
	                           */
	size_t link_count;
	uint64_t recursion; /* misses that have been reported */
};

/* One way to watch the refused door. Program names are PREFIX_CALL and PREFIX32_CALL. */
struct method {
	enum failures mode;
	const char *name;
	const char *remedy; /* if it is forced and cannot be had */
};

static const struct method methods[] = {
	{FAILURES_FEXIT, "fexit", "this kernel does not allow fexit programs"},
	{FAILURES_KPROBE, "kprobe", "this kernel has no return kprobes"},
	{FAILURES_TRACEPOINT, "tracepoint", ""},
};

static bool method_works(enum failures mode, const struct btf *vmlinux)
{
	char function[CALL_FUNCTION_SIZE];

	call_function("kill", function);
	switch (mode) {
	case FAILURES_FEXIT:
		return probe_fexit(vmlinux, function);
	case FAILURES_KPROBE:
		return probe_kretprobe(function);
	default:
		return true;
	}
}

/* True if the filters leave anything that could come in by this door. */
static bool door_needed(enum door door, const struct filter *filter)
{
	const uint32_t refused_outcomes = 1u << OUTCOME_REFUSED | 1u << OUTCOME_PROBE;
	const uint32_t refused_origins =
		1u << ORIGIN_KILL | 1u << ORIGIN_TKILL | 1u << ORIGIN_SIGQUEUE;

	if (door == DOOR_REFUSED)
		return (filter->outcomes & refused_outcomes) && (filter->origins & refused_origins);
	return (filter->outcomes & ~refused_outcomes) && filter->origins &&
	       (filter->signals[0] & ~1ull || filter->signals[1] & 1);
}

static int choose_generated(struct sensor *sensor, const struct sensor_config *config,
                            const struct btf *vmlinux, struct fault *fault)
{
	bool btf = config->generated != GENERATED_RAW_TP && probe_tp_btf(vmlinux);

	if (config->generated == GENERATED_TP_BTF && !btf)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "--generated=tp_btf: this kernel refuses it; use auto");
	sensor->hooks.generated = btf ? "tp_btf" : "raw_tp";
	if (!door_needed(DOOR_GENERATED, &config->filter))
		sensor->hooks.generated = "off";
	return 0;
}

static int choose_refused(struct sensor *sensor, const struct sensor_config *config,
                          const struct btf *vmlinux, struct fault *fault)
{
	sensor->hooks.refused = "off";
	if (config->failures == FAILURES_OFF || !door_needed(DOOR_REFUSED, &config->filter))
		return 0;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const struct method *method = &methods[i];

		if (config->failures != FAILURES_AUTO && config->failures != method->mode)
			continue;
		if (method_works(method->mode, vmlinux)) {
			sensor->hooks.refused = method->name;
			if (method->mode == FAILURES_TRACEPOINT)
				return host_mount_tracefs(fault);
			return 0;
		}
		if (config->failures == method->mode)
			return fault_set(fault, EXIT_CANNOT_OBSERVE, "--failures=%s: %s; use auto",
			                 method->name, method->remedy);
	}
	return 0;
}

/*
 * What a program is for, by its name: METHOD_CALL or METHOD32_CALL; generated_btf and generated_raw
 * for the generated door.
 */
struct role {
	enum door door;
	bool chosen;
	bool for32;
	const char *call;
};

static struct role role_of(const struct sensor *sensor, const struct bpf_program *program)
{
	const char *name = bpf_program__name(program);
	const char *method = sensor->hooks.refused;
	struct role role = {.door = DOOR_REFUSED};
	size_t length = strlen(method);

	if (!strncmp(name, "generated_", strlen("generated_"))) {
		const char *wanted = !strcmp(sensor->hooks.generated, "tp_btf") ? "generated_btf"
		                                                                : "generated_raw";

		role.door = DOOR_GENERATED;
		role.chosen = strcmp(sensor->hooks.generated, "off") && !strcmp(name, wanted);
		return role;
	}
	if (strncmp(name, method, length))
		return role;
	role.for32 = !strncmp(name + length, "32", 2);
	role.call = strchr(name, '_') + 1;
	role.chosen = true;
	return role;
}

/* The kernel function that a program of the refused door goes to; NULL for a twin there is none of.
 */
static const char *target_function(const struct role *role, const struct btf *vmlinux,
                                   char function[CALL_FUNCTION_SIZE])
{
	return role->for32 ? call_function32(vmlinux, role->call, function)
	                   : call_function(role->call, function);
}

static int prepare_program(const struct sensor *sensor, struct bpf_program *program,
                           const struct btf *vmlinux)
{
	struct role role = role_of(sensor, program);
	char function[CALL_FUNCTION_SIZE];
	bool load = role.chosen;

	if (load && role.for32 && !target_function(&role, vmlinux, function))
		load = false;
	if (load && bpf_program__expected_attach_type(program) == BPF_TRACE_FEXIT &&
	    bpf_program__set_attach_target(program, 0, target_function(&role, vmlinux, function)))
		return -1;
	return bpf_program__set_autoload(program, load);
}

static int prepare(struct sensor *sensor, const struct sensor_config *config,
                   const struct btf *vmlinux)
{
	struct sigsnoop *skel = sensor->skel;
	struct bpf_map *sized[] = {skel->maps.rows_0, skel->maps.rows_1, skel->maps.parties_0,
	                           skel->maps.parties_1};
	struct bpf_program *program;

	for (size_t i = 0; i < sizeof(sized) / sizeof(sized[0]); i++)
		if (bpf_map__set_max_entries(sized[i], config->map_entries))
			return -1;
	bpf_object__for_each_program(
		program, skel->obj) if (prepare_program(sensor, program, vmlinux)) return -1;
	skel->rodata->filter = config->filter;
	skel->rodata->sender_glob = config->sender_glob;
	skel->rodata->target_glob = config->target_glob;
	skel->rodata->have_rdonly_cast = probe_function(vmlinux, "bpf_rdonly_cast");
	return 0;
}

static int attach_program(struct sensor *sensor, const struct bpf_program *program,
                          const struct btf *vmlinux)
{
	struct role role = role_of(sensor, program);
	char function[CALL_FUNCTION_SIZE];
	struct bpf_link *link;

	if (bpf_program__type(program) == BPF_PROG_TYPE_KPROBE)
		link = bpf_program__attach_kprobe(program, true,
		                                  target_function(&role, vmlinux, function));
	else
		link = bpf_program__attach(program);
	if (!link)
		return -1;
	sensor->programs[sensor->link_count] = bpf_program__fd(program);
	sensor->links[sensor->link_count++] = link;
	return 0;
}

static int attach(struct sensor *sensor, const struct btf *vmlinux)
{
	struct bpf_program *program;

	bpf_object__for_each_program(
		program, sensor->skel->obj) if (bpf_program__autoload(program) &&
	                                        attach_program(sensor, program, vmlinux)) return -1;
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
		                 bytes_human(sensor_memory(config->map_entries), memory),
		                 config->map_entries);
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
	uint64_t memory = sensor_memory(config->map_entries);
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

static void drain_over(struct drain *drain, const struct sigsnoop *skel,
                       const struct sensor_config *config)
{
	drain->rows[0] = bpf_map__fd(skel->maps.rows_0);
	drain->rows[1] = bpf_map__fd(skel->maps.rows_1);
	drain->parties[0] = bpf_map__fd(skel->maps.parties_0);
	drain->parties[1] = bpf_map__fd(skel->maps.parties_1);
	drain->tally = bpf_map__fd(skel->maps.tally);
	drain->epoch = &skel->bss->epoch;
	drain->capacity = config->map_entries;
	drain->cpus = libbpf_num_possible_cpus();
	drain->cgroups = config->cgroups;
}

static int load(struct sensor *sensor, const struct sensor_config *config,
                const struct btf *vmlinux, struct fault *fault)
{
	if (choose_generated(sensor, config, vmlinux, fault) ||
	    choose_refused(sensor, config, vmlinux, fault) ||
	    barrier_open(&sensor->drain.barrier, fault))
		return -1;
	log_clear(); /* of what the probes were refused */
	sensor->skel = sigsnoop__open();
	if (!sensor->skel || prepare(sensor, config, vmlinux) || sigsnoop__load(sensor->skel))
		return explain(errno, config, fault);
	drain_over(&sensor->drain, sensor->skel, config);
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

void sensor_close(struct sensor *sensor)
{
	for (size_t i = 0; i < sensor->link_count; i++)
		bpf_link__destroy(sensor->links[i]);
	if (sensor->skel)
		sigsnoop__destroy(sensor->skel);
	barrier_close(&sensor->drain.barrier);
	free(sensor);
}

struct hooks sensor_hooks(const struct sensor *sensor)
{
	return sensor->hooks;
}

/* Times that the kernel skipped one of the programs since it was loaded (5.12; else 0). */
static uint64_t recursion_misses(const struct sensor *sensor)
{
	uint64_t misses = 0;

	for (size_t i = 0; i < sensor->link_count; i++) {
		struct bpf_prog_info info = {0};
		__u32 size = sizeof(info);

		if (!bpf_obj_get_info_by_fd(sensor->programs[i], &info, &size))
			misses += info.recursion_misses;
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
	snapshot->hooks = sensor->hooks;
	return 0;
}

uint64_t sensor_memory(uint32_t map_entries)
{
	/* Sizes of an element's head and of a bucket: struct htab_elem and struct bucket, 64-bit.
	 */
	const uint64_t element = 48, bucket = 16, key = 16, pointer = 8;
	uint64_t cpus = (uint64_t)libbpf_num_possible_cpus();
	uint64_t buckets = 1;
	uint64_t row = element + key + pointer + 8 * cpus;
	uint64_t parties = element + key + sizeof(struct parties);

	while (buckets < map_entries)
		buckets *= 2;
	return 2 * (map_entries * (row + parties) + 2 * buckets * bucket +
	            cpus * sizeof(struct cpu_tally));
}
