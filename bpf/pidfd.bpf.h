/* SPDX-License-Identifier: GPL-2.0 */
/* The process that a descriptor passed to pidfd_send_signal() refers to. */
#ifndef SIGSNOOP_PIDFD_BPF_H
#define SIGSNOOP_PIDFD_BPF_H

#include "kernel.bpf.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define ANON_INODE_FS_MAGIC 0x09041934 /* pidfds up to 6.8: anonymous inodes */
#define PID_FS_MAGIC        0x50494446 /* pidfds from 6.9 on: pidfs */
#define PROC_SUPER_MAGIC    0x9fa0     /* a /proc/PID directory serves as a pidfd */

/* Refer to the caller (linux/pidfd.h, 6.15). */
#define PIDFD_SELF_THREAD       -10000
#define PIDFD_SELF_THREAD_GROUP -10001

/* Eventfds and timerfds are anonymous inodes too. The kernel, not the user, sets the name. */
static __always_inline bool is_anonymous_pidfd(struct file *file)
{
	static const char pidfd[8] = "[pidfd]";
	char name[sizeof(pidfd)] = "";

	bpf_probe_read_kernel_str(name, sizeof(name),
	                          BPF_CORE_READ(file, f_path.dentry, d_name.name));
	return !__builtin_memcmp(name, pidfd, sizeof(name));
}

static __always_inline struct pid *pid_of_file(struct file *file)
{
	struct inode *inode = BPF_CORE_READ(file, f_inode);

	switch (BPF_CORE_READ(inode, i_sb, s_magic)) {
	case PID_FS_MAGIC:
		return BPF_CORE_READ(inode, i_private);
	case ANON_INODE_FS_MAGIC:
		return is_anonymous_pidfd(file) ? BPF_CORE_READ(file, private_data) : NULL;
	case PROC_SUPER_MAGIC: {
		u64 offset = bpf_core_field_offset(struct proc_inode, vfs_inode);
		struct proc_inode *proc = (void *)((char *)inode - offset);

		return BPF_CORE_READ(proc, pid);
	}
	default:
		return NULL;
	}
}

/*
 * The process id in the initial namespace; 0 = unknown. Call it only if the system call did not
 * fail with EBADF. The descriptor may still be of any kind, because wrong flags fail with EINVAL
 * before it is checked.
 */
static __always_inline s32 pidfd_target(s32 fd)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct fdtable *table;
	struct file **slot;
	struct file *file = NULL;
	struct pid *pid;

	if (fd == PIDFD_SELF_THREAD || fd == PIDFD_SELF_THREAD_GROUP)
		return current->tgid;
	table = BPF_CORE_READ(current, files, fdt);
	if (!table || (u32)fd >= BPF_CORE_READ(table, max_fds))
		return 0;
	slot = BPF_CORE_READ(table, fd);
	if (bpf_probe_read_kernel(&file, sizeof(file), slot + fd) || !file)
		return 0;
	pid = pid_of_file(file);
	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

#endif
