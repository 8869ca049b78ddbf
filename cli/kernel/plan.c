// SPDX-License-Identifier: GPL-2.0
/* Which programs to load on this kernel for what was asked for. */
#include "kernel/plan.h"

#include <errno.h>
#include <string.h>

#include "abi/filter.h"
#include "abi/histogram.h"
#include "abi/key.h"
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

/* What the kernel skips of a program that can be preempted is lost. */
#define SKIPS                                                                                      \
	"this kernel is preemptible, and skips a program inside which another task was preempted"

#define CROWDED                                                                                    \
	"this kernel is preemptible, and misses calls, without telling, while more than 10 (or "   \
	"twice the CPUs) are under way"

static int force_signals(struct plan *plan, enum generated forced, const struct btf *vmlinux,
                         struct fault *fault)
{
	if (forced == GENERATED_TP_BTF && !probe_tp_btf(vmlinux))
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "--generated=tp_btf: this kernel refuses it; use auto");
	if (forced == GENERATED_KPROBE_MULTI && !hook_multi_works("signal_generate"))
		return fault_set(fault, EXIT_CANNOT_OBSERVE,
		                 "--generated=kprobe.multi: %s; use auto",
		                 errno == ENOSYS ? "it sees no signals on this architecture"
		                                 : "this kernel has no kprobe.multi links");
	plan->signals = forced == GENERATED_TP_BTF   ? HOOK_BTF
	                : forced == GENERATED_RAW_TP ? HOOK_RAW
	                                             : HOOK_MULTI;
	if (plan->signals != HOOK_MULTI && hook_is_preempted(vmlinux, true))
		plan->risk = "generated signals: " SKIPS;
	return 0;
}

static int choose_generated(struct plan *plan, const struct sensor_config *config,
                            const struct btf *vmlinux, struct fault *fault)
{
	plan->signals = hook_choose(vmlinux, "signal_generate", true);
	plan->processes = hook_choose(vmlinux, "sched_process_exit", false);
	if (config->generated != GENERATED_AUTO &&
	    force_signals(plan, config->generated, vmlinux, fault))
		return -1;
	if (config->generated == GENERATED_RAW_TP && plan->processes == HOOK_BTF)
		plan->processes = HOOK_RAW;
	plan->hooks.generated = hook_name(plan->signals);
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
	switch (method_loss(method, vmlinux)) {
	case LOSS_PREEMPTED:
		plan->risk = "refused calls: " SKIPS;
		break;
	case LOSS_UNCOUNTED:
		plan->risk = "refused calls: " CROWDED;
		break;
	default:
		break;
	}
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

/* The first that works and loses nothing untold; where there is none, the first that works. */
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
		if (method_loss(method, vmlinux) <= LOSS_CROWD)
			return use_method(plan, method, vmlinux, fault);
		if (!risky)
			risky = method;
	}
	/* The last one works everywhere. */
	return use_method(plan, risky ? risky : &methods[method_count - 1], vmlinux, fault);
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

/* A tracepoint that programs named NAME_btf, NAME_raw, NAME_multi, NAME_first, NAME_second watch.
 */
struct watched {
	const char *name;
	const char *tracepoint;
	bool wanted;
	enum hook hook;
};

/* `how`: what stands behind the underscore in the name of the program. */
static bool is_used(const struct watched *it, const char *how)
{
	switch (it->hook) {
	case HOOK_BTF:
		return !strcmp(how, "btf");
	case HOOK_RAW:
		return !strcmp(how, "raw");
	default:
		return !strcmp(how, "multi") || !strcmp(how, "first") || !strcmp(how, "second");
	}
}

/* Whether it is one of them, and what to do with it then. */
static bool assign_watcher(const struct plan *plan, const char *name, struct assignment *out)
{
	bool on = strcmp(plan->hooks.generated, "off") != 0;
	const struct watched all[] = {
		{"generated", "signal_generate", on, plan->signals},
		{"deliver", "signal_deliver", on && plan->hist_kinds & 1U << HIST_HANDLER,
	         plan->signals},
		{"exit", "sched_process_exit",
	         on && (plan->recorder || plan->hist_kinds & 1U << HIST_EXIT), plan->processes},
		{"delivery", "sched_process_exit", plan->witness, plan->processes},
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t length = strlen(all[i].name);

		if (strncmp(name, all[i].name, length) != 0 || name[length] != '_')
			continue;
		out->load = all[i].wanted && is_used(&all[i], name + length + 1);
		if (!strcmp(name + length + 1, "multi"))
			(void)hook_iterator(all[i].tracepoint, out->function);
		return true;
	}
	return false;
}

bool plan_is_door(const char *name)
{
	static const char *const generated[] = {"generated_btf", "generated_raw",
	                                        "generated_multi"};

	for (size_t i = 0; i < sizeof(generated) / sizeof(generated[0]); i++)
		if (!strcmp(name, generated[i]))
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
	struct assignment it = {.load = !strcmp(name, "clear_rows")};
	size_t length;

	if (it.load || assign_watcher(plan, name, &it) || !method ||
	    !starts_with(name, method->programs))
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
