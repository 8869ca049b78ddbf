// SPDX-License-Identifier: GPL-2.0
/* Observers that this process loads: our programs, an empty one, and none at all. */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "abi/key.h"
#include "kernel/sensor.h"
#include "model/signals.h"
#include "observer.h"

#define EMPTY_PROOF 23

int load_sensor(const struct load *load, uint32_t entries, struct sensor **sensor,
                struct fault *fault)
{
	struct sensor_config config = {
		.filter = {.origins = (1U << ORIGINS) - 1, .outcomes = (1U << OUTCOMES) - 1},
		.failures = load->failures,
		.generated = load->generated,
		.hist_kinds = load->hist_kinds,
		.map_entries = entries,
		.recorder_entries = load->recorder_entries,
		.sample = 1, /* all of them */
	};

	memcpy(config.filter.signals, signal_set_all().bits, sizeof(config.filter.signals));
	return sensor_open(sensor, &config, fault);
}

static int sensor_on(struct watch *watch, struct fault *fault)
{
	watch->pid = getpid();
	return load_sensor(watch->how, watch->entries, &watch->sensor, fault);
}

static int sensor_next(struct watch *watch, struct fault *fault)
{
	struct snapshot snapshot;
	int error;

	snapshot_init(&snapshot);
	error = sensor_drain(watch->sensor, &snapshot, fault);
	for (size_t i = 0; !error && i < snapshot.row_count; i++) {
		const struct row *row = &snapshot.rows[i];

		if (!row->remainder && row->signal)
			tally_add(watch->counted, row->sender.pid, row->target.pid, row->signal,
			          row->count);
	}
	snapshot_free(&snapshot);
	return error;
}

static int no_settle(const struct watch *watch, struct fault *fault)
{
	(void)watch;
	(void)fault;
	return 0;
}

static int sensor_off(struct watch *watch, struct fault *fault)
{
	int error = sensor_next(watch, fault);

	sensor_close(watch->sensor);
	watch->sensor = NULL;
	return error;
}

const struct observer sensor_observer = {sensor_on, sensor_next, no_settle, sensor_off};

/* The cheapest program there can be, on the hook that counting uses. */
static int load_empty(void)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	struct btf *btf = btf__load_vmlinux_btf();
	int id = btf__find_by_name_kind(btf, "btf_trace_signal_generate", BTF_KIND_TYPEDEF);
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_RAW_TP,
	            .attach_btf_id = (__u32)id);
	int program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "bench_empty", "GPL", insns, 2, &opts);

	btf__free(btf);
	return program;
}

/* It cannot tell what it saw: the kernel counts how often it runs, while that is asked for. */
static bool runs(int program)
{
	struct bpf_prog_info info = {0};
	__u32 size = sizeof(info);
	int stats = bpf_enable_stats(BPF_STATS_RUN_TIME);

	for (int i = 0; stats >= 0 && i < EMPTY_PROOF; i++)
		(void)raise(SIGWINCH);
	if (bpf_obj_get_info_by_fd(program, &info, &size))
		info.run_cnt = 0;
	if (stats >= 0)
		(void)close(stats);
	return info.run_cnt >= EMPTY_PROOF;
}

static int empty_on(struct watch *watch, struct fault *fault)
{
	int program = load_empty(), error = errno;
	bool on;

	watch->pid = getpid();
	watch->link = program < 0 ? -1 : bpf_raw_tracepoint_open(NULL, program);
	if (program < 0 || watch->link < 0) {
		if (program >= 0) {
			error = errno;
			(void)close(program);
		}
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "no tp_btf: %s", strerror(error));
	}
	on = runs(program);
	(void)close(program);
	if (on)
		return 0;
	(void)close(watch->link);
	return fault_set(fault, EXIT_FAILED, "the empty program does not run");
}

static int no_next(struct watch *watch, struct fault *fault)
{
	(void)watch;
	(void)fault;
	return 0;
}

static int empty_off(struct watch *watch, struct fault *fault)
{
	(void)fault;
	(void)close(watch->link);
	return 0;
}

const struct observer empty_observer = {empty_on, no_next, no_settle, empty_off};

static int nothing_on(struct watch *watch, struct fault *fault)
{
	(void)fault;
	watch->pid = getpid();
	return 0;
}

const struct observer nothing_observer = {nothing_on, no_next, no_settle, no_next};
