#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What debian.sh runs in the other system, as root.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly sent=23
export WERROR=-Werror

die() {
	echo "inside.sh: $*" >&2
	exit 1
}

# Both objects go into the program, and libbpf loads one. In the plain one, a symbol that the kernel
# has not got would take CAP_SYS_ADMIN (cli/kernel/object.h).
check_objects() {
	local symbols

	symbols=$(nm --undefined-only build/bpf/sigsnoop_plain.o)
	[[ -z $symbols ]] || die "the plain object asks for $symbols"
}

# Wait until the program says so, or has ended.
await_counting() {
	until grep -qs '^sigsnoop-top: counting' build/said; do
		kill -0 "$1" 2>/dev/null || die "it does not count: $(tail -n 1 build/said)"
		sleep 0.1
	done
}

# As many signals as are known, from this process to one that ignores them.
check_report() {
	local target tool i told expected

	(trap '' USR1 && exec sleep 60) &
	target=$!
	build/sigsnoop-top -i 60 -o csv --verbose -b sender,target,signal,outcome -s USR1 -t "$target" \
		>build/report 2>build/said &
	tool=$!
	await_counting "$tool"
	for ((i = 0; i < sent; i++)); do
		kill -USR1 "$target"
	done
	kill -INT "$tool"
	wait "$tool" || die "the report ends with $?: $(tail -n 1 build/said)"
	kill "$target"
	told=$(tail -n +2 build/report | cut -d , -f 2,4,6,8,9)
	expected="$$,$target,SIGUSR1,ignored,$sent"
	[[ $told == "$expected" ]] || die "the report says '$told', not '$expected'"
	echo "inside.sh: reported as sent: $told"
}

build() {
	tools/quickstart.sh build &&
		DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends check libsubunit-dev &&
		make --no-print-directory -j "$(nproc)" tests
}

quietly() {
	"$@" >log 2>&1 || {
		tail -n 40 log >&2
		die "$* failed"
	}
}

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
quietly build
check_objects
build/unit | tail -n 1
build/golden | tail -n 2
check_report
