// SPDX-License-Identifier: GPL-2.0
/* What is known of a run that has no process. */
#include "model/status.h"

#include <stdlib.h>
#include <string.h>

double status_uptime(const struct status *status)
{
	const struct timespec *from = &status->started, *to = &status->now;

	return (double)(to->tv_sec - from->tv_sec) + (double)(to->tv_nsec - from->tv_nsec) / 1e9;
}

void status_free(struct status *status)
{
	free(status->programs);
	status->programs = NULL;
	status->program_count = 0;
}

struct program_status *status_add_program(struct status *status)
{
	size_t count = status->program_count + 1;
	struct program_status *programs = reallocarray(status->programs, count, sizeof(*programs));

	if (!programs)
		return NULL;
	status->programs = programs;
	status->program_count = count;
	memset(&programs[count - 1], 0, sizeof(*programs));
	return &programs[count - 1];
}
