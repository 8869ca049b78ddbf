/* SPDX-License-Identifier: GPL-2.0 */
/* What the running kernel says of itself, and allows this process. */
#ifndef SIGSNOOP_KERNEL_FACTS_H
#define SIGSNOOP_KERNEL_FACTS_H

#include "kernel/sensor.h"
#include "model/check.h"

/* Fill in all of it; what cannot be read is unknown. `defaults` is what reports run with. */
void facts_collect(struct check_host *host, const struct sensor_config *defaults);

#endif
