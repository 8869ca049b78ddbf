// SPDX-License-Identifier: GPL-2.0
/* Pins come and go as one: built under another name, renamed, and taken away under a third. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>

#include "kernel/host.h"
#include "kernel/pin.h"
#include "kernel/pin_path.h"

static const char *const parts[] = {"maps", "programs", "links"};

#define PARTS (sizeof(parts) / sizeof(parts[0]))

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
	if (!path_exists(folder))
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
