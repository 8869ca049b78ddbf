// SPDX-License-Identifier: GPL-2.0
/* Signals, outcomes, origins and errnos by name. */
#include "abi/key.h"
#include "abi/signal.h"
#include "unit.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "model/signals.h"

/* All that `kill -l` of bash and signal.h say of Linux on x86 and arm64. */
static const struct {
	int number;
	const char *name;
} standard[] = {
#define SIGNAL(name)                                                                               \
	{                                                                                          \
		name, #name                                                                        \
	}
	SIGNAL(SIGHUP),    SIGNAL(SIGINT),  SIGNAL(SIGQUIT),  SIGNAL(SIGILL),  SIGNAL(SIGTRAP),
	SIGNAL(SIGABRT),   SIGNAL(SIGBUS),  SIGNAL(SIGFPE),   SIGNAL(SIGKILL), SIGNAL(SIGUSR1),
	SIGNAL(SIGSEGV),   SIGNAL(SIGUSR2), SIGNAL(SIGPIPE),  SIGNAL(SIGALRM), SIGNAL(SIGTERM),
	SIGNAL(SIGSTKFLT), SIGNAL(SIGCHLD), SIGNAL(SIGCONT),  SIGNAL(SIGSTOP), SIGNAL(SIGTSTP),
	SIGNAL(SIGTTIN),   SIGNAL(SIGTTOU), SIGNAL(SIGURG),   SIGNAL(SIGXCPU), SIGNAL(SIGXFSZ),
	SIGNAL(SIGVTALRM), SIGNAL(SIGPROF), SIGNAL(SIGWINCH), SIGNAL(SIGIO),   SIGNAL(SIGPWR),
	SIGNAL(SIGSYS),
#undef SIGNAL
};

START_TEST(test_standard_names)
{
	ck_assert_uint_eq(COUNT_OF(standard), 31);
	for (size_t i = 0; i < COUNT_OF(standard); i++)
		ck_assert_str_eq(signal_name(standard[i].number), standard[i].name);
}
END_TEST

/* Bash counts up from SIGRTMIN to the middle, and from there down to SIGRTMAX. */
START_TEST(test_realtime_names)
{
	char name[16];

	for (int number = 34; number <= 64; number++) {
		if (number <= 49)
			(void)snprintf(name, sizeof(name), "SIGRTMIN+%d", number - 34);
		else
			(void)snprintf(name, sizeof(name), "SIGRTMAX-%d", 64 - number);
		if (number == 34 || number == 64)
			name[8] = '\0';
		ck_assert_str_eq(signal_name(number), name);
	}
	ck_assert_str_eq(signal_name(37), "SIGRTMIN+3");
	ck_assert_str_eq(signal_name(50), "SIGRTMAX-14");
}
END_TEST

START_TEST(test_other_names)
{
	ck_assert_str_eq(signal_name(0), "0");
	ck_assert_str_eq(signal_name(32), "SIG32");
	ck_assert_str_eq(signal_name(33), "SIG33");
	ck_assert_str_eq(signal_name(65), "invalid");
	ck_assert_str_eq(signal_name(-1), "invalid");
	ck_assert_str_eq(signal_name(SIGNAL_INVALID), "invalid");
}
END_TEST

static void lower(char *word)
{
	for (; *word; word++)
		*word = (char)tolower(*word);
}

/* What is printed is taken: with and without SIG, in both cases, and as a number. */
START_TEST(test_round_trip)
{
	char word[16], number[8];

	(void)snprintf(word, sizeof(word), "%s", signal_name(_i));
	(void)snprintf(number, sizeof(number), "%d", _i);
	ck_assert_int_eq(signal_parse(number), _i);
	ck_assert_int_eq(signal_parse(word), _i);
	if (_i > 0)
		ck_assert_int_eq(signal_parse(word + 3), _i);
	lower(word);
	ck_assert_int_eq(signal_parse(word), _i);
	if (_i > 0)
		ck_assert_int_eq(signal_parse(word + 3), _i);
}
END_TEST

