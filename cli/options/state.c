// SPDX-License-Identifier: GPL-2.0
/* What to do about the state on disk. */
#include "options/sets.h"

// clang-format off
static const struct option_spec rows[] = {
	FLAG("set-aside", 0, set_aside, "If the state file is damaged, keep it under another name and go on without it"),
};
// clang-format on

const struct option_set options_state = OPTION_SET("State", rows, NULL);
