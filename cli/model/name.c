// SPDX-License-Identifier: GPL-2.0
/* Names that come from outside. */
#include "model/name.h"

#include "abi/identity.h"
#include "model/utf8.h"

_Static_assert(NAME_SIZE == UTF8_SIZE(COMM_SIZE - 1), "the worst name fits");

struct name name_from_bytes(const char *bytes, size_t size)
{
	struct name name = {""};

	utf8_copy(name.text, bytes, size < COMM_SIZE ? size : COMM_SIZE - 1);
	return name;
}
