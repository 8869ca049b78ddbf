// SPDX-License-Identifier: GPL-2.0
/* The machine that figures come from. */
#include "machine.h"

#include <bpf/libbpf.h>
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define VULNERABILITIES "/sys/devices/system/cpu/vulnerabilities"

/* What is left of a line, without blanks around it and quotes. */
static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (*text == '"' || isspace((unsigned char)*text))
		text++;
	while (end > text && (end[-1] == '"' || isspace((unsigned char)end[-1])))
		*--end = '\0';
	return text;
}

/*
 * What follows a word and `separator` in the first such line of a file, or with no word the first
 * line; null if there is none.
 */
static json_t *text_of(const char *path, const char *word, char separator)
{
	FILE *file = fopen(path, "re");
	json_t *text = NULL;
	char line[4096];

	while (file && !text && fgets(line, sizeof(line), file)) {
		char *value = word ? strchr(line, separator) : line;

		if (value && (!word || !strncmp(line, word, strlen(word))))
			text = json_string(trim(word ? value + 1 : value));
	}
	if (file)
		(void)fclose(file);
	return text ? text : json_null();
}

static bool is_virtual(void)
{
	char line[8192];
	FILE *file = fopen("/proc/cpuinfo", "re");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file))
		found = !strncmp(line, "flags", 5) && strstr(line, " hypervisor");
	if (file)
		(void)fclose(file);
	return found;
}

static json_t *mitigations(void)
{
	json_t *all = json_object();
	DIR *dir = opendir(VULNERABILITIES);
	const struct dirent *entry;
	char path[512];

	while (dir && (entry = readdir(dir))) {
		json_t *text;

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), VULNERABILITIES "/%s", entry->d_name);
		text = text_of(path, NULL, 0);
		if (json_is_string(text) && strcmp(json_string_value(text), "Not affected") != 0)
			(void)json_object_set(all, entry->d_name, text);
		json_decref(text);
	}
	if (dir)
		(void)closedir(dir);
	return all;
}

json_t *machine_json(void)
{
	struct utsname host = {0};
	json_int_t memory = (json_int_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);

	(void)uname(&host);
	return json_pack("{s:o, s:b, s:I, s:i, s:I, s:s, s:s, s:o, s:o, s:o}", "cpu",
	                 text_of("/proc/cpuinfo", "model name", ':'), "hypervisor", is_virtual(),
	                 "cpus_online", (json_int_t)sysconf(_SC_NPROCESSORS_ONLN), "cpus_possible",
	                 libbpf_num_possible_cpus(), "memory_bytes", memory, "kernel", host.release,
	                 "architecture", host.machine, "mitigations", mitigations(), "bpf_jit",
	                 text_of("/proc/sys/net/core/bpf_jit_enable", NULL, 0), "distribution",
	                 text_of("/etc/os-release", "PRETTY_NAME", '='));
}
