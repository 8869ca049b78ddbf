// SPDX-License-Identifier: GPL-2.0
/* Make bytes from outside valid UTF-8. */
#include "model/utf8.h"

#include <stdint.h>
#include <string.h>

#define REPLACEMENT      "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_SIZE 3

/*
 * RFC 3629, section 4: which first bytes begin a sequence of several, and which second bytes may
 * follow. The limits on the second byte are what keeps out overlong forms, surrogates and what is
 * too large.
 */
static const struct lead {
	uint8_t first, last;
	uint8_t second_least, second_most;
	uint8_t length;
} leads[] = {
	{0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
	{0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
	{0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct lead *lead_find(uint8_t byte)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	}
	return NULL;
}

/* Length of the valid sequence that the bytes begin with, or 0. */
static size_t sequence_length(const uint8_t *bytes, size_t size)
{
	const struct lead *lead = lead_find(bytes[0]);

	if (!lead || lead->length > size)
		return 0;
	if (bytes[1] < lead->second_least || bytes[1] > lead->second_most)
		return 0;
	for (size_t i = 2; i < lead->length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 0;
	}
	return lead->length;
}

size_t utf8_copy(char *buffer, const char *bytes, size_t size)
{
	const uint8_t *from = (const uint8_t *)bytes;
	const uint8_t *end = from + strnlen(bytes, size);
	char *to = buffer;

	while (from < end) {
		size_t length;

		/* Nearly all that there is. */
		if (*from < 0x80) {
			*to++ = (char)*from++;
			continue;
		}
		length = sequence_length(from, (size_t)(end - from));
		if (length) {
			memcpy(to, from, length);
			to += length;
			from += length;
		} else {
			memcpy(to, REPLACEMENT, REPLACEMENT_SIZE);
			to += REPLACEMENT_SIZE;
			from++;
		}
	}
	*to = '\0';
	return (size_t)(to - buffer);
}
