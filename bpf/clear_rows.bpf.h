/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Emptying the hash of the quiet side. User space runs this program instead of deleting by bpf(2),
 * whose map operations keep other programs from running: see `rows` in rows.bpf.h.
 */
#ifndef SIGSNOOP_CLEAR_ROWS_BPF_H
#define SIGSNOOP_CLEAR_ROWS_BPF_H

#include "abi/row.h"
#include "epoch.bpf.h"
#include "knobs.bpf.h"
#include "rows.bpf.h"

/* Remove the rows of `args` from the hash; those already gone are skipped. */
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
