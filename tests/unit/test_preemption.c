// SPDX-License-Identifier: GPL-2.0
/* What kernels say of how they preempt. */
#include "unit.h"

#include "model/preemption.h"

static const struct {
	struct preemption_texts texts;
	enum preemption preemption;
} samples[] = {
	/* Debian's 6.1-cloud: nothing else tells of it. */
	{{.version = "#1 SMP Debian 6.1.1"}, PREEMPTION_NONE},
	{{.version = "#1 SMP Debian 6.1.1", .configured = PREEMPTION_VOLUNTARY},
         PREEMPTION_VOLUNTARY},
	{{.version = "#1 SMP PREEMPT Debian 5.15", .configured = PREEMPTION_FULL}, PREEMPTION_FULL},
	{{.version = "#1 SMP PREEMPT Debian 7.3", .configured = PREEMPTION_LAZY}, PREEMPTION_LAZY},
	{{.version = "#1 SMP PREEMPT Debian 7.3"}, PREEMPTION_UNKNOWN},
	{{.version = "#1 SMP PREEMPT_RT Debian 6.1", .configured = PREEMPTION_LAZY}, PREEMPTION_RT},
	/* One that can be switched: the switch, the boot, the configuration. */
	{{.version = "#1 SMP PREEMPT_DYNAMIC",
          .switched = "none voluntary (full) lazy\n",
          .command_line = "preempt=none",
          .configured = PREEMPTION_NONE},
         PREEMPTION_FULL},
	{{.version = "#1 SMP PREEMPT", .switched = "(none) voluntary full\n"}, PREEMPTION_NONE},
	{{.version = "#1 SMP PREEMPT_RT", .switched = "full (lazy)\n"}, PREEMPTION_RT},
	{{.version = "#1 SMP PREEMPT_DYNAMIC",
          .command_line = "quiet preempt=full ro preempt=lazy preempt=never\n",
          .configured = PREEMPTION_NONE},
         PREEMPTION_LAZY},
	{{.version = "#1 SMP PREEMPT_DYNAMIC",
          .command_line = "quiet threadirqs_preempt=full preempt=",
          .configured = PREEMPTION_VOLUNTARY},
         PREEMPTION_VOLUNTARY},
	/* Only a kernel that can be switched heeds the parameter. */
	{{.version = "#1 SMP PREEMPT",
          .command_line = "preempt=none",
          .configured = PREEMPTION_FULL},
         PREEMPTION_FULL},
	{{.version = "#1 SMP PREEMPT_DYNAMIC"}, PREEMPTION_UNKNOWN},
	{{.version = "#1 SMP PREEMPT_DYNAMIC", .switched = "none (odd"}, PREEMPTION_UNKNOWN},
	{{.configured = PREEMPTION_NONE}, PREEMPTION_UNKNOWN},
};

START_TEST(test_sample)
{
	ck_assert_str_eq(preemption_name(preemption_of_texts(&samples[_i].texts)),
	                 preemption_name(samples[_i].preemption));
}
END_TEST

START_TEST(test_line)
{
	static const struct {
		const char *line;
		enum preemption preemption;
	} lines[] = {
		{"CONFIG_PREEMPT_NONE=y\n", PREEMPTION_NONE},
		{"CONFIG_PREEMPT_VOLUNTARY=y\n", PREEMPTION_VOLUNTARY},
		{"CONFIG_PREEMPT_LAZY=y", PREEMPTION_LAZY},
		{"CONFIG_PREEMPT=y\n", PREEMPTION_FULL},
		{"CONFIG_PREEMPT_RT=y\n", PREEMPTION_RT},
		{"CONFIG_PREEMPT_BUILD=y\n", PREEMPTION_UNKNOWN},
		{"CONFIG_PREEMPT_DYNAMIC=y\n", PREEMPTION_UNKNOWN},
		{"CONFIG_PREEMPT_NONE_BUILD=y\n", PREEMPTION_UNKNOWN},
		{"# CONFIG_PREEMPT_LAZY is not set\n", PREEMPTION_UNKNOWN},
		{"\n", PREEMPTION_UNKNOWN},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		ck_assert_str_eq(preemption_name(preemption_of_line(lines[i].line)),
		                 preemption_name(lines[i].preemption));
}
END_TEST

START_TEST(test_possible)
{
	ck_assert(preemption_possible(PREEMPTION_UNKNOWN));
	ck_assert(!preemption_possible(PREEMPTION_NONE));
	ck_assert(!preemption_possible(PREEMPTION_VOLUNTARY));
	ck_assert(preemption_possible(PREEMPTION_LAZY));
	ck_assert(preemption_possible(PREEMPTION_FULL));
	ck_assert(preemption_possible(PREEMPTION_RT));
}
END_TEST

Suite *suite_preemption(void)
{
	TCase *cases;
	Suite *suite = suite_of("preemption", &cases);

	tcase_add_loop_test(cases, test_sample, 0, sizeof(samples) / sizeof(samples[0]));
	tcase_add_test(cases, test_line);
	tcase_add_test(cases, test_possible);
	return suite;
}
