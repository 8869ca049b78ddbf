// SPDX-License-Identifier: GPL-2.0
/* Which programs to load on this kernel for what was asked for. */
#include "kernel/plan.h"

#include <string.h>

#include "kernel/host.h"
#include "kernel/method.h"
#include "kernel/probe.h"

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

static int use_method(struct plan *plan, const struct method *method, const struct btf *vmlinux,
                      struct fault *fault)
{
	plan->method = method;
	plan->risk = method_risk(method, vmlinux);
	plan->hooks.refused = method->name;
	return method->mode == FAILURES_TRACEPOINT ? host_mount_tracefs(fault) : 0;
}

static int force_method(struct plan *plan, enum failures mode, const struct btf *vmlinux,
                        struct fault *fault)
{
	const struct method *method = method_find(mode);

	if (method->perf_event && host_check_perf_events(fault))
		return -1;
	if (!method_works(method, vmlinux))
		return fault_set(fault, EXIT_CANNOT_OBSERVE, "--failures=%s: %s; use auto",
		                 method->name, method->missing);
	return use_method(plan, method, vmlinux, fault);
}

/* The first that works and loses nothing; where there is none, the first that works. */
static int choose_method(struct plan *plan, const struct btf *vmlinux, struct fault *fault)
{
	const struct method *risky = NULL;

	for (size_t i = 0; i < method_count; i++) {
		const struct method *method = &methods[i];

		if (method->perf_event && host_check_perf_events(fault)) {
			if (risky)
				break;
			return -1;
		}
		if (!method_works(method, vmlinux))
			continue;
		if (!method_risk(method, vmlinux))
			return use_method(plan, method, vmlinux, fault);
		if (!risky)
			risky = method;
	}
	return use_method(plan, risky, vmlinux, fault);
}

static int choose_refused(struct plan *plan, const struct sensor_config *config,
                          const struct btf *vmlinux, struct fault *fault)
{
	plan->hooks.refused = "off";
	if (config->failures == FAILURES_OFF || !refused_door_needed(&config->filter))
		return 0;
	if (config->failures == FAILURES_AUTO)
		return choose_method(plan, vmlinux, fault);
	return force_method(plan, config->failures, vmlinux, fault);
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

	if (!end || strcmp(end, plan->raw ? "_raw" : "_btf") != 0)
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

bool plan_is_door(const char *name)
{
	if (starts_with(name, "generated_"))
		return true;
	for (size_t i = 0; i < method_count; i++)
		if (starts_with(name, methods[i].programs))
			return true;
	return false;
}

/* Programs of the refused door are named METHOD_CALL, and METHOD32_CALL for 32-bit callers. */
struct assignment plan_program(const struct plan *plan, const char *name, const struct btf *vmlinux)
{
	const struct method *method = plan->method;
	struct assignment it = {.load = !strcmp(name, "clear_rows") ||
	                                wants_generated(plan, name)};
	size_t length;

	if (it.load || !method || !starts_with(name, method->programs))
		return it;
	length = strlen(method->programs);
	if (starts_with(name + length, "32_")) {
		it.load = call_function32(vmlinux, name + length + strlen("32_"), it.function);
	} else if (name[length] == '_') {
		it.load = true;
		if (method->mode == FAILURES_FEXIT || method->mode == FAILURES_KPROBE)
			call_function(name + length + 1, it.function);
	}
	return it;
}
