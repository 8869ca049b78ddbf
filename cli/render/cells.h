/* SPDX-License-Identifier: GPL-2.0 */
/* Cells of tables that grow line by line: records of the flight recorder, and events. */
#ifndef SIGSNOOP_RENDER_CELLS_H
#define SIGSNOOP_RENDER_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/snapshot.h"

#define CELL_SIZE (4 * NAME_SIZE + 64)

/*
 * The widths that a column has at least, so that lines which are printed one after the other stand
 * in line: for pids up to 4194304 and names of 15 characters.
 */
#define PID_WIDTH   7
#define NAME_WIDTH  15
#define PARTY_WIDTH (PID_WIDTH + 1 + NAME_WIDTH)

/* What is printed, escaped, and how many columns of the terminal it takes. */
struct cell {
	char text[CELL_SIZE];
	size_t width;
};

/* A text in ASCII. */
void cell_plain(struct cell *cell, const char *text);

/* Sender and target of a row, pid and name; `most` columns of the name are shown. */
void cell_sender(struct cell *cell, const struct party *sender, size_t most);
void cell_target(struct cell *cell, const struct party *target, size_t most);

/* Likewise the parent of a party, and its uid; "-" if they are not known. */
void cell_parent(struct cell *cell, const struct party *party, size_t most);
void cell_uid(struct cell *cell, const struct party *party);

/* "queued", "refused EPERM"; an error of 0 is none. */
void cell_outcome(struct cell *cell, const char *outcome, int error);

#endif
