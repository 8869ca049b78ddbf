// SPDX-License-Identifier: GPL-2.0
/* What the host allows. */
#include "kernel/host.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include <linux/perf_event.h>

#define TRACEFS "/sys/kernel/tracing"
#define BPFFS   "/sys/fs/bpf"

#define PID_NAMESPACE_INITIAL 0xeffffffcU /* PROC_PID_INIT_INO, include/linux/proc_ns.h, 3.8 on */

bool host_has(int capability)
{
	cap_flag_value_t has = CAP_CLEAR;
	cap_t caps = cap_get_proc();

	if (!caps)
		return false;
	if (cap_get_flag(caps, capability, CAP_EFFECTIVE, &has))
		has = CAP_CLEAR;
	cap_free(caps);
	return has == CAP_SET;
}

bool host_may_load(void)
{
	return host_has(CAP_SYS_ADMIN) || (host_has(CAP_BPF) && host_has(CAP_PERFMON));
}

int host_check_perf_events(struct fault *fault)
{
	struct perf_event_attr attr = {
		.size = sizeof(attr),
		.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_DUMMY,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int event = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	if (event >= 0) {
		close(event);
		return 0;
	}
	if (errno != EACCES)
		return 0;
	return fault_set(
		fault, EXIT_CANNOT_OBSERVE,
		"kernel.perf_event_paranoid is above 2, and so perf_event_open(2), which "
		"tracepoints, kprobes and event buffers need, takes CAP_SYS_ADMIN: grant it, "
		"or set that to 2");
}

/* True if a file has this text in it; false also if it cannot be read. */
static bool file_has(const char *path, const char *text)
{
	char line[4096];
	FILE *file = fopen(path, "re");
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, text) != NULL;
	(void)fclose(file);
	return found;
}

bool host_locked_down(void)
{
	/* The first says it for sure; the second is for hosts that do not mount securityfs. */
	return file_has("/sys/kernel/security/lockdown", "[confidentiality]") ||
	       file_has("/proc/cmdline", "lockdown=confidentiality");
}

uint64_t host_memory_available(void)
{
	char line[128];
	FILE *file = fopen("/proc/meminfo", "re");
	unsigned long long kib = 0;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			break;
	(void)fclose(file);
	return (uint64_t)kib * 1024;
}

static bool is_mounted(const char *path, long type)
{
	struct statfs fs;

	return !statfs(path, &fs) && (long)fs.f_type == type;
}

int host_mount_tracefs(struct fault *fault)
{
	if (!is_mounted(TRACEFS, TRACEFS_MAGIC) &&
	    mount("tracefs", TRACEFS, "tracefs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) &&
	    errno != EBUSY)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "cannot mount tracefs at %s (%s): mount it, or use --failures=off",
		                 TRACEFS, strerror(errno));
	/* libbpf looks there for the numbers of tracepoints. */
	if (faccessat(AT_FDCWD, TRACEFS "/events/syscalls/sys_exit_kill/id", R_OK, AT_EACCESS) &&
	    errno == EACCES)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "tracepoints take reading " TRACEFS ", which is root's alone: "
		                 "grant CAP_DAC_READ_SEARCH too, or use --failures=off");
	return 0;
}

int host_mount_bpffs(struct fault *fault)
{
	if (is_mounted(BPFFS, BPF_FS_MAGIC))
		return 0;
	if (mount("bpf", BPFFS, "bpf", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=700") &&
	    errno != EBUSY)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "cannot mount bpffs at %s (%s): mount it (mount -t bpf bpf %s)",
		                 BPFFS, strerror(errno), BPFFS);
	return 0;
}

const char *host_boot_id(char id[BOOT_ID_SIZE])
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	id[0] = '\0';
	if (!file)
		return id;
	if (!fgets(id, BOOT_ID_SIZE, file))
		id[0] = '\0';
	(void)fclose(file);
	return id;
}

bool host_sees_all_pids(void)
{
	struct stat status;

	return !stat("/proc/self/ns/pid", &status) && status.st_ino == PID_NAMESPACE_INITIAL;
}

void host_name(char name[UTF8_SIZE(HOST_NAME_MAX)])
{
	char bytes[HOST_NAME_MAX + 1] = "";

	if (gethostname(bytes, sizeof(bytes)))
		(void)snprintf(bytes, sizeof(bytes), "localhost");
	utf8_copy(name, bytes, HOST_NAME_MAX);
}
