// SPDX-License-Identifier: GPL-2.0
/*
 * Pins: FOLDER/maps/NAME, FOLDER/programs/NAME, FOLDER/links/NAME, the last two by the name of the
 * program. Names of bpffs may not have a dot (bpf_lookup() in kernel/bpf/inode.c), hence -starting
 * and -stopping.
 */
#include "kernel/pin.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include "abi/clock.h"
#include "abi/histogram.h"
#include "abi/key.h"
#include "abi/row.h"
#include "abi/tally.h"
#include "kernel/host.h"
#include "kernel/missed.h"
#include "kernel/plan.h"
#include "kernel/skeleton.h"

#define FOLDER_DEFAULT "/sys/fs/bpf/sigsnoop-top"
#define STARTING       "-starting"
#define STOPPING       "-stopping"

typedef char path_t[PATH_MAX];

static const char *const parts[] = {"maps", "programs", "links"};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

const char *pins_folder(void)
{
	const char *folder = getenv("SIGSNOOP_PIN_DIR");

	return folder && *folder ? folder : FOLDER_DEFAULT;
}

/* A path that is too long names nothing, and is refused where it is used. */
__attribute__((format(printf, 2, 3))) static const char *path_of(path_t path, const char *format,
                                                                 ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(path, sizeof(path_t), format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof(path_t))
		path[0] = '\0';
	return path;
}

static bool is_there(const char *path)
{
	struct stat status;

	return !lstat(path, &status);
}

bool pins_exist(void)
{
	return is_there(pins_folder());
}

bool pins_starting(void)
{
	path_t path;

	return is_there(path_of(path, "%s" STARTING, pins_folder()));
}

/* Everything in a folder of pins. 0, or -1 with errno. */
static int empty_folder(const char *folder)
{
	DIR *listing = opendir(folder);
	struct dirent *entry;
	int error = 0;

	if (!listing)
		return errno == ENOENT ? 0 : -1;
	while (!error && (entry = readdir(listing)))
		if (entry->d_name[0] != '.')
			error = unlinkat(dirfd(listing), entry->d_name, 0);
	(void)closedir(listing);
	return error ? -1 : 0;
}

/* 0 also if there is none, or -1 with errno. */
static int remove_folder(const char *folder)
{
	path_t part;

	/* The links first: nothing is counted any more when the maps go. */
	for (size_t i = PARTS; i-- > 0;) {
		path_of(part, "%s/%s", folder, parts[i]);
		if (empty_folder(part) || (rmdir(part) && errno != ENOENT))
			return -1;
	}
	return rmdir(folder) && errno != ENOENT ? -1 : 0;
}

static int remove_leftover(const char *suffix, bool *found, struct fault *fault)
{
	path_t folder;

	path_of(folder, "%s%s", pins_folder(), suffix);
	if (!is_there(folder))
		return 0;
	*found = true;
	if (remove_folder(folder))
		return fault_set(fault, EXIT_FAILED, "cannot remove %s: %s", folder,
		                 strerror(errno));
	return 0;
}

int pins_remove(bool *found, struct fault *fault)
{
	path_t stopping;

	*found = false;
	if (remove_leftover(STARTING, found, fault) || remove_leftover(STOPPING, found, fault))
		return -1;
	if (rename(pins_folder(), path_of(stopping, "%s" STOPPING, pins_folder()))) {
		if (errno == ENOENT)
			return 0;
		return fault_set(fault, EXIT_FAILED, "cannot remove %s: %s", pins_folder(),
		                 strerror(errno));
	}
	return remove_leftover(STOPPING, found, fault);
}

static int make_folder(const char *folder, gid_t group)
{
	if (mkdir(folder, 0700))
		return -1;
	return group && (chown(folder, 0, group) || chmod(folder, 0750)) ? -1 : 0;
}

static int make_folders(const char *folder, gid_t group)
{
	path_t part;

	if (make_folder(folder, group))
		return -1;
	for (size_t i = 0; i < PARTS; i++)
		if (make_folder(path_of(part, "%s/%s", folder, parts[i]), group))
			return -1;
	return 0;
}

static int pin(int object, const char *path, gid_t group)
{
	if (bpf_obj_pin(object, path) || chmod(path, group ? 0640 : 0600))
		return -1;
	return group && chown(path, 0, group) ? -1 : 0;
}

/* "sigsnoop.bss" is pinned as "bss". */
static const char *map_name(const struct bpf_map *map)
{
	const char *name = bpf_map__name(map);
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

static int pin_objects(const struct sensor *sensor, const char *folder, gid_t group)
{
	struct bpf_object *object = sensor_object(sensor);
	struct bpf_program *program;
	const char *name;
	struct bpf_link *link;
	struct bpf_map *map;
	path_t path;

	bpf_object__for_each_map (map, object)
		if (bpf_map__autocreate(map) &&
		    pin(bpf_map__fd(map), path_of(path, "%s/maps/%s", folder, map_name(map)),
		        group))
			return -1;
	bpf_object__for_each_program (program, object)
		if (bpf_program__autoload(program) &&
		    pin(bpf_program__fd(program),
		        path_of(path, "%s/programs/%s", folder, bpf_program__name(program)), group))
			return -1;
	/* Whoever can open a link can end it. */
	for (size_t i = 0; (link = sensor_link(sensor, i, &name)); i++)
		if (pin(bpf_link__fd(link), path_of(path, "%s/links/%s", folder, name), 0))
			return -1;
	return 0;
}

static int name_run(const struct sensor *sensor, uint64_t run)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(sensor_object(sensor), "delivery");
	const struct delivery delivery = {.run = run, .delivered = DELIVERED_NONE};
	const uint32_t zero = 0;

	return bpf_map_update_elem(bpf_map__fd(map), &zero, &delivery, BPF_ANY);
}

