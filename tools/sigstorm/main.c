// SPDX-License-Identifier: GPL-2.0
/*
 * sigstorm: make signals in every way that user space can cause, and print, as JSON lines, exactly
 * the rows that a correct observer must report of them. Only the SIGCHLD that its own end sends to
 * whoever started it is not among them.
 */
#include "process.h"
#include "rows.h"
#include "workload.h"

#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define EXIT_USAGE 2

static const struct workload workloads[] = {
	{"calls", "each of the six system calls, queued", true, run_calls},
	{"signals", "signals 1 to 64 except KILL and STOP, each taken before the next", true,
         run_signals},
	{"deadly", "SIGKILL, and SIGSTOP and SIGCONT before it, to short-lived targets", true,
         run_deadly},
	{"threads", "from a second thread to a second thread, names unlike their processes'", true,
         run_threads},
	{"ignored", "each call to a target that ignores", true, run_ignored},
	{"pending", "each call to a target that blocks: one queued, the others pending", true,
         run_pending},
	{"overflow", "real-time signals to a full queue: EAGAIN", true, run_overflow},
	{"info-lost", "signals queued without siginfo, the queue being full", true, run_info_lost},
	{"probe", "signal 0 that returns 0", true, run_probe},
	{"zombie", "to a process that has ended and is not yet waited for", true, run_zombie},
	{"esrch", "refused: no such process, thread or group", true, run_esrch},
	{"eperm", "refused: another user's process, a forged si_code", true, run_eperm},
	{"einval", "refused: numbers that are no signals, no pids, no flags", true, run_einval},
	{"ebadf", "refused: descriptors that are no pidfds", true, run_ebadf},
	{"efault", "refused: siginfo at a bad address", true, run_efault},
	{"e2big", "refused: siginfo with more than the kernel knows", true, run_e2big},
	{"refused-zero", "refused probes: signal 0 that fails", true, run_refused_zero},
	{"group", "kill(-pgid): a row for each member", true, run_group},
	{"own-group", "kill(0): a row for each member, the sender too", true, run_own_group},
	{"group-partial", "kill(-pgid) that is refused by one member and returns 0", true,
         run_group_partial},
	{"group-refused", "kill(-pgid) that fails", true, run_group_refused},
	{"forged", "siginfo with a forged code or sender", true, run_forged},
	{"forged-self", "the codes that one may forge only to oneself", true, run_forged_self},
	{"timer", "POSIX timers, taken", true, run_timer},
	{"timer-ignored", "POSIX timers, ignored", true, run_timer_ignored},
	{"timer-pending", "POSIX timers, expiring while pending", true, run_timer_pending},
	{"itimer", "ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF", true, run_itimer},
	{"exits", "children that end, their SIGCHLD ignored", true, run_exits},
	{"exits-taken", "children that end, their SIGCHLD taken", true, run_exits_taken},
	{"exits-pending", "children that end, their SIGCHLD blocked", true, run_exits_pending},
	{"stops", "a child stopped and continued", true, run_stops},
	{"fault", "SEGV, BUS, ILL, TRAP, FPE of a process that survives", true, run_fault},
	{"seccomp-trap", "SIGSYS by a seccomp filter that traps", true, run_seccomp_trap},
	{"seccomp-kill", "SIGSYS by a seccomp filter that kills", true, run_seccomp_kill},
	{"sigpipe", "SIGPIPE, taken and ignored", true, run_sigpipe},
	{"file-size", "SIGXFSZ", true, run_file_size},
	{"parent-death", "PR_SET_PDEATHSIG", true, run_parent_death},
	{"parent-killed", "PR_SET_PDEATHSIG of a parent that kills itself", true,
         run_parent_killed},
	{"cgroup-kill", "cgroup.kill", true, run_cgroup_kill},
	{"mqueue", "mq_notify", true, run_mqueue},
	{"tty", "^C, ^\\, hang-up through a pseudo-terminal", true, run_tty},
	{"io", "SIGIO, plain and with F_SETSIG", true, run_io},
	{"hostile", "senders and targets with hostile names", true, run_hostile},
	{"pid-namespace", "members of a pid namespace, and its end", true, run_pid_namespace},
	{"flood", "--threads threads send --count each, or for --duration: ignored", true,
         run_flood},
	{"flood-pending", "the same, blocked", true, run_flood_pending},
	{"keys", "--pairs distinct keys of refused calls, --count each", false, run_keys},
	{"keys-generated", "--pairs distinct keys of generated signals, --count each", false,
         run_keys_generated},
};

#define WORKLOADS (sizeof(workloads) / sizeof(workloads[0]))

struct arguments {
	struct settings settings;
	const char *comm;
	char **names;
	bool list;
};

void skip(const char *what, const char *why)
{
	fprintf(stderr, "sigstorm: skipped: %s: %s\n", what, why);
}

