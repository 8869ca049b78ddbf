// SPDX-License-Identifier: GPL-2.0
/* Keys and identities, made rows and parties. */
#include "model/decode.h"

void party_decode(struct party *party, const struct identity *identity)
{
	party->identified = true;
	party->uid = identity->uid;
	party->parent = (int32_t)identity->parent;
	party->comm = name_from_bytes(identity->comm, COMM_SIZE);
	party->parent_comm = name_from_bytes(identity->parent_comm, COMM_SIZE);
}

/* Of a refused call nobody knows who the target is. */
static bool is_refused_door(enum outcome outcome)
{
	return outcome == OUTCOME_REFUSED || outcome == OUTCOME_PROBE;
}

void row_decode(struct row *row, const struct key *key, const struct parties *parties)
{
	row->signal = (int)what_signal(key->what);
	row->outcome = what_outcome(key->what);
	row->origin = what_origin(key->what);
	row->error = (int)what_error(key->what);
	row->sender.known = true;
	row->sender.pid = (int32_t)key->sender;
	row->target.known = !(key->what & WHAT_TARGET_UNKNOWN);
	row->target.pid = key->target;
	if (!row->sender.pid)
		row->sender.comm = (struct name){"kernel"};
	else if (parties)
		party_decode(&row->sender, &parties->sender);
	if (parties && !is_refused_door(row->outcome))
		party_decode(&row->target, &parties->target);
}
