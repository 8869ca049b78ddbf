/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the kernel sends the system calls of a thread over the slow path of tracepoints. */
#ifndef LIVE_SLOW_PATH_H
#define LIVE_SLOW_PATH_H

enum slow_path {
	SLOW_PATH_UNKNOWN, /* the program has not run */
	SLOW_PATH_NO,
	SLOW_PATH_YES,
};

#endif
