// SPDX-License-Identifier: GPL-2.0
/* write(2) may write less than it is given, and a signal may end it early. */
#include "write.h"

#include <errno.h>
#include <unistd.h>

int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t done = write(fd, text, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		text += done;
		size -= (size_t)done;
	}
	return 0;
}