static const struct argp_option options[] = {
	{"count", 'n', "N", 0, "signals per kind (23)", 0},
	{"threads", 't', "N", 0, "threads that flood (4)", 0},
	{"pairs", 'p', "N", 0, "distinct keys of the keys workloads (1000)", 0},
	{"comm", 'c', "NAME", 0,
         "name of senders and targets (sigstorm); \\xHH is a byte, \\\\ a backslash", 0},
	{"duration", 'd', "SEC", 0, "flood for so long, not --count signals", 0},
	{"list", 'l', NULL, 0, "list the workloads", 0},
	{0},
};

static unsigned int parse_number(const char *text, const char *option, struct argp_state *state)
{
	char *end;
	unsigned long number;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || text[0] < '0' || text[0] > '9' || number < 1 || number > INT_MAX)
		argp_error(state, "--%s takes a number from 1 to %d, not '%s'", option, INT_MAX,
		           text);
	return (unsigned int)number;
}

static double parse_duration(const char *text, struct argp_state *state)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !isfinite(seconds) || seconds <= 0)
		argp_error(state, "--duration takes seconds, more than 0, not '%s'", text);
	return seconds;
}

/* Undo the escapes in place. */
static const char *parse_comm(char *text, struct argp_state *state)
{
	char *out = text;

	for (const char *in = text; *in; out++) {
		char digits[3] = "";
		char *end = digits;
		unsigned long byte;

		if (*in != '\\') {
			*out = *in++;
		} else if (in[1] == '\\') {
			*out = '\\';
			in += 2;
		} else {
			if (in[1] == 'x')
				memcpy(digits, in + 2, strnlen(in + 2, 2));
			byte = strtoul(digits, &end, 16);
			if (end != digits + 2)
				argp_error(state,
				           "--comm knows the escapes \\xHH and \\\\, not '%s'", in);
			*out = (char)byte;
			in += 4;
		}
	}
	*out = '\0';
	return text;
}

static error_t parse_option(int key, char *text, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'n':
		arguments->settings.count = parse_number(text, "count", state);
		return 0;
	case 't':
		arguments->settings.threads = parse_number(text, "threads", state);
		return 0;
	case 'p':
		arguments->settings.pairs = parse_number(text, "pairs", state);
		return 0;
	case 'c':
		arguments->comm = parse_comm(text, state);
		return 0;
	case 'd':
		arguments->settings.duration = parse_duration(text, state);
		return 0;
	case 'l':
		arguments->list = true;
		return 0;
	case ARGP_KEY_ARGS:
		arguments->names = state->argv + state->next;
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (!arguments->list)
			argp_error(state, "name a workload, or 'all'; --list shows them");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct workload *find(const char *name)
{
	for (size_t i = 0; i < WORKLOADS; i++)
		if (strcmp(workloads[i].name, name) == 0)
			return &workloads[i];
	return NULL;
}

static bool is_all(const char *name)
{
	return strcmp(name, "all") == 0;
}

static void check_names(char *const *names)
{
	for (; *names; names++) {
		if (is_all(*names) || find(*names))
			continue;
		fprintf(stderr, "sigstorm: no workload '%s'; --list shows them\n", *names);
		exit(EXIT_USAGE);
	}
}

static void run(const char *name, const struct settings *settings)
{
	if (!is_all(name)) {
		find(name)->run(settings);
		return;
	}
	for (size_t i = 0; i < WORKLOADS; i++)
		if (workloads[i].in_all)
			workloads[i].run(settings);
}

static int list(void)
{
	for (size_t i = 0; i < WORKLOADS; i++)
		printf("%-15s %s%s\n", workloads[i].name, workloads[i].what,
		       workloads[i].in_all ? "" : " (not in 'all')");
	printf("%-15s %s\n", "all", "every one of these that is quick and safe");
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Nothing that we inherited may change an outcome; orphans are ours to wait for. */
static void prepare(const char *comm)
{
	set_comm(comm);
	for (int number = 1; number < 32; number++)
		if (number != SIGKILL && number != SIGSTOP)
			die_if(signal(number, SIG_DFL) == SIG_ERR, "signal");
	unblock_signals(ALL_SIGNALS);
	die_if(prctl(PR_SET_CHILD_SUBREAPER, 1) < 0, "prctl(PR_SET_CHILD_SUBREAPER)");
	rows_init();
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		options,
		parse_option,
		"WORKLOAD...",
		"Make known signals and print the rows that an observer must report.\v"
		"Runs as root. The rows come as JSON, one a line, when all workloads are done.",
		NULL,
		NULL,
		NULL};
	struct arguments arguments = {
		.settings = {.count = 23, .threads = 4, .pairs = 1000},
		.comm = "sigstorm",
	};

	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_USAGE;
	if (arguments.list)
		return list();
	check_names(arguments.names);
	prepare(arguments.comm);
	for (char **name = arguments.names; *name; name++)
		run(*name, &arguments.settings);
	die_if(rows_print(stdout) < 0, "write to stdout");
	return EXIT_SUCCESS;
}
