/* SPDX-License-Identifier: GPL-2.0 */
/* Keys and identities as the kernel's programs have them (bpf/abi), made rows and parties. */
#ifndef SIGSNOOP_MODEL_DECODE_H
#define SIGSNOOP_MODEL_DECODE_H

#include "abi/identity.h"
#include "abi/key.h"
#include "model/snapshot.h"

/* All that an identity says, but for the cgroup. */
void party_decode(struct party *party, const struct identity *identity);

/*
 * What a key says, and, unless `parties` is NULL, who is behind it. The rest of the row stays as it
 * is.
 */
void row_decode(struct row *row, const struct key *key, const struct parties *parties);

#endif
