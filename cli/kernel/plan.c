// SPDX-License-Identifier: GPL-2.0
/* Which programs to load on this kernel for what was asked for. */
#include "kernel/plan.h"

#include <string.h>

#include "kernel/host.h"
#include "kernel/probe.h"

/* One way to watch the refused door; the cheapest first. */
struct method {
	enum failures mode;
	const char *name;
	const char *missing; /* why it is not to be had, if it is not */
};

static const struct method methods[] = {
	{FAILURES_FEXIT, "fexit", "this kernel does not allow fexit programs"},
	{FAILURES_KPROBE, "kprobe", "this kernel has no return kprobes"},
	{FAILURES_TRACEPOINT, "tracepoint", ""},
};

static bool method_works(enum failures mode, const struct btf *vmlinux)
{
	char function[CALL_FUNCTION_SIZE];

	call_function("kill", function);
	switch (mode) {
	case FAILURES_FEXIT:
		return probe_fexit(vmlinux, function);
	case FAILURES_KPROBE:
		return probe_kretprobe(function);
	default:
		return true;
	}
}

#define REFUSED_OUTCOMES (1U << OUTCOME_REFUSED | 1U << OUTCOME_PROBE)
#define QUEUED_OUTCOMES  (1U << OUTCOME_QUEUED | 1U << OUTCOME_INFO_LOST)
#define REFUSED_ORIGINS  (1U << ORIGIN_KILL | 1U << ORIGIN_TKILL | 1U << ORIGIN_SIGQUEUE)

static bool refused_door_needed(const struct filter *filter)
{
	return (filter->outcomes & REFUSED_OUTCOMES) && (filter->origins & REFUSED_ORIGINS);
}

/* Signal 0 is never generated, and bit 1 of the second word stands for the numbers that are none.
 */
static bool generated_door_needed(const struct filter *filter)
{
	return (filter->outcomes & ~REFUSED_OUTCOMES) && filter->origins &&
	       ((filter->signals[0] & ~1ULL) || (filter->signals[1] & 1));
}

static int choose_generated(struct plan *plan, const struct sensor_config *config,
                            const struct btf *vmlinux, struct fault *fault)
{
	bool btf = config->generated != GENERATED_RAW_TP && probe_tp_btf(vmlinux);

	if (config->generated == GENERATED_TP_BTF && !btf)
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "--generated=tp_btf: this kernel refuses it; use auto");
	plan->hooks.generated = btf ? "tp_btf" : "raw_tp";
	plan->raw = !btf;
	plan->witness = config->witness;
	plan->hist_kinds = config->hist_kinds;
	plan->recorder = config->recorder_entries != 0;
	if (!generated_door_needed(&config->filter)) {
		plan->hooks.generated = "off";
		plan->hist_kinds = 0;
	}
	if (!(config->filter.outcomes & QUEUED_OUTCOMES))
		plan->hist_kinds &= 1U << HIST_GAP;
	return 0;
}

static int choose_refused(struct plan *plan, const struct sensor_config *config,
                          const struct btf *vmlinux, struct fault *fault)
{
	plan->hooks.refused = "off";
	if (config->failures == FAILURES_OFF || !refused_door_needed(&config->filter))
		return 0;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const struct method *method = &methods[i];

		if (config->failures != FAILURES_AUTO && config->failures != method->mode)
			continue;
		if (method->mode != FAILURES_FEXIT && host_check_perf_events(fault))
			return -1;
		if (method_works(method->mode, vmlinux)) {
			plan->hooks.refused = method->name;
			return method->mode == FAILURES_TRACEPOINT ? host_mount_tracefs(fault) : 0;
		}
		if (config->failures == method->mode)
			return fault_set(fault, EXIT_CANNOT_OBSERVE, "--failures=%s: %s; use auto",
			                 method->name, method->missing);
	}
	return 0;
}

int plan_make(struct plan *plan, const struct sensor_config *config, const struct btf *vmlinux,
              struct fault *fault)
{
	return choose_generated(plan, config, vmlinux, fault) ||
	                       choose_refused(plan, config, vmlinux, fault)
	               ? -1
	               : 0;
}

static bool starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* Programs on tracepoints of signals and processes are named HOOK_btf and HOOK_raw. */
static bool wants_generated(const struct plan *plan, const char *name)
{
	const char *end = strrchr(name, '_');

	if (strcmp(end, plan->raw ? "_raw" : "_btf") != 0)
		return false;
	if (starts_with(name, "delivery_"))
		return plan->witness;
	if (!strcmp(plan->hooks.generated, "off"))
		return false;
	return starts_with(name, "generated_") ||
	       (starts_with(name, "exit_") &&
	        (plan->recorder || plan->hist_kinds & 1U << HIST_EXIT)) ||
	       (starts_with(name, "deliver_") && (plan->hist_kinds & 1U << HIST_HANDLER));
}

/* Programs of the refused door are named METHOD_CALL, and METHOD32_CALL for 32-bit callers. */
struct assignment plan_program(const struct plan *plan, const char *name, const struct btf *vmlinux)
{
	size_t length = strlen(plan->hooks.refused);
	struct assignment it = {.load = wants_generated(plan, name)};

	if (it.load || !starts_with(name, plan->hooks.refused))
		return it;
	if (starts_with(name + length, "32_")) {
		it.load = call_function32(vmlinux, name + length + strlen("32_"), it.function);
	} else if (name[length] == '_') {
		it.load = true;
		if (strcmp(plan->hooks.refused, "tracepoint") != 0)
			call_function(name + length + 1, it.function);
	}
	return it;
}
