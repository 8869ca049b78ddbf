/* SPDX-License-Identifier: GPL-2.0 */
/* What libbpf has to say: kept for error messages, shown only when asked for. */
#ifndef SIGSNOOP_KERNEL_LOG_H
#define SIGSNOOP_KERNEL_LOG_H

#include <stdbool.h>

/* Take over libbpf's output. verbose: everything goes to stderr. */
void log_start(bool verbose);

/* The first warning since log_start() or log_clear(), one line; "" if none. Static. */
const char *log_warning(void);
void log_clear(void);

#endif
