#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# The first process of a test boot: prepares the guest, runs the given script, powers off.
#
# The kernel logs to its console alone. Results go to a second line, RESULT_TTY from the kernel
# command line, so that no kernel message can cut one in two; a third, FILES_TTY, takes what the
# script left in /out, as a tar archive. tracefs and bpffs are not mounted: the program under
# test does that by itself.
PATH=/usr/bin
export PATH HOME=/root TERM=dumb

prepare() {
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	echo 1 >/sys/devices/system/cpu/cpu1/online # see run.sh
	mount -t cgroup2 cgroup2 /sys/fs/cgroup
	mount -t devtmpfs devtmpfs /dev
	mkdir -p /dev/pts /dev/shm
	mount -t devpts devpts /dev/pts
	mount -t tmpfs tmpfs /dev/shm
	mount -t tmpfs tmpfs /tmp
	mount -t tmpfs tmpfs /run
	chmod 1777 /tmp /dev/shm
	hostname guest
	ip link set lo up
	stty -F "/dev/$RESULT_TTY" raw -echo
	stty -F "/dev/$FILES_TTY" raw -echo
}

main() {
	cd /sys/devices/system/cpu || return
	echo "@@ BOOT $(uname -r) up $(cut -d ' ' -f 1 /proc/uptime) s, online $(cat online), possible $(cat possible)"
	cd /root || return
	# A session of its own: a script that kills its group must not kill this process.
	setsid /guest/script </dev/null
	echo "@@ EXIT $?"
	tar -c -f "/dev/$FILES_TTY" -C /out .
	echo "@@ END $(cut -d ' ' -f 1 /proc/uptime) s"
}

prepare
main >"/dev/$RESULT_TTY" 2>&1
poweroff -f
