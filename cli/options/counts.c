// SPDX-License-Identifier: GPL-2.0
/* What the maps in the kernel hold. */
#include "model/histogram.h"
#include "model/numbers.h"
#include "options/sets.h"

#define MAP_ENTRIES_MOST (1 << 26)
#define SAMPLE_MOST      1000000

static int set_kinds(const struct option_spec *spec, struct options *options, const char *word,
                     struct fault *fault)
{
	(void)spec;
	return hist_kinds_parse(word, &options->sensor.hist_kinds, fault);
}

const struct option_type type_kinds = {"kinds", set_kinds};

/* What they cost on this host. */
static const char *memory_note(const struct options *options, char buffer[OPTION_NOTE_SIZE])
{
	char memory[GROUPED_SIZE];

	(void)snprintf(buffer, OPTION_NOTE_SIZE, ", which take %s of kernel memory on this host",
	               bytes_human(sensor_memory(&options->sensor), memory));
	return buffer;
}

static const struct option_choice kinds[] = {
	{"exit", "from the first lethal signal of a process to its end"},
	{"handler", "from queued to delivered to a handler"},
	{"gap", "between two of a signal on one CPU"},
	{"all", NULL},
	{"none", NULL},
	{NULL, NULL},
};

static const char sample_help[] =
	"Enter one observation in N in the rows, at random, and let it stand for N: rows are then "
	"estimates, with their standard error; totals by signal, failures and lethal signals stay "
	"exact";

// clang-format off
static const struct option_spec rows[] = {
	VALUE("hist", 0, "LIST", type_kinds, "Histograms", .choices = kinds, .initial = "exit"),
	NUMBER("sample", 0, "N", sensor.sample, 1, SAMPLE_MOST, NULL, sample_help, .initial = "1"),
	NUMBER("map-entries", 0, "N", sensor.map_entries, 1, MAP_ENTRIES_MOST, "keys", "Keys held per interval", .initial = OPTION_TEXT(MAP_ENTRIES_DEFAULT), .note = memory_note),
};
// clang-format on

const struct option_set options_counts = OPTION_SET("Observation", rows, NULL);