static const struct {
	const char *word;
	int signal;
} aliases[] = {
	{"IOT", SIGIOT},  {"SIGIOT", SIGIOT}, {"POLL", SIGPOLL},  {"sigpoll", SIGPOLL},
	{"CLD", SIGCLD},  {"SIGCLD", SIGCLD}, {"UNUSED", SIGSYS}, {"Sigunused", SIGSYS},
	{"RTMIN+0", 34},  {"RTMIN+30", 64},   {"rtmin+16", 50},   {"SIGRTMAX-0", 64},
	{"RTMAX-30", 34}, {"rtmax-15", 49},   {"invalid", 255},   {"INVALID", 255},
};

START_TEST(test_alias)
{
	ck_assert_int_eq(signal_parse(aliases[_i].word), aliases[_i].signal);
}
END_TEST

static const char *const bad[] = {
	"",           "SIG",
	"FOO",        "TERMX",
	"XTERM",      "SIGSIGTERM",
	" TERM",      "TERM ",
	"65",         "255",
	"-1",         "+9",
	"9 ",         "0x9",
	"1e1",        "9.0",
	"SIG9",       "SIG0",
	"RTMIN+",     "RTMIN-1",
	"RTMIN+31",   "RTMAX+1",
	"RTMAX-31",   "RTMIN1",
	"RTMIN+x",    "RTMIN+-1",
	"RTMIN+ 1",   "RTMAX-",
	"SIGinvalid", "SIG_KILL",
	"!TERM",      "34.",
	"TERM,KILL",  "SIGRTMIN+99999999999999999999",
};

START_TEST(test_bad)
{
	ck_assert_msg(signal_parse(bad[_i]) == -1, "'%s' was taken", bad[_i]);
}
END_TEST

static bool in_set(const struct signal_set *set, unsigned int slot)
{
	return set->bits[slot / 64] >> slot % 64 & 1;
}

static struct signal_set parsed(const char *list)
{
	struct signal_set set;
	struct fault fault;

	ck_assert_msg(signal_set_parse(list, &set, &fault) == 0, "%s", list);
	return set;
}

START_TEST(test_set)
{
	struct signal_set set = parsed("TERM,9,rtmin+1,64,0,invalid");

	for (unsigned int slot = 0; slot < SIGNAL_SLOTS; slot++)
		ck_assert_int_eq(in_set(&set, slot), slot == 15 || slot == 9 || slot == 35 ||
		                                             slot == 64 || slot == 0 ||
		                                             slot == SIGNAL_SLOT_INVALID);
}
END_TEST

START_TEST(test_set_negated)
{
	struct signal_set set = parsed("!URG,CHLD");

	for (unsigned int slot = 0; slot < SIGNAL_SLOTS; slot++)
		ck_assert_int_eq(in_set(&set, slot), slot != 23 && slot != 17);
	ck_assert_uint_eq(set.bits[1], 3); /* 64 and invalid: nothing beyond */
}
END_TEST

START_TEST(test_set_all)
{
	struct signal_set set = signal_set_all();

	ck_assert_uint_eq(set.bits[0], UINT64_MAX);
	ck_assert_uint_eq(set.bits[1], 3);
}
END_TEST

static const char *const bad_sets[] = {"",           "!",          "TERM,",     ",TERM",
                                       "TERM,,KILL", "TERM,!KILL", "TERM KILL", "TERM, KILL",
                                       "!!TERM",     "KILL,FOO",   "1-5"};

START_TEST(test_bad_set)
{
	struct signal_set set;
	struct fault fault;

	ck_assert_int_eq(signal_set_parse(bad_sets[_i], &set, &fault), -1);
	ck_assert_int_eq(fault.code, EXIT_BAD_USAGE);
	ck_assert_ptr_nonnull(strstr(fault.text, "allowed"));
	ck_assert_ptr_null(strchr(fault.text, '\n'));
}
END_TEST

