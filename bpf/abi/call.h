/* SPDX-License-Identifier: GPL-2.0 */
/* The system calls that send signals. */
#ifndef SIGSNOOP_ABI_CALL_H
#define SIGSNOOP_ABI_CALL_H

/*
 * The six calls of the refused door. Where one program serves all of them, its attach cookie says
 * which call it runs for, and whether the caller is a 32-bit program (CALL_OF_32_BIT).
 */
enum signal_call {
	CALL_kill,
	CALL_tkill,
	CALL_tgkill,
	CALL_rt_sigqueueinfo,
	CALL_rt_tgsigqueueinfo,
	CALL_pidfd_send_signal
};

#define CALLS 6

#define CALL_OF_32_BIT (1u << 8)

#endif
