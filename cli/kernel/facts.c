// SPDX-License-Identifier: GPL-2.0
/* What the running kernel says of itself. */
#include "kernel/facts.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/host.h"
#include "kernel/mounts.h"
#include "kernel/preemption.h"

static void add_kernel(struct check_host *host)
{
	struct utsname kernel;

	if (uname(&kernel))
		return;
	utf8_copy(host->release, kernel.release, CHECK_WORD);
	utf8_copy(host->version, kernel.version, CHECK_WORD);
	utf8_copy(host->machine, kernel.machine, CHECK_WORD);
}

static int32_t read_sysctl(const char *path)
{
	FILE *file = fopen(path, "re");
	int value;

	if (!file)
		return SYSCTL_UNKNOWN;
	if (fscanf(file, "%d", &value) != 1)
		value = SYSCTL_UNKNOWN;
	(void)fclose(file);
	return value;
}

/* Of "none [integrity] confidentiality". */
static void read_lockdown(struct check_host *host, int file)
{
	char text[128] = "", *from;

	if (read(file, text, sizeof(text) - 1) > 0 && (from = strchr(text, '['))) {
		from[strcspn(from, "]")] = '\0';
		utf8_copy(host->lockdown, from + 1, CHECK_WORD);
	}
}

static void add_lockdown(struct check_host *host)
{
	int file = mount_open("securityfs", "/sys/kernel/security", "lockdown");

	if (file >= 0) {
		read_lockdown(host, file);
		close(file);
	} else if (errno == ENOENT) { /* built without */
		utf8_copy(host->lockdown, "none", CHECK_WORD);
	}
}

static void add_capabilities(struct check_host *host)
{
	static const struct {
		const char *name;
		int number;
	} known[CHECK_CAPABILITIES] = {
		{"CAP_BPF", CAP_BPF},
		{"CAP_PERFMON", CAP_PERFMON},
		{"CAP_SYS_ADMIN", CAP_SYS_ADMIN},
		{"CAP_DAC_READ_SEARCH", CAP_DAC_READ_SEARCH},
	};

	for (size_t i = 0; i < CHECK_CAPABILITIES; i++)
		host->capabilities[i] =
			(struct check_capability){known[i].name, host_has(known[i].number)};
}

void facts_collect(struct check_host *host, const struct sensor_config *defaults)
{
	add_kernel(host);
	host->preemption = preemption_of_kernel();
	host->type_information = !access("/sys/kernel/btf/vmlinux", R_OK);
	add_lockdown(host);
	host->perf_event_paranoid = read_sysctl("/proc/sys/kernel/perf_event_paranoid");
	host->unprivileged_bpf_disabled = read_sysctl("/proc/sys/kernel/unprivileged_bpf_disabled");
	host->cgroups = mounts_cgroups();
	host->mounts[MOUNT_BPFFS].type = "bpf";
	host->mounts[MOUNT_TRACEFS].type = "tracefs";
	for (size_t i = 0; i < CHECK_MOUNTS; i++)
		mount_find(&host->mounts[i]);
	add_capabilities(host);
	host->cpus_possible = libbpf_num_possible_cpus();
	host->cpus_online = (int)sysconf(_SC_NPROCESSORS_ONLN);
	host->sees_all_pids = host_sees_all_pids();
	host->memory_needed = sensor_memory(defaults);
	host->memory_at_hand = host_memory_available();
}
