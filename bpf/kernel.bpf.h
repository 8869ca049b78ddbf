/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel types that the programs read, cut down to the members in use. CO-RE relocates them
 * against the running kernel's BTF, so only names and types matter here, not the layout.
 */
#ifndef SIGSNOOP_KERNEL_BPF_H
#define SIGSNOOP_KERNEL_BPF_H

#include <linux/bpf.h>
#include <stdbool.h>

typedef __s32 s32;
typedef __u32 u32;
typedef __s64 s64;
typedef __u64 u64;

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	u64 id;
};

struct cgroup {
	struct kernfs_node *kn;
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct kuid {
	u32 val;
};

struct cred {
	struct kuid uid;
};

struct upid {
	int nr;
};

struct pid {
	struct upid numbers[1];
};

struct super_block {
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	void *i_private;
};

struct proc_inode {
	struct pid *pid;
	struct inode vfs_inode;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct qstr d_name;
};

struct path {
	struct dentry *dentry;
};

struct file {
	void *private_data;
	struct inode *f_inode;
	struct path f_path;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

typedef struct {
	unsigned long sig[1];
} sigset_t;

struct sigpending {
	sigset_t signal;
};

typedef struct {
	int counter;
} atomic_t;

struct mm_struct;

struct signal_struct {
	atomic_t live; /* threads that have not exited */
	struct sigpending shared_pending;
	unsigned int flags; /* SIGNAL_GROUP_EXIT: the whole process ends with group_exit_code */
	int group_exit_code;
	struct mm_struct *oom_mm; /* set if the out-of-memory killer chose this process */
};

struct sigaction {
	void *sa_handler;
};

struct k_sigaction {
	struct sigaction sa;
};

struct sighand_struct {
	struct k_sigaction action[64];
};

struct task_struct {
	int pid;
	int tgid;
	int exit_code;
	unsigned int flags; /* PF_... */
	void *stack;
	char comm[16];
	struct task_struct *group_leader;
	struct task_struct *real_parent;
	const struct cred *real_cred;
	struct css_set *cgroups;
	struct files_struct *files;
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	struct sigpending pending;
	sigset_t blocked;
	unsigned int ptrace;
	u64 start_boottime;
};

struct task_struct___before_5_5 {
	u64 real_start_time; /* start_boottime since commit cf25e24db61c */
};

struct kernel_siginfo {
	int si_code;
};

/*
 * The registers at the entry of a system call, per architecture. The names differ from libbpf's
 * pt_regs___arm64.
 */
struct pt_regs___entry_x86 {
	unsigned long di, si, dx, r10; /* arguments of a 64-bit call */
	unsigned long bx, cx;          /* the first two of a 32-bit call; then dx, si */
	unsigned long orig_ax;         /* number of the call */
};

struct pt_regs___entry_arm64 {
	u64 regs[31];
	u64 orig_x0;
	s32 syscallno;
};

#pragma clang attribute pop

#endif
