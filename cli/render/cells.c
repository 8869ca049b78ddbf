// SPDX-License-Identifier: GPL-2.0
/* Cells of tables that grow line by line. */
#include "render/cells.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "render/escape.h"

void cell_plain(struct cell *cell, const char *text)
{
	(void)snprintf(cell->text, sizeof(cell->text), "%s", text);
	cell->width = strlen(cell->text);
}

/* A pid, or "-", and a name, if there is one. */
static void cell_process(struct cell *cell, bool has_pid, int32_t pid, const struct name *name,
                         size_t most)
{
	char number[16] = "-";
	int length;

	if (has_pid)
		(void)snprintf(number, sizeof(number), "%" PRId32, pid);
	length = snprintf(cell->text, sizeof(cell->text), "%*s", PID_WIDTH, number);
	cell->width = (size_t)length;
	if (!name)
		return;
	cell->text[length++] = ' ';
	cell->width += 1 + escape_fit(name->text[0] ? name->text : "\"\"", most, CUT_END,
	                              cell->text + length, sizeof(cell->text) - (size_t)length);
}

void cell_sender(struct cell *cell, const struct party *sender, size_t most)
{
	bool has_name = sender->identified || sender->comm.text[0];

	cell_process(cell, sender->known && sender->pid, sender->pid,
	             has_name ? &sender->comm : NULL, most);
}

void cell_target(struct cell *cell, const struct party *target, size_t most)
{
	cell_process(cell, target->known, target->pid, target->identified ? &target->comm : NULL,
	             most);
}

void cell_parent(struct cell *cell, const struct party *party, size_t most)
{
	cell_process(cell, party->identified, party->parent,
	             party->identified ? &party->parent_comm : NULL, most);
}

void cell_uid(struct cell *cell, const struct party *party)
{
	char text[16] = "-";

	if (party->identified)
		(void)snprintf(text, sizeof(text), "%" PRIu32, party->uid);
	cell_plain(cell, text);
}

void cell_outcome(struct cell *cell, const char *outcome, int error)
{
	char text[64], name[ERROR_NAME_SIZE];

	(void)snprintf(text, sizeof(text), "%s%s%s", outcome, error ? " " : "",
	               error ? error_name(error, name) : "");
	cell_plain(cell, text);
}
