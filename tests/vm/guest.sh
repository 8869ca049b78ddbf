#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What runs inside each virtual machine unless another script is named: the live tests, theme by
# theme, with the patience that emulation needs.
# shellcheck source=tests/vm/guest-lib.sh
. /guest/lib.sh

export SIGSNOOP=/usr/bin/sigsnoop-top SIGSTORM=/usr/bin/sigstorm LIVE_SLOW=10 LIVE_QUICK=1

themes="usage refusals workloads filters names fold formats reports output terminal tracefs full-map load latency
	buckets recorder recorder-small recorder-off pinned exactly-once"
# shellcheck disable=SC2086 # words
plan $themes
for theme in $themes; do
	TEST_TIMEOUT=900 CK_RUN_CASE=$theme run "$theme" live
done