/* The folder that ours goes to, which must be in a bpffs; ours alone is mounted if it is not. */
static int check_parent(gid_t group, struct fault *fault)
{
	path_t parent;
	struct stat status;
	struct statfs fs;
	char *end;

	path_of(parent, "%s", pins_folder());
	end = strrchr(parent, '/');
	if (!end || end == parent)
		return fault_set(fault, EXIT_BAD_USAGE,
		                 "SIGSNOOP_PIN_DIR '%s': an absolute path in a bpffs is wanted",
		                 pins_folder());
	*end = '\0';
	if (!strcmp(parent, "/sys/fs/bpf") && host_mount_bpffs(fault))
		return -1;
	if (stat(parent, &status))
		return fault_set(
			fault, EXIT_BAD_USAGE,
			"SIGSNOOP_PIN_DIR '%s': cannot look at %s (%s): make it, or change "
			"SIGSNOOP_PIN_DIR",
			pins_folder(), parent, strerror(errno));
	if (statfs(parent, &fs) || fs.f_type != BPF_FS_MAGIC)
		return fault_set(
			fault, EXIT_BAD_USAGE,
			"%s is in no bpffs: mount one there (mount -t bpf bpf DIRECTORY), or "
			"change SIGSNOOP_PIN_DIR",
			pins_folder());
	if (group && !(status.st_mode & S_IXOTH))
		return fault_set(fault, EXIT_FAILED,
		                 "--group: no group can get into %s: chmod o+x %s", parent, parent);
	return 0;
}

int pins_create(const struct sensor *sensor, uint64_t run, gid_t group, struct fault *fault)
{
	path_t folder;
	bool found;
	int error;

	path_of(folder, "%s" STARTING, pins_folder());
	if (check_parent(group, fault) || remove_leftover(STARTING, &found, fault) ||
	    remove_leftover(STOPPING, &found, fault))
		return -1;
	if (!name_run(sensor, run) && !make_folders(folder, group) &&
	    !pin_objects(sensor, folder, group))
		return 0;
	error = errno;
	(void)remove_folder(folder);
	return fault_set(fault, EXIT_FAILED, "cannot pin into %s: %s", folder, strerror(error));
}

int pins_publish(struct fault *fault)
{
	path_t folder;
	int error;

	if (!rename(path_of(folder, "%s" STARTING, pins_folder()), pins_folder()))
		return 0;
	error = errno;
	(void)remove_folder(folder);
	return fault_set(fault, EXIT_FAILED, "cannot pin at %s: %s", pins_folder(),
	                 strerror(error));
}

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

/* Gives every pinned object of a part to `take`, which returns 0 or -1 with errno. */
typedef int (*take_fn)(void *context, const char *name, int object);

static int for_each(const char *part, take_fn take, void *context, struct fault *fault)
{
	/* A link cannot be opened for reading only. */
	LIBBPF_OPTS(bpf_obj_get_opts, opts, .file_flags = strcmp(part, "links") ? BPF_F_RDONLY : 0);
	struct dirent **entries = NULL;
	path_t path;
	int count = scandir(path_of(path, "%s/%s", pins_folder(), part), &entries, NULL, alphasort);
	int error = count < 0;

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (!error && name[0] != '.') {
			int object = bpf_obj_get_opts(
				path_of(path, "%s/%s/%s", pins_folder(), part, name), &opts);

			/* Links are root's alone. */
			error = object < 0 ? errno != EACCES : take(context, name, object);
			close_one(object);
		}
		free(entries[i]);
	}
	free(entries);
	return error ? fault_set(fault, EXIT_FAILED, "cannot read %s: %s", path, strerror(errno))
	             : 0;
}

struct program_taker {
	void (*take)(void *context, const struct pinned_program *program);
	void *context;
};

static int take_program(void *context, const char *name, int object)
{
	const struct program_taker *taker = context;
	struct pinned_program program = {0};
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(object, &info, &size))
		return -1;
	(void)snprintf(program.name, sizeof(program.name), "%s", name);
	program.runs = info.run_cnt;
	program.nanoseconds = info.run_time_ns;
	program.recursion = info.recursion_misses;
	taker->take(taker->context, &program);
	return 0;
}

int pins_programs(void (*take)(void *context, const struct pinned_program *program), void *context,
                  struct fault *fault)
{
	struct program_taker taker = {take, context};

	return for_each("programs", take_program, &taker, fault);
}

static void add_recursion(void *context, const struct pinned_program *program)
{
	if (plan_is_door(program->name))
		*(uint64_t *)context += program->recursion;
}

static int add_missed(void *context, const char *name, int object)
{
	if (plan_is_door(name))
		*(uint64_t *)context += missed_by_link(object);
	return 0;
}

int pins_recursion(uint64_t *misses, struct fault *fault)
{
	*misses = 0;
	return pins_programs(add_recursion, misses, fault) ||
	                       for_each("links", add_missed, misses, fault)
	               ? -1
	               : 0;
}

/* "memlock:" in the descriptor's fdinfo (kernel/bpf/syscall.c: bpf_map_show_fdinfo() and its like).
 */
static int add_memory(void *context, const char *name, int object)
{
	unsigned long long bytes;
	char path[64], line[128];
	FILE *file;

	(void)name;
	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", object);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "memlock: %llu", &bytes) == 1)
			*(uint64_t *)context += bytes;
	(void)fclose(file);
	return 0;
}

int pins_memory(uint64_t *bytes, struct fault *fault)
{
	*bytes = 0;
	return for_each("maps", add_memory, bytes, fault) ||
	                       for_each("programs", add_memory, bytes, fault)
	               ? -1
	               : 0;
}
