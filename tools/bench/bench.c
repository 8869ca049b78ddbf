// SPDX-License-Identifier: GPL-2.0
/*
 * What counting adds to a kill(2): the ways to observe take turns, round by round, in one run, so
 * that whatever else the machine does hits them all alike. Shown is the median of the rounds.
 */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "kernel/log.h"
#include "kernel/sensor.h"
#include "model/numbers.h"
#include "model/signals.h"

#define ROUNDS_MOST 199

struct bench {
	pid_t target;
	long calls; /* a round */
	const struct btf *btf;
	struct sensor *sensor; /* while a way that needs it is on */
	int empty;             /* likewise: descriptor of its link */
};

struct way {
	const char *name;
	int (*on)(struct bench *bench, struct fault *fault);
	void (*off)(struct bench *bench);
	int signal;   /* that is sent */
	double added; /* nanoseconds a call, median; of the first way: the call itself */
};

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int nothing_on(struct bench *bench, struct fault *fault)
{
	(void)bench, (void)fault;
	return 0;
}

static void nothing_off(struct bench *bench)
{
	(void)bench;
}

/* The cheapest program there can be, on the hook that counting uses. */
static int empty_on(struct bench *bench, struct fault *fault)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int id = btf__find_by_name_kind(bench->btf, "btf_trace_signal_generate", BTF_KIND_TYPEDEF);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_RAW_TP,
	            .attach_btf_id = (__u32)id);
	int program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "bench_empty", "GPL", insns, 2, &opts);

	bench->empty = program < 0 ? -1 : bpf_raw_tracepoint_open(NULL, program);
	if (program >= 0)
		(void)close(program);
	if (bench->empty < 0)
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "cannot attach an empty program: %s",
		                 strerror(errno));
	return 0;
}

static void empty_off(struct bench *bench)
{
	(void)close(bench->empty);
}

static int count_with(struct bench *bench, enum failures failures, enum generated generated,
                      uint32_t hist_kinds, uint32_t recorder, struct fault *fault)
{
	struct sensor_config config = {
		.filter = {.origins = (1u << ORIGINS) - 1, .outcomes = (1u << OUTCOMES) - 1},
		.failures = failures,
		.generated = generated,
		.hist_kinds = hist_kinds,
		.map_entries = 16384,
		.recorder_entries = recorder,
	};

	memcpy(config.filter.signals, signal_set_all().bits, sizeof(config.filter.signals));
	return sensor_open(&bench->sensor, &config, fault);
}

static int count_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_AUTO, 0, 0, fault);
}

static int raw_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_RAW_TP, 0, 0, fault);
}

static int failures_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_AUTO, GENERATED_AUTO, 0, 0, fault);
}

static int exit_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_AUTO, 1U << HIST_EXIT, 0, fault);
}

static int handler_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_AUTO, 1U << HIST_HANDLER, 0, fault);
}

static int gap_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_AUTO, 1U << HIST_GAP, 0, fault);
}

static int recorder_on(struct bench *bench, struct fault *fault)
{
	return count_with(bench, FAILURES_OFF, GENERATED_AUTO, 0, 4096, fault);
}

static void count_off(struct bench *bench)
{
	sensor_close(bench->sensor);
}

static struct way ways[] = {
	{"kill(2) alone", nothing_on, nothing_off, SIGUSR1, 0},
	{"empty program", empty_on, empty_off, SIGUSR1, 0},
	{"counting (--failures=off)", count_on, count_off, SIGUSR1, 0},
	{"  and exit times", exit_on, count_off, SIGUSR1, 0},
	{"  and handler times", handler_on, count_off, SIGUSR1, 0},
	{"  and gaps", gap_on, count_off, SIGUSR1, 0},
	{"  and the recorder", recorder_on, count_off, SIGUSR1, 0},
	{"  likewise, a lethal signal", recorder_on, count_off, SIGTERM, 0},
	{"counting by raw_tp", raw_on, count_off, SIGUSR1, 0},
	{"counting and failures", failures_on, count_off, SIGUSR1, 0},
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static int round_of(const struct bench *bench, int signal, double *nanoseconds, struct fault *fault)
{
	double start = now();

	for (long i = 0; i < bench->calls; i++)
		if (kill(bench->target, signal))
			return fault_set(fault, EXIT_FAILED, "kill: %s", strerror(errno));
	*nanoseconds = (now() - start) / (double)bench->calls;
	return 0;
}

static int order(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), order);
	return values[count / 2];
}

/*
 * Each way's cost is taken against the bare call of the same round: what drifts over the run, the
 * clock of the processor or its neighbours, cancels out.
 */
static int run(struct bench *bench, int rounds, struct fault *fault)
{
	static double times[WAYS][ROUNDS_MOST];

	for (int round = 0; round < rounds; round++) {
		for (size_t i = 0; i < WAYS; i++) {
			int error;

			if (ways[i].on(bench, fault))
				return -1;
			error = round_of(bench, ways[i].signal, &times[i][round], fault);
			ways[i].off(bench);
			if (error)
				return -1;
		}
		for (size_t i = 1; i < WAYS; i++)
			times[i][round] -= times[0][round];
		if (isatty(STDERR_FILENO))
			(void)fprintf(stderr, "\rround %d of %d ", round + 1, rounds);
	}
	if (isatty(STDERR_FILENO))
		(void)fprintf(stderr, "\r\033[K");
	for (size_t i = 0; i < WAYS; i++)
		ways[i].added = median(times[i], rounds);
	return 0;
}

static void print(void)
{
	(void)printf("%-28s %9s %9s\n", "", "ns a call", "x empty");
	for (size_t i = 0; i < WAYS; i++) {
		(void)printf("%-28s %s%8.1f", ways[i].name, i ? "+" : " ", ways[i].added);
		if (i)
			(void)printf(" %9.2f", ways[i].added / ways[1].added);
		(void)printf("\n");
	}
}

/* A process that has these blocked and pending: all further ones are the same work. */
static pid_t start_target(void)
{
	pid_t pid = fork();
	sigset_t blocked;

	if (pid)
		return pid;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGUSR1);
	(void)sigaddset(&blocked, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	for (;;)
		(void)pause();
}

int main(int argc, char **argv)
{
	struct bench bench = {.calls = 100000};
	struct fault fault = {0};
	int64_t rounds = 21;
	int error = 0;

	if (argc > 2 || (argc == 2 && number_parse(argv[1], 1, ROUNDS_MOST, &rounds))) {
		(void)fprintf(stderr, "usage: bench [ROUNDS]  (1 to %d; 21)\n", ROUNDS_MOST);
		return EXIT_BAD_USAGE;
	}
	log_start(false);
	bench.btf = btf__load_vmlinux_btf();
	bench.target = start_target();
	if (bench.target < 0)
		error = fault_set(&fault, EXIT_FAILED, "fork: %s", strerror(errno));
	(void)usleep(20000);
	if (!error)
		error = run(&bench, (int)rounds, &fault);
	if (error)
		(void)fprintf(stderr, "bench: %s\n", fault.text);
	else
		print();
	if (bench.target > 0) {
		(void)kill(bench.target, SIGKILL);
		(void)waitpid(bench.target, NULL, 0);
	}
	btf__free((struct btf *)bench.btf);
	return error ? (int)fault.code : EXIT_OK;
}
