/* SPDX-License-Identifier: GPL-2.0 */
/* What this kernel can do, found out by trying it, never by its version. */
#ifndef SIGSNOOP_KERNEL_PROBE_H
#define SIGSNOOP_KERNEL_PROBE_H

#include <linux/bpf.h>
#include <stdbool.h>

struct btf;

/*
 * The descriptor of a program of this kind that does nothing, for an entry of the kernel's BTF (0:
 * it needs none); negative with errno.
 */
int probe_program(enum bpf_prog_type type, enum bpf_attach_type attach, int btf_id);

/* A tp_btf program loads for tracepoint signal_generate (kernel 5.5). */
bool probe_tp_btf(const struct btf *vmlinux);

/* A program loads and attaches at the exit of this kernel function (x86 5.5, arm64 6.4). */
bool probe_fexit(const struct btf *vmlinux, const char *function);

/* A kprobe.multi program attaches to this kernel function, or to its return (5.18). */
bool probe_kprobe_multi(const char *function, bool at_return);

/* A return kprobe attaches to this kernel function. */
bool probe_kretprobe(const char *function);

/* The kernel's BTF has a function of this name. */
bool probe_function(const struct btf *vmlinux, const char *function);

/* How many arguments a tracepoint has in this kernel; negative if there is no such tracepoint. */
int probe_tracepoint_arguments(const struct btf *vmlinux, const char *tracepoint);

#endif
