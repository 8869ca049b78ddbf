/* SPDX-License-Identifier: GPL-2.0 */
/* How often the kernel did not run a program that should have run. */
#ifndef SIGSNOOP_KERNEL_MISSED_H
#define SIGSNOOP_KERNEL_MISSED_H

#include <stdbool.h>
#include <stdint.h>

struct btf;

/* Skipped by its recursion guard, by descriptor of the program (5.12; else 0). */
uint64_t missed_by_program(int program);

/*
 * Not even tried, by descriptor of a link of kprobe or kprobe.multi: more functions were under way
 * than the pool of return probes has places. 0 where the kernel does not tell: see
 * missed_is_counted().
 */
uint64_t missed_by_link(int link);

/* Links tell what they miss (6.7). */
bool missed_is_counted(const struct btf *vmlinux);

#endif
