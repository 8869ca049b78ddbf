#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# What runs inside each virtual machine unless another script is named: the live tests, theme by
# theme. At the end the machine is locked down, from which there is no way back: what the program
# says then is the last test. The host is not ours to lock.
#
# Which themes: those in THEMES (--append THEMES=a,b), else what this machine is there to tell: see
# choose_themes.
# shellcheck source=tests/vm/guest-lib.sh
. /guest/lib.sh

export SIGSNOOP=/usr/bin/sigsnoop-top SIGSTORM=/usr/bin/sigstorm SIGSTORM32=/usr/bin/sigstorm32
# A CPU of a machine is one of 500 MHz: two share what run.sh gives as an instruction a nanosecond.
export LIVE_SLOW=2 LIVE_QUICK=1

# What depends on the kernel, and what is the same above any kernel that gives the right counts.
of_kernel="check refusals hooks ia32 slow-path workloads out-of-memory load latency buckets full-map cache
	cache-pinned events filters names fold sample sample-pinned recorder recorder-small recorder-off
	pinned exactly-once tracefs serve-start serve-pinned"
of_program="usage formats reports output terminal serve serve-clients"

# What needs programs that are not in here: bpftrace, cron, those built with sanitizers.
of_host="observer cron sanitized"

# Where all is emulated, a theme takes minutes. With 64 CPUs the programs are those of 2 CPUs, and
# the maps are larger: what reads and empties them is tested.
choose_themes() {
	case $BOOT_NAME in
	6.1-cloud-2 | 7.3-cloud-2 | host) echo "$of_kernel $of_program" ;;
	*-64) echo check hooks slow-path load latency full-map cache events sample recorder pinned ;;
	*) echo "$of_kernel" ;;
	esac
}

# What this machine has not got: all else must be run. On the host anything may be missing.
choose_skips() {
	case $BOOT_NAME in
	host) ;;
	6.1-cloud-arm64-*) export LIVE_SKIPS='promtool|sanitized|--failures=fexit|=kprobe\.multi' ;;
	# Debian's 6.1 has no CONFIG_FPROBE.
	6.1-*) export LIVE_SKIPS='promtool|sanitized|=kprobe\.multi' ;;
	*-arm64-*) export LIVE_SKIPS='promtool|sanitized|--generated=kprobe\.multi' ;;
	*) export LIVE_SKIPS='promtool|sanitized' ;;
	esac
}

# run_theme THEME
run_theme() {
	TEST_TIMEOUT=1200 CK_RUN_CASE=$1 run "$1" live
}

lock_down() {
	mount -t securityfs securityfs /sys/kernel/security && echo confidentiality >/sys/kernel/security/lockdown
}

# A new theme must be in one of the lists.
all_are_known() {
	for theme in $(live --themes); do
		# shellcheck disable=SC2086,SC2116 # all blanks as single ones
		case " $(echo $of_kernel $of_program $of_host lockdown) " in
		*" $theme "*) ;;
		*) fail "$theme" "guest.sh does not know this theme" ;;
		esac
	done
}

if [ -n "${THEMES-}" ]; then
	themes=$(echo "$THEMES" | tr , ' ')
else
	themes=$(choose_themes)
fi
# shellcheck disable=SC2086 # words
plan $themes lockdown
all_are_known
choose_skips
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
