// SPDX-License-Identifier: GPL-2.0
/* What the pinned objects cost, and how often the kernel skipped the programs. */
#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/missed.h"
#include "kernel/pin.h"
#include "kernel/pin_path.h"
#include "kernel/plan.h"

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
			if (object >= 0)
				(void)close(object);
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
