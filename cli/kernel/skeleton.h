/* SPDX-License-Identifier: GPL-2.0 */
/* The skeleton of the programs, with the types that bpftool leaves to its includer to declare. */
#ifndef SIGSNOOP_KERNEL_SKELETON_H
#define SIGSNOOP_KERNEL_SKELETON_H

#include "abi/event.h"
#include "abi/filter.h"
#include "abi/glob.h"
#include "abi/tally.h"
#include "sigsnoop.skel.h"

#endif
