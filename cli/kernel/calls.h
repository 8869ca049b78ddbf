/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel functions behind the system calls of the refused door, on this architecture. */
#ifndef SIGSNOOP_KERNEL_CALLS_H
#define SIGSNOOP_KERNEL_CALLS_H

#include <stddef.h>

struct btf;

#define CALL_FUNCTION_SIZE 64

/*
 * The function of a call, e.g. "kill" -> "__x64_sys_kill", in `function`, which is returned.
 */
const char *call_function(const char *call, char function[CALL_FUNCTION_SIZE]);

/*
 * The function that serves 32-bit programs, or NULL if the kernel has none of its own for them
 * (no 32-bit support, or arm64, where most calls share one function).
 */
const char *call_function32(const struct btf *vmlinux, const char *call,
                            char function[CALL_FUNCTION_SIZE]);

#endif
