// SPDX-License-Identifier: GPL-2.0
/* Names that an attacker would choose. Any process may call itself what it likes. */
#include "call.h"
#include "workload.h"

#include <errno.h>

static const char *const hostile_names[] = {
	"",
	" ",
	"two words",
	"a\"quote",
	"new\nline",
	"tab\tand\rreturn",
	"\033[2J\033[31mred",
	"back\\slash\\n",
	"com,ma;semi",
	"'; rm -rf '$(x)",
	"percent %s%n",
	"\x01\x02\x7f",
	"\xff\xfe",
	"\xc3",                 /* the first half of a character */
	"\xc0\xaf\xed\xa0\x80", /* overlong, half a surrogate pair */
	"gr\xc3\xbc\xc3\x9f \xe2\x82\xac",
	"\xf0\x9f\x92\xa9",
	"\302\23331m",      /* the control character CSI */
	"\342\200\256txet", /* NOLINT(misc-misleading-bidirectional): right-to-left override */
	"fourteen bytes\xe2\x82\xac", /* the kernel cuts the last character */
	"{\"json\":1}",
	"=1+1",
	"# comment",
	"a=b{c=\"d\"}",
	"kernel",
};

static void storm_by_name(const void *argument)
{
	const struct settings *settings = argument;
	struct target target = target_start(&(struct target_options){.reaction = REACTION_TAKE});
	struct aim nobody = aim_at_pid(NO_PID);

	call_taken(CALL_KILL, &target, SIGUSR1, settings->count);
	call_refused(CALL_KILL, &nobody, SIGUSR1, NULL, ESRCH, settings->count);
	target_end(&target);
}

void run_hostile(const struct settings *settings)
{
	for (size_t i = 0; i < sizeof(hostile_names) / sizeof(hostile_names[0]); i++)
		run_as(hostile_names[i], SAME_UID, storm_by_name, settings);
}
