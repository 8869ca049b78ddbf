// SPDX-License-Identifier: GPL-2.0
/* The pins, opened by a process that came later. */
#include "kernel/pin.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "abi/clock.h"
#include "abi/event.h"
#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/row.h"
#include "abi/tally.h"
#include "kernel/pin_path.h"
#include "kernel/skeleton.h"

_Static_assert(offsetof(struct sigsnoop__bss, bucket) + sizeof(struct token_bucket) ==
                       sizeof(struct sigsnoop__bss),
               "the map `bss` has the size of the struct: nothing pads its end");

/* A map that is wanted, and of what shape. */
struct wanted {
	const char *name;
	int *map;
	enum bpf_map_type type;
	uint32_t key_size, value_size;
};

static bool fits(const struct wanted *wanted, const struct bpf_map_info *info)
{
	return info->type == wanted->type && info->key_size == wanted->key_size &&
	       info->value_size == wanted->value_size;
}

static int open_map(const struct wanted *wanted, bool writable, struct fault *fault)
{
	LIBBPF_OPTS(bpf_obj_get_opts, opts, .file_flags = writable ? 0 : BPF_F_RDONLY);
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);
	path_t path;

	path_of(path, "%s/maps/%s", pins_folder(), wanted->name);
	*wanted->map = bpf_obj_get_opts(path, &opts);
	if (*wanted->map < 0 && errno == ENOENT)
		return fault_set(fault, EXIT_FAILED,
		                 "%s is missing, or of another version: `sigsnoop-top stop "
		                 "--no-snapshot` removes what is there",
		                 path);
	if (*wanted->map < 0)
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "cannot open %s: %s: run it as root%s",
		                 path, strerror(errno),
		                 writable ? "" : ", or as a member of the --group of start");
	if (bpf_obj_get_info_by_fd(*wanted->map, &info, &size) || !fits(wanted, &info))
		return fault_set(fault, EXIT_FAILED,
		                 "%s has another version's layout: stop with the version that "
		                 "started, or with `sigsnoop-top stop --no-snapshot`",
		                 path);
	return 0;
}

/* Those that are mapped, and not needed after that. */
struct arrays {
	int index, tally, rows, globals; /* descriptors */
};

static int open_maps(struct pins *pins, struct arrays *arrays, struct fault *fault)
{
	struct drain *drain = &pins->drain;
	struct latency_maps *latency = &drain->latency;
	const uint32_t key = sizeof(struct key), hist = sizeof(struct hist_key);
	const uint32_t index = sizeof(uint32_t);
	const enum bpf_map_type hash = BPF_MAP_TYPE_HASH, per_cpu = BPF_MAP_TYPE_PERCPU_HASH;
	const enum bpf_map_type array = BPF_MAP_TYPE_ARRAY;
	const struct wanted all[] = {
		{"index_0", &arrays->index, hash, key, index},
		{"tally", &arrays->tally, array, index, sizeof(struct cpu_tally)},
		{"rows", &arrays->rows, array, index, sizeof(struct kernel_row)},
		{"hist_0", &latency->hist[0], per_cpu, hist, sizeof(uint64_t)},
		{"hist_1", &latency->hist[1], per_cpu, hist, sizeof(uint64_t)},
		{"hist_sums_0", &latency->sums[0], per_cpu, hist, sizeof(struct hist_sum)},
		{"hist_sums_1", &latency->sums[1], per_cpu, hist, sizeof(struct hist_sum)},
		{"clocks", &latency->clocks, hash, sizeof(struct clock_key), sizeof(struct clock)},
		{"delivery", &pins->delivery, array, index, sizeof(struct delivery)},
		{"bss", &arrays->globals, array, index, sizeof(struct sigsnoop__bss)},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (open_map(&all[i], pins->writable, fault))
			return -1;
	return 0;
}

static int open_programs(struct pins *pins, struct fault *fault)
{
	path_t path;

	pins->drain.clear_rows =
		bpf_obj_get(path_of(path, "%s/programs/clear_rows", pins_folder()));
	if (pins->drain.clear_rows >= 0)
		return 0;
	return fault_set(fault, EXIT_FAILED,
	                 "cannot open %s (%s): is it of another version? `sigsnoop-top stop "
	                 "--no-snapshot` removes what is there",
	                 path, strerror(errno));
}

/*
 * The programs' global variables: the .bss map can be mapped (BPF_F_MMAPABLE, kernel 5.5), but
 * bpf_map_mmap() refuses a descriptor that is for reading only: a copy will do then.
 */
static int map_globals(struct pins *pins, int map, struct fault *fault)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const int memory = pins->writable ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	const uint32_t zero = 0;
	void *globals;

	pins->globals_size = (sizeof(struct sigsnoop__bss) + page - 1) / page * page;
	globals = mmap(NULL, pins->globals_size, PROT_READ | PROT_WRITE, memory,
	               pins->writable ? map : -1, 0);
	if (globals == MAP_FAILED)
		return fault_set(fault, EXIT_FAILED, "cannot map the programs' variables: %s",
		                 strerror(errno));
	if (!pins->writable && bpf_map_lookup_elem(map, &zero, globals)) {
		(void)munmap(globals, pins->globals_size);
		return fault_set(fault, EXIT_FAILED, "cannot read the programs' variables: %s",
		                 strerror(errno));
	}
	pins->globals = globals;
	pins->drain.epoch = &((struct sigsnoop__bss *)globals)->epoch;
	pins->drain.filled = ((struct sigsnoop__bss *)globals)->filled;
	pins->drain.latency.clocks_running = &((struct sigsnoop__bss *)globals)->clocks_running;
	return 0;
}

