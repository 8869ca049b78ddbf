// SPDX-License-Identifier: GPL-2.0
/* The kernel functions behind the system calls (arch/.../include/asm/syscall_wrapper.h, 4.17 on).
 */
#include "kernel/calls.h"

#include <stdio.h>

#include "kernel/probe.h"

#if defined(__x86_64__)
static const char native[] = "__x64_sys_";
static const char *const compat[] = {"__ia32_compat_sys_", "__ia32_sys_"};
#elif defined(__aarch64__)
static const char native[] = "__arm64_sys_";
static const char *const compat[] = {"__arm64_compat_sys_"};
#else
#error "the system call functions of this architecture are not known yet"
#endif

const char *call_function(const char *call, char function[CALL_FUNCTION_SIZE])
{
	(void)snprintf(function, CALL_FUNCTION_SIZE, "%s%s", native, call);
	return function;
}

const char *call_function32(const struct btf *vmlinux, const char *call,
                            char function[CALL_FUNCTION_SIZE])
{
	for (size_t i = 0; i < sizeof(compat) / sizeof(compat[0]); i++) {
		(void)snprintf(function, CALL_FUNCTION_SIZE, "%s%s", compat[i], call);
		if (probe_function(vmlinux, function))
			return function;
	}
	return NULL;
}
