#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the machines of vm.sh.
# shellcheck source=tests/vm/guest-lib.sh
. /guest/lib.sh

export TEST_TIMEOUT=1500 SIGSNOOP=/usr/bin/sigsnoop-top

plan bench
# The peers that were not brought along are skipped.
run bench bench --quick --rounds 5 --keys 16384 -o /out/results.json \
	--ways empty,count,exit,fexit,kprobe-multi,kprobe,tracepoint,sigsnoop,sigsnoop-k bystander kill drain
