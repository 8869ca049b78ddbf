// SPDX-License-Identifier: GPL-2.0
/* How signals are seen. */
#include "options/sets.h"

/* In the order of enum failures. */
static const struct option_choice failures[] = {
	{"auto", "the cheapest that loses none on this kernel"},
	{"fexit", NULL},
	{"kprobe.multi", NULL},
	{"kprobe", NULL},
	{"tracepoint", "every system call of the host pays some 50 ns"},
	{"off", NULL},
	{NULL, NULL},
};

/* In the order of enum generated. */
static const struct option_choice generated[] = {
	{"auto", NULL}, {"tp_btf", NULL}, {"raw_tp", NULL}, {"kprobe.multi", NULL}, {NULL, NULL},
};

// clang-format off
static const struct option_spec hooks[] = {
	CHOICE("failures", 0, "MODE", sensor.failures, failures, "How refused signals are seen", .initial = "auto"),
	CHOICE("generated", 0, "MODE", sensor.generated, generated, "How generated signals are seen", .initial = "auto"),
};

static const struct option_spec verbose[] = {
	FLAG("verbose", 'v', verbose, "Print on stderr what is loaded, and what the kernel answers"),
};
// clang-format on

const struct option_set options_hooks = OPTION_SET("Observation", hooks, NULL);
const struct option_set options_verbose = OPTION_SET("Observation", verbose, NULL);
