// SPDX-License-Identifier: GPL-2.0
/* Giving up what was needed to load and attach. */
#include "kernel/privileges.h"

#include <errno.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>

/* Nothing that is executed later could have more: takes CAP_SETPCAP, without which there is only
 * no_new_privs to rely on, as is enough. */
static void empty_bounding_set(void)
{
	for (cap_value_t cap = 0; CAP_IS_SUPPORTED(cap); cap++)
		(void)cap_drop_bound(cap);
}

/* All sets but the bounding one: this capability in those that are named, and no other. */
static int keep(const cap_value_t *cap, bool permitted, bool effective)
{
	cap_t caps = cap_init();
	int error;

	if (!caps)
		return -1;
	error = (permitted && cap_set_flag(caps, CAP_PERMITTED, 1, cap, CAP_SET)) ||
	        (effective && cap_set_flag(caps, CAP_EFFECTIVE, 1, cap, CAP_SET)) ||
	        cap_set_proc(caps);
	(void)cap_free(caps);
	return error ? -1 : 0;
}

static bool has(cap_value_t cap)
{
	cap_flag_value_t value = CAP_CLEAR;
	cap_t caps = cap_get_proc();

	if (caps && cap_get_flag(caps, cap, CAP_PERMITTED, &value))
		value = CAP_CLEAR;
	(void)cap_free(caps);
	return value == CAP_SET;
}

static int drop(const struct barrier *barrier, bool *kept)
{
	const cap_value_t bpf = CAP_BPF;
	struct fault fault;

	*kept = false;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	empty_bounding_set();
	if (cap_reset_ambient() && errno != EINVAL)
		return -1;
	if (!has(bpf))
		return keep(&bpf, false, false);
	/* In reserve, for the trial. */
	if (keep(&bpf, true, false))
		return -1;
	*kept = barrier_wait(barrier, &fault) != 0;
	return keep(&bpf, *kept, *kept);
}

int privileges_drop(const struct barrier *barrier, bool *kept, struct fault *fault)
{
	if (drop(barrier, kept))
		return fault_set(fault, EXIT_FAILED, "cannot give up capabilities: %s",
		                 strerror(errno));
	if (!barrier_wait(barrier, fault))
		return 0;
	return fault_set(fault, EXIT_CANNOT_OBSERVE,
	                 "before 5.19 and with kernel.unprivileged_bpf_disabled on, serving takes "
	                 "the capability CAP_BPF, which CAP_SYS_ADMIN is no substitute for");
}
