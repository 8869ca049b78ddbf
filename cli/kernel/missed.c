// SPDX-License-Identifier: GPL-2.0
/* How often the kernel did not run a program that should have run. */
#include "kernel/missed.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <string.h>

uint64_t missed_by_program(int program)
{
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);

	return bpf_obj_get_info_by_fd(program, &info, &size) ? 0 : info.recursion_misses;
}

/*
 * struct bpf_link_info, include/uapi/linux/bpf.h, as of 6.7: headers may be older. What a kernel
 * does not know of it stays zero.
 */
struct link_info {
	__u32 type, id, program;
	__u32 pad;
	union {
		struct {
			__u64 addresses;
			__u32 count, flags;
			__u64 missed;
		} multi;
		struct {
			__u32 type, pad;
			__u64 name;
			__u32 name_length, offset;
			__u64 address;
			__u64 missed;
		} kprobe;
	};
};

#define PERF_EVENT_KRETPROBE 4 /* BPF_PERF_EVENT_KRETPROBE, 6.6 */

uint64_t missed_by_link(int link)
{
	struct link_info info = {0};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(link, &info, &size))
		return 0;
	switch (info.type) {
	case BPF_LINK_TYPE_KPROBE_MULTI:
		return info.multi.missed;
	case BPF_LINK_TYPE_PERF_EVENT:
		return info.kprobe.type == PERF_EVENT_KRETPROBE ? info.kprobe.missed : 0;
	default:
		return 0;
	}
}

/* The type of a member, looked for in what has no name too; NULL if there is none. */
static const struct btf_type *member_type(const struct btf *btf, const struct btf_type *type,
                                          const char *name)
{
	const struct btf_member *member = btf_members(type);

	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_type *inner = btf__type_by_id(btf, member[i].type);
		const char *called = btf__name_by_offset(btf, member[i].name_off);

		if (!strcmp(called, name))
			return inner;
		if (!*called && btf_is_composite(inner) && (inner = member_type(btf, inner, name)))
			return inner;
	}
	return NULL;
}

bool missed_is_counted(const struct btf *vmlinux)
{
	int id = btf__find_by_name_kind(vmlinux, "bpf_link_info", BTF_KIND_STRUCT);
	const struct btf_type *multi =
		id < 0 ? NULL
		       : member_type(vmlinux, btf__type_by_id(vmlinux, (__u32)id), "kprobe_multi");

	return multi && btf_is_composite(multi) && member_type(vmlinux, multi, "missed");
}
