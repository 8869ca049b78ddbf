// SPDX-License-Identifier: GPL-2.0
/* The formats by name. */
#include "render/render.h"

#include <string.h>

static const struct renderer *const renderers[] = {
	&render_table,
	&render_json,
	&render_csv,
	&render_prometheus,
};

const struct renderer *renderer_find(const char *name)
{
	for (size_t i = 0; i < sizeof(renderers) / sizeof(renderers[0]); i++) {
		if (strcmp(name, renderers[i]->name) == 0)
			return renderers[i];
	}
	return NULL;
}
