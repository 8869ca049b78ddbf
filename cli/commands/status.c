// SPDX-License-Identifier: GPL-2.0
#include "commands/commands.h"
static int run(const struct options *o, struct fault *f){(void)o;(void)f;return 0;}
const struct command command_status = {.usage={"status","","",OPTIONS_FORMAT,options_no_argument},.run=run};
