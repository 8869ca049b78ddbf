/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Emptying the hash of a quiet side. By a program that user space runs, because this takes no
 * bpf(2) map operation: see `rows` in rows.bpf.h.
 */
#ifndef SIGSNOOP_CLEAR_ROWS_BPF_H
#define SIGSNOOP_CLEAR_ROWS_BPF_H

#include "abi/row.h"
#include "epoch.bpf.h"
#include "knobs.bpf.h"
#include "rows.bpf.h"

/* @args: which rows. Those that are not in the hash any more are passed over. */
SEC("syscall")
int clear_rows(struct clear_args *args)
{
	u32 side = args->side & 1, first = args->first;

	for (u32 i = 0; i < CLEAR_ROWS; i++) {
		struct kernel_row *row = first + i < map_entries ? row_at(side, first + i) : NULL;

		if (!row)
			break;
		if (side)
			bpf_map_delete_elem(&index_1, &row->key);
		else
			bpf_map_delete_elem(&index_0, &row->key);
	}
	return 0;
}

#endif