static void forget(struct pins *pins)
{
	*pins = (struct pins){.delivery = -1};
	pins->drain.barrier = (struct barrier){-1, -1};
	pins->drain.latency.clocks = -1;
	pins->drain.clear_rows = -1;
	for (int side = 0; side < 2; side++) {
		pins->drain.latency.hist[side] = pins->drain.latency.sums[side] = -1;
	}
}

static void measure(struct pins *pins, int index)
{
	struct bpf_map_info info = {0};
	__u32 size = sizeof(info);

	if (!bpf_obj_get_info_by_fd(index, &info, &size))
		pins->drain.capacity = info.max_entries;
	pins->drain.latency.cpus = libbpf_num_possible_cpus();
	/* Where none are wanted, their maps are there and stay empty. */
	pins->drain.latency.kinds = (1U << HIST_KINDS) - 1;
	pins->drain.cgroups = true;
}

static void close_one(int descriptor)
{
	if (descriptor >= 0)
		close(descriptor);
}

static int open_pins(struct pins *pins, bool writable, const struct barrier *barrier,
                     struct fault *fault)
{
	struct arrays arrays = {-1, -1, -1, -1};
	int error;

	forget(pins);
	pins->writable = writable;
	pins->borrowed = barrier != NULL;
	if (barrier)
		pins->drain.barrier = *barrier;
	error = open_maps(pins, &arrays, fault) || (writable && open_programs(pins, fault));
	if (!error) {
		measure(pins, arrays.index);
		error = map_globals(pins, arrays.globals, fault) ||
		        drain_map(&pins->drain, arrays.tally, arrays.rows, writable, fault) ||
		        (writable && !barrier && barrier_open(&pins->drain.barrier, fault));
	}
	close_one(arrays.index);
	close_one(arrays.tally);
	close_one(arrays.rows);
	close_one(arrays.globals);
	if (error)
		pins_close(pins);
	return error ? -1 : 0;
}

int pins_open(struct pins *pins, bool writable, struct fault *fault)
{
	return open_pins(pins, writable, NULL, fault);
}

int pins_open_with(struct pins *pins, const struct barrier *barrier, struct fault *fault)
{
	return open_pins(pins, true, barrier, fault);
}

void pins_close(struct pins *pins)
{
	for (int side = 0; side < 2; side++) {
		close_one(pins->drain.latency.hist[side]);
		close_one(pins->drain.latency.sums[side]);
	}
	drain_unmap(&pins->drain);
	close_one(pins->drain.latency.clocks);
	close_one(pins->drain.clear_rows);
	close_one(pins->delivery);
	if (!pins->borrowed)
		barrier_close(&pins->drain.barrier);
	if (pins->globals)
		(void)munmap(pins->globals, pins->globals_size);
	forget(pins);
}

int pins_delivery(const struct pins *pins, struct delivery *delivery, struct fault *fault)
{
	const uint32_t zero = 0;

	if (bpf_map_lookup_elem(pins->delivery, &zero, delivery))
		return fault_set(fault, EXIT_FAILED, "cannot read the delivery map: %s",
		                 strerror(errno));
	return 0;
}

int pins_claim(const struct pins *pins, uint32_t fills, struct fault *fault)
{
	const uint32_t zero = 0;
	struct delivery delivery;

	if (pins_delivery(pins, &delivery, fault))
		return -1;
	delivery.claimed = fills;
	delivery.tgid = (uint32_t)getpid();
	if (bpf_map_update_elem(pins->delivery, &zero, &delivery, BPF_ANY))
		return fault_set(fault, EXIT_FAILED, "cannot claim the delivery: %s",
		                 strerror(errno));
	return 0;
}
