/* SPDX-License-Identifier: GPL-2.0 */
/* Every way to hook into this kernel, tried with a program that does nothing. */
#ifndef SIGSNOOP_KERNEL_TRIALS_H
#define SIGSNOOP_KERNEL_TRIALS_H

#include "kernel/sensor.h"
#include "model/check.h"

/*
 * Fill in the hooks of a check, whose facts are known, which of them this configuration takes, and
 * what that may lose. Each is attached for a moment. Where nothing may be loaded, all are unknown,
 * and none is taken.
 */
void trials_make(struct check *check, const struct sensor_config *config);

#endif
