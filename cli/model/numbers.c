// SPDX-License-Identifier: GPL-2.0
/* Numbers from the command line, and numbers for people. */
#include "model/numbers.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

int number_parse(const char *word, int64_t least, int64_t most, int64_t *number)
{
	bool negative = least < 0 && *word == '-';
	int64_t value = 0;

	word += negative;
	if (!*word)
		return -1;
	for (; is_digit(*word); word++) {
		int digit = *word - '0';

		/* Built up on its own side of zero, so that INT64_MIN is in reach. */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return -1;
	}
	if (*word || value < least || value > most)
		return -1;
	*number = value;
	return 0;
}

int seconds_parse(const char *word, double least, double most, double *seconds)
{
	double value = 0, unit = 1;
	bool digits = false, fraction = false;

	for (; is_digit(*word) || (*word == '.' && !fraction); word++) {
		if (*word == '.') {
			fraction = true;
			continue;
		}
		digits = true;
		value = value * 10 + (*word - '0');
		if (fraction)
			unit *= 10;
	}
	value /= unit;
	/* Said this way round, the comparison also turns away inf / inf of an endless word. */
	if (*word || !digits || !(value >= least && value <= most))
		return -1;
	*seconds = value;
	return 0;
}

const char *number_group(uint64_t number, char buffer[GROUPED_SIZE])
{
	char digits[GROUPED_SIZE];
	int length = snprintf(digits, sizeof(digits), "%" PRIu64, number);
	char *to = buffer;

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	*to = '\0';
	return buffer;
}

const char *bytes_human(uint64_t bytes, char buffer[GROUPED_SIZE])
{
	static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	double value = (double)bytes;
	size_t unit = 0;

	/* 1023.5 and up would be written as 1024 of the smaller unit. */
	while (value >= 1023.5 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		value /= 1024;
		unit++;
	}
	bool whole = value >= 99.95 || llround(value * 10) % 10 == 0;

	(void)snprintf(buffer, GROUPED_SIZE, "%.*f %s", whole ? 0 : 1, value, units[unit]);
	return buffer;
}
