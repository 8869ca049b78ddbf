// SPDX-License-Identifier: GPL-2.0
/*
 * All programs that run in the kernel, as one translation unit. Each program has a file here; the
 * other *.bpf.h files are what they share. abi/ is what user space includes too: fixed widths, no
 * implicit padding, every size asserted.
 *
 * It is compiled twice, with NO_RDONLY_CAST and without: see cli/kernel/object.h.
 */
#include "generated.bpf.h"
#include "refused.bpf.h"
#include "exit.bpf.h"
#include "deliver.bpf.h"
#include "witness.bpf.h"
#include "clear_rows.bpf.h"

char LICENSE[] SEC("license") = "GPL";
