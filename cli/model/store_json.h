/* SPDX-License-Identifier: GPL-2.0 */
/* What writing and reading the state file have in common. */
#ifndef SIGSNOOP_MODEL_STORE_JSON_H
#define SIGSNOOP_MODEL_STORE_JSON_H

#include <jansson.h>
#include <stdbool.h>

#include "model/snapshot.h"

#define STORE_FORMAT "sigsnoop-top state"

/* The ledger is numbers and nothing else. */
#define LEDGER_NUMBERS (sizeof(struct ledger) / sizeof(uint64_t))

uint64_t store_checksum(const char *text, size_t size);

/* A struct row; NULL if there is no memory. */
json_t *stored_row_json(const void *row);

/* Add the row to the snapshot. 0, or -1 if it is none or with errno ENOMEM. */
int stored_row_read(json_t *json, struct snapshot *snapshot);

bool stored_in_range(json_int_t number, json_int_t least, json_int_t most);
bool stored_is_signal(int signal);

#endif
