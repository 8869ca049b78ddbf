// SPDX-License-Identifier: GPL-2.0
/* Where reports go. */
#include "output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST   40

void output_refresh(struct output *output)
{
	struct winsize size = {0};

	if (!output->terminal || ioctl(output->fd, TIOCGWINSZ, &size) || !size.ws_col)
		return;
	output->style.width = size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
	output->rows = size.ws_row;
}

struct output output_standard(void)
{
	const char *no_color = getenv("NO_COLOR");
	struct output output = {.fd = STDOUT_FILENO, .terminal = isatty(STDOUT_FILENO) == 1};

	output.style = (struct style){.width = WIDTH_DEFAULT, .first = true};
	output.style.color = output.terminal && !(no_color && *no_color);
	output_refresh(&output);
	return output;
}

static enum written write_all(int fd, const char *text, size_t size, struct fault *fault)
{
	while (size) {
		ssize_t done = write(fd, text, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == EPIPE)
			return WRITTEN_CLOSED;
		if (done < 0) {
			fault_set(fault, EXIT_FAILED, "cannot write the report: %s",
			          strerror(errno));
			return WRITTEN_FAILED;
		}
		text += done;
		size -= (size_t)done;
	}
	return WRITTEN;
}

enum written output_report(struct output *output, const struct renderer *renderer,
                           const struct snapshot *snapshot, struct fault *fault)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	enum written written;
	int error;

	error = !memory || renderer->report(snapshot, &output->style, memory);
	if (memory && fclose(memory))
		error = 1;
	if (error) {
		fault_set(fault, EXIT_FAILED, "cannot render the report: %s", strerror(errno));
		written = WRITTEN_FAILED;
	} else {
		written = write_all(output->fd, text, size, fault);
		output->style.first = false;
	}
	free(text);
	return written;
}
