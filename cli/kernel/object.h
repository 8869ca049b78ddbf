/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The object of the programs, as compiled for this kernel: with bpf_rdonly_cast() or without. It is
 * compiled twice because a symbol that the kernel has not, even a weak one, makes libbpf look
 * through the types of all modules, which takes CAP_SYS_ADMIN (load_module_btfs() of libbpf 1.1).
 */
#ifndef SIGSNOOP_KERNEL_OBJECT_H
#define SIGSNOOP_KERNEL_OBJECT_H

struct btf;
struct sigsnoop;

/* Opened and not loaded, to be given to sigsnoop__destroy(). NULL with errno. */
struct sigsnoop *object_open(const struct btf *vmlinux);

#endif