START_TEST(test_bad_set_names_word)
{
	struct signal_set set;
	struct fault fault;

	ck_assert_int_eq(signal_set_parse("TERM,FOO,BAR", &set, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "'FOO'"));
}
END_TEST

START_TEST(test_outcomes)
{
	static const char *const names[] = {"queued",    "ignored", "pending", "overflow",
	                                    "info_lost", "refused", "probe"};

	ck_assert_int_eq(OUTCOMES, COUNT_OF(names));
	for (int i = 0; i < OUTCOMES; i++)
		ck_assert_str_eq(outcome_name((enum outcome)i), names[i]);
}
END_TEST

START_TEST(test_origins)
{
	static const char *const names[] = {"kill",  "tkill", "sigqueue", "timer", "io",
	                                    "child", "fault", "indirect", "kernel"};
	struct fault fault;
	uint32_t set;

	ck_assert_int_eq(ORIGINS, COUNT_OF(names));
	for (int i = 0; i < ORIGINS; i++) {
		ck_assert_str_eq(origin_name((enum origin)i), names[i]);
		ck_assert_int_eq(origin_set_parse(names[i], &set, &fault), 0);
		ck_assert_uint_eq(set, 1U << i);
	}
}
END_TEST

START_TEST(test_origin_set)
{
	struct fault fault;
	uint32_t set;

	ck_assert_int_eq(origin_set_parse("kill,TIMER,kill", &set, &fault), 0);
	ck_assert_uint_eq(set, 1U << ORIGIN_KILL | 1U << ORIGIN_TIMER);
	ck_assert_int_eq(origin_set_parse("!child", &set, &fault), 0);
	ck_assert_uint_eq(set, ((1U << ORIGINS) - 1) & ~(1U << ORIGIN_CHILD));
	ck_assert_int_eq(origin_set_parse("kill,signal", &set, &fault), -1);
	ck_assert_ptr_nonnull(strstr(fault.text, "'signal'"));
	for (int i = 0; i < ORIGINS; i++)
		ck_assert_ptr_nonnull(strstr(fault.text, origin_name((enum origin)i)));
	ck_assert_int_eq(origin_set_parse("", &set, &fault), -1);
	ck_assert_int_eq(origin_set_parse("!", &set, &fault), -1);
}
END_TEST

START_TEST(test_errors)
{
	char buffer[ERROR_NAME_SIZE];

	ck_assert_str_eq(error_name(ESRCH, buffer), "ESRCH");
	ck_assert_str_eq(error_name(EPERM, buffer), "EPERM");
	ck_assert_str_eq(error_name(EAGAIN, buffer), "EAGAIN");
	ck_assert_str_eq(error_name(4000, buffer), "E4000");
	ck_assert_str_eq(error_name(4095, buffer), "E4095");
}
END_TEST

Suite *suite_signals(void)
{
	TCase *cases;
	Suite *suite = suite_of("signals", &cases);

	tcase_add_test(cases, test_standard_names);
	tcase_add_test(cases, test_realtime_names);
	tcase_add_test(cases, test_other_names);
	tcase_add_loop_test(cases, test_round_trip, 0, SIGNAL_MAX + 1);
	tcase_add_loop_test(cases, test_alias, 0, (int)COUNT_OF(aliases));
	tcase_add_loop_test(cases, test_bad, 0, (int)COUNT_OF(bad));
	tcase_add_test(cases, test_set);
	tcase_add_test(cases, test_set_negated);
	tcase_add_test(cases, test_set_all);
	tcase_add_loop_test(cases, test_bad_set, 0, (int)COUNT_OF(bad_sets));
	tcase_add_test(cases, test_bad_set_names_word);
	tcase_add_test(cases, test_outcomes);
	tcase_add_test(cases, test_origins);
	tcase_add_test(cases, test_origin_set);
	tcase_add_test(cases, test_errors);
	return suite;
}
