/* SPDX-License-Identifier: GPL-2.0 */
/* System call numbers and arguments, from the registers saved at the entry to the kernel. */
#ifndef SIGSNOOP_REGISTERS_BPF_H
#define SIGSNOOP_REGISTERS_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

struct arguments {
	u64 first, second, third;
};

#if defined(__TARGET_ARCH_x86)
/* A macro, no typedef: CO-RE relocations need the name of the struct. */
#define registers pt_regs___entry_x86

static __always_inline struct arguments arguments(const struct registers *regs)
{
	return (struct arguments){regs->di, regs->si, regs->dx};
}

static __always_inline struct arguments arguments32(const struct registers *regs)
{
	return (struct arguments){(u32)regs->bx, (u32)regs->cx, (u32)regs->dx};
}

static __always_inline int call_number(const struct registers *regs)
{
	return (int)regs->orig_ax;
}
#elif defined(__TARGET_ARCH_arm64)
#define registers pt_regs___entry_arm64

/* At the exit regs[0] holds the return value; orig_x0 still has the argument. */
static __always_inline struct arguments arguments(const struct registers *regs)
{
	return (struct arguments){regs->orig_x0, regs->regs[1], regs->regs[2]};
}

static __always_inline struct arguments arguments32(const struct registers *regs)
{
	return (struct arguments){(u32)regs->orig_x0, (u32)regs->regs[1], (u32)regs->regs[2]};
}

static __always_inline int call_number(const struct registers *regs)
{
	return regs->syscallno;
}
#else
#error "the registers of this architecture are not known yet"
#endif

/* Needs bpf_task_pt_regs(), kernel 5.15. */
static __always_inline const struct registers *entry_registers(void)
{
	return (const struct registers *)bpf_task_pt_regs(bpf_get_current_task_btf());
}

static __always_inline bool have_entry_registers(void)
{
	return bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs);
}

#endif
