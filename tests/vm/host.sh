#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# One more column of the matrix: the running kernel. The very initramfs of the other columns is
# unpacked, and its script runs in it as root, in a mount namespace of its own, so that whatever
# it mounts is gone afterwards. Processes it starts and control groups it makes are its own to end.
#
# usage: host.sh INITRAMFS FOLDER TIMEOUT VARIABLES     leaves console.log, results.log, status in FOLDER
#
# VARIABLES: what the other machines are given as kernel parameters, as NAME=VALUE NAME=VALUE.
set -euo pipefail

readonly initramfs=$1 dir=$2 timeout=$3 variables=$4

# The kernel log after the line that was its last one before.
new_kernel_log() {
	dmesg | awk -v last="$1" '{ lines[NR] = $0; if ($0 == last) from = NR }
		END { for (i = from + 1; i <= NR; i++) print lines[i] }'
}

# Runs in the namespace of its own.
run_script() {
	local name status=0

	# A mount of its own, as every root is: tests make what is mounted private.
	mount --bind "$dir/root" "$dir/root"
	for name in proc sys dev; do
		mount --rbind "/$name" "$dir/root/$name"
	done
	for name in tmp run; do
		mount -t tmpfs tmpfs "$dir/root/$name"
	done
	cd /sys/devices/system/cpu
	echo "@@ BOOT $(uname -r) as the host, online $(cat online), possible $(cat possible)"
	# shellcheck disable=SC2086 # words
	setsid --wait timeout --kill-after=5 "$timeout" chroot "$dir/root" /bin/env -i $variables \
		PATH=/usr/bin HOME=/root TERM=dumb BOOT_NAME=host /guest/script </dev/null || status=$?
	echo "@@ EXIT $status"
	echo "$status" >"$dir/status"
}

main() {
	local last

	mkdir "$dir/root"
	(cd "$dir/root" && cpio --extract --make-directories --quiet <"$initramfs")
	last=$(dmesg | tail -n 1)
	export -f run_script
	export dir timeout variables
	unshare --mount --propagation private bash -euo pipefail -c run_script >"$dir/results.log" 2>&1
	new_kernel_log "$last" >"$dir/console.log"
	mv "$dir/root/out" "$dir/files"
	rm -rf "$dir/root"
}

((UID == 0)) || { echo "host.sh: must be root" >&2 && exit 1; }
main
