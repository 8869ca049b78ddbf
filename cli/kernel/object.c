// SPDX-License-Identifier: GPL-2.0
/* The object of the programs, as compiled for this kernel. */
#include "kernel/object.h"

#include <errno.h>
#include <stdlib.h>

#include "kernel/probe.h"
#include "kernel/skeleton.h"
#include "sigsnoop_plain.skel.h"

_Static_assert(sizeof(struct sigsnoop__rodata) == sizeof(struct sigsnoop_plain__rodata) &&
                       sizeof(struct sigsnoop__bss) == sizeof(struct sigsnoop_plain__bss),
               "NO_RDONLY_CAST changes no variable");

/* As sigsnoop__open() does it, but from the other object: maps, programs and variables are the
 * same. */
static struct sigsnoop *open_plain(void)
{
	struct sigsnoop *skel = calloc(1, sizeof(*skel));
	int error;

	if (!skel)
		return NULL;
	error = sigsnoop__create_skeleton(skel);
	if (!error) {
		skel->skeleton->data = (void *)sigsnoop_plain__elf_bytes(&skel->skeleton->data_sz);
		error = bpf_object__open_skeleton(skel->skeleton, NULL);
	}
	if (!error)
		return skel;
	sigsnoop__destroy(skel);
	errno = -error;
	return NULL;
}

struct sigsnoop *object_open(const struct btf *vmlinux)
{
	return probe_function(vmlinux, "bpf_rdonly_cast") ? sigsnoop__open() : open_plain();
}
