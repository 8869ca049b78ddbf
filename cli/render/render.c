// SPDX-License-Identifier: GPL-2.0
/* The formats by name. */
#include "render/render.h"

#include <string.h>

#include "model/list.h"

#define RENDERER_ADDRESS(name) &render_##name,
static const struct renderer *const renderers[] = {RENDERERS(RENDERER_ADDRESS)};

#define COUNT (sizeof(renderers) / sizeof(renderers[0]))
_Static_assert(COUNT <= RENDERERS_MOST, "choices of --output have room for all");

const struct renderer *renderer_nth(size_t nth)
{
	return nth < COUNT ? renderers[nth] : NULL;
}

bool renderer_prints(const struct renderer *renderer, enum document_kind kind)
{
	switch (kind) {
	case DOCUMENT_REPORT:
		return renderer->report;
	case DOCUMENT_EVENTS:
		return renderer->events;
	case DOCUMENT_RECORDS:
		return renderer->records;
	case DOCUMENT_STATUS:
		return renderer->status;
	case DOCUMENT_CHECK:
		return renderer->check;
	}
	return false;
}

const char *renderer_names(enum document_kind kind, char text[RENDERER_NAMES_SIZE])
{
	const char *words[COUNT];
	size_t count = 0;

	for (size_t i = 0; i < COUNT; i++) {
		if (renderer_prints(renderers[i], kind))
			words[count++] = renderers[i]->name;
	}
	return list_join(words, count, ", ", " or ", text, RENDERER_NAMES_SIZE);
}

int renderer_parse(const char *name, enum document_kind kind, const struct renderer **renderer,
                   struct fault *fault)
{
	char names[RENDERER_NAMES_SIZE];

	for (size_t i = 0; i < COUNT; i++) {
		if (renderer_prints(renderers[i], kind) && strcmp(name, renderers[i]->name) == 0) {
			*renderer = renderers[i];
			return 0;
		}
	}
	return fault_set(fault, EXIT_BAD_USAGE, "--output '%s': must be %s", name,
	                 renderer_names(kind, names));
}

int renderer_print(const struct renderer *renderer, const struct document *document,
                   const struct style *style, FILE *out)
{
	switch (document->kind) {
	case DOCUMENT_REPORT:
		return renderer->report(document->report, style, out);
	case DOCUMENT_EVENTS:
		return renderer->events(document->events, style, out);
	case DOCUMENT_RECORDS:
		return renderer->records(document->records, style, out);
	case DOCUMENT_STATUS:
		return renderer->status(document->status, style, out);
	case DOCUMENT_CHECK:
		return renderer->check(document->check, style, out);
	}
	return 0;
}
