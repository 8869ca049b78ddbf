#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What runs inside each virtual machine unless another script is named: the live tests, theme by
# theme, with the patience that emulation needs. At the end the machine is locked down, from which
# there is no way back: what the program says then is the last test. The host is not ours to lock.
# shellcheck source=tests/vm/guest-lib.sh
. /guest/lib.sh

export SIGSNOOP=/usr/bin/sigsnoop-top SIGSTORM=/usr/bin/sigstorm SIGSTORM32=/usr/bin/sigstorm32
export LIVE_SLOW=10 LIVE_QUICK=1

themes="usage refusals workloads hooks ia32 slow-path filters names fold formats reports output terminal tracefs full-map
	load latency buckets recorder recorder-small recorder-off pinned exactly-once"

# run_theme THEME
run_theme() {
	TEST_TIMEOUT=1200 CK_RUN_CASE=$1 run "$1" live
}

lock_down() {
	mount -t securityfs securityfs /sys/kernel/security && echo confidentiality >/sys/kernel/security/lockdown
}

# shellcheck disable=SC2086 # words
plan $themes lockdown
for theme in $themes; do
	run_theme "$theme"
done
if [ "$BOOT_NAME" = host ]; then
	skip lockdown "the running kernel stays as it is"
elif lock_down; then
	run_theme lockdown
else
	fail lockdown "the machine cannot be locked down"
fi
