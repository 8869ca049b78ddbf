// SPDX-License-Identifier: GPL-2.0
/* In what format, and where to. */
#include "options/sets.h"

/* The formats that print a kind of document, as choices; asked for once at a time. */
static const struct option_choice *formats_of(enum document_kind kind)
{
	static struct option_choice choices[RENDERERS_MOST + 1];
	const struct renderer *renderer;
	size_t count = 0;

	for (size_t i = 0; (renderer = renderer_nth(i)); i++)
		if (renderer_prints(renderer, kind))
			choices[count++] = (struct option_choice){renderer->name, NULL};
	choices[count].word = NULL;
	return choices;
}

// clang-format off
#define FORMAT(kind, document)                                                                     \
	static const struct option_choice *kind##_formats(void)                                    \
	{                                                                                          \
		return formats_of(document);                                                       \
	}                                                                                          \
	static int set_##kind##_format(const struct option_spec *spec, struct options *options,    \
	                               const char *word, struct fault *fault)                      \
	{                                                                                          \
		(void)spec;                                                                        \
		return renderer_parse(word, document, &options->renderer, fault);                  \
	}                                                                                          \
	static const struct option_type type_##kind##_format = {"format", set_##kind##_format};    \
	static const struct option_spec kind##_format[] = {                                        \
		VALUE("output", 'o', "FORMAT", type_##kind##_format, "Format", .choose = kind##_formats, .initial = "table"), \
	}

FORMAT(report, DOCUMENT_REPORT);
FORMAT(events, DOCUMENT_EVENTS);
FORMAT(records, DOCUMENT_RECORDS);
FORMAT(status, DOCUMENT_STATUS);
FORMAT(check, DOCUMENT_CHECK);

static const struct option_spec file[] = {
	TEXT("output-file", 0, "FILE", output_file, "Replace FILE by the report, whole or not at all"),
};
// clang-format on

const struct option_set options_output = OPTION_SET("Reports", report_format, NULL);
const struct option_set options_events_format = OPTION_SET("Reports", events_format, NULL);
const struct option_set options_records_format = OPTION_SET("Reports", records_format, NULL);
const struct option_set options_status_format = OPTION_SET("Reports", status_format, NULL);
const struct option_set options_check_format = OPTION_SET("Reports", check_format, NULL);
const struct option_set options_file = OPTION_SET("Reports", file, NULL);
