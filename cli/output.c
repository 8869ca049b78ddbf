// SPDX-License-Identifier: GPL-2.0
/* Where reports go. */
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "abi/signal.h"
#include "model/utf8.h"
#include "render/escape.h"
#include "write.h"

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST   40

/* Lines of the table that are no rows: header, headings, blanks, prompt. */
#define TABLE_EXTRA_LINES 9
#define TABLE_ROWS_LEAST  5

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

static enum written write_report(int fd, const char *text, size_t size, struct fault *fault)
{
	if (!write_all(fd, text, size))
		return WRITTEN;
	if (errno == EPIPE)
		return WRITTEN_CLOSED;
	fault_set(fault, EXIT_FAILED, "cannot write the report: %s", strerror(errno));
	return WRITTEN_FAILED;
}

/* As text to be freed; NULL with a fault. */
static char *rendered(const struct renderer *renderer, const struct document *document,
                      const struct style *style, size_t *size, struct fault *fault)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, size);
	int error;

	error = !memory || renderer_print(renderer, document, style, memory);
	if (memory && fclose(memory))
		error = 1;
	if (!error)
		return text;
	fault_set(fault, EXIT_FAILED, "cannot render the report: %s", strerror(errno));
	free(text);
	return NULL;
}

enum written output_write(struct output *output, const struct renderer *renderer,
                          const struct document *document, struct fault *fault)
{
	size_t size = 0;
	char *text = rendered(renderer, document, &output->style, &size, fault);
	enum written written = WRITTEN_FAILED;

	if (text) {
		written = write_report(output->fd, text, size, fault);
		output->style.first = false;
	}
	free(text);
	return written;
}

enum written output_report(struct output *output, const struct renderer *renderer,
                           const struct snapshot *snapshot, struct fault *fault)
{
	const struct document document = {DOCUMENT_REPORT, .report = snapshot};

	return output_write(output, renderer, &document, fault);
}

char *output_render(const struct style *style, const struct renderer *renderer,
                    const struct snapshot *snapshot, size_t *size, struct fault *fault)
{
	const struct document document = {DOCUMENT_REPORT, .report = snapshot};

	return rendered(renderer, &document, style, size, fault);
}

void output_say_lost(const struct renderer *renderer, const struct snapshot *snapshot)
{
	uint64_t lost = ledger_lost(&snapshot->ledger);

	if (!renderer->has_ledger && lost)
		(void)fprintf(stderr,
		              "sigsnoop-top: %" PRIu64
		              " of this report's signals were lost, and are "
		              "in no row: -o json tells why\n",
		              lost);
}

static size_t rows_that_fit(const struct output *output, const struct snapshot *snapshot)
{
	size_t extra = TABLE_EXTRA_LINES;

	for (size_t slot = 0; slot < SIGNAL_SLOTS; slot++)
		extra += snapshot->signals[slot] != 0;
	return output->rows > extra + TABLE_ROWS_LEAST ? output->rows - extra : TABLE_ROWS_LEAST;
}

int output_fold(struct output *output, const struct renderer *renderer, const struct fold *fold,
                bool rows_given, struct snapshot *snapshot)
{
	struct fold fitted = *fold;

	output_refresh(output);
	if (!rows_given && renderer->fits_terminal && output->terminal)
		fitted.rows = rows_that_fit(output, snapshot);
	return fold_apply(snapshot, &fitted);
}

void output_fault_line(const struct fault *fault, char line[FAULT_LINE_SIZE])
{
	char text[UTF8_SIZE(sizeof(fault->text))];

	utf8_copy(text, fault->text, sizeof(fault->text));
	escape_text(text, line, FAULT_LINE_SIZE);
}

void output_fault(const struct fault *fault)
{
	char line[FAULT_LINE_SIZE];

	output_fault_line(fault, line);
	(void)fprintf(stderr, "sigsnoop-top: %s\n", line);
}
