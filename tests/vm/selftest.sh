#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Does the runner see what it must see? One boot for each way in which a boot can go wrong, and
# one in which all goes well: the verdicts of run.sh are compared with what is known.
#
# usage: selftest.sh [NAME...]    all cases, or those of these names
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
readonly here
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly wanted=("$@")
kernel=$("$here/kernels.sh" --list "$(dpkg --print-architecture)" | head -n 1)
readonly kernel
runner=$here/run.sh failed=0 patience=300

is_wanted() {
	local name

	((${#wanted[@]} > 0)) || return 0
	for name in "${wanted[@]}"; do
		[[ $name != "$1" ]] || return 0
	done
	return 1
}

# expect NAME STATUS PATTERN...: boots the script on stdin; run.sh must exit with STATUS, and
# each pattern must be in its table.
expect() {
	local name=$1 status=$2 got=0 pattern
	shift 2
	is_wanted "$name" || return 0

	{ printf '#!/bin/sh\n. /guest/lib.sh\n' && cat; } >"$work/$name"
	"$runner" --kernel "$kernel" --cpus 2 --timeout "$patience" --shell-script "$work/$name" >"$work/table" 2>"$work/errors" || got=$?
	for pattern in "$@"; do
		grep -qE "$pattern" "$work/table" || got="$got, without: $pattern"
	done
	if [[ $got == "$status" ]]; then
		echo "passed: $name"
	else
		echo "FAILED: $name: exit $got"
		cat "$work/errors" "$work/table"
		failed=1
	fi
}

expect 'all is well, and users may crash' 0 '^1 boots: 6 passed, 0 failed, 3 skipped$' '^skipped b: because' \
	"^skipped parts: one: why \\($kernel-2\\)\$" <<'END'
plan a b parts
run parts printf 'skipped: one: why\nskipped: one: why\n'
run a sh -c 'mkdir /tmp/x; sh -c "kill -SEGV \$\$"; [ $? = 139 ]'
run b sh -c 'echo because; exit 77'
mkdir /tmp/group
mount -t cgroup2 cgroup2 /tmp/group
echo +memory >/tmp/group/cgroup.subtree_control
mkdir /tmp/group/small
echo 4M >/tmp/group/small/memory.max
sh -c 'echo $$ >/tmp/group/small/cgroup.procs; x=0123456789abcdef; while :; do x=$x$x; done'
[ $? = 137 ] && pass oom || fail oom "nothing was killed"
END

expect 'tests fail' 1 'seven: exit 7: no line end' 'checks: exit 1: test.c:1:F:theme: wrong$' \
	'slow: no end after 2 s' 'killed: exit 137' 'twice: a second result' 'none: a result that is none' 'noreason: a result that is none' \
	'unrun: planned, no result' 'script: exit 3' <<'END'
plan seven checks slow killed unrun
run seven sh -c 'printf "no line end"; exit 7'
run checks sh -c 'printf "50%%\ntest.c:1:F:theme: wrong\ntest.c:2:E:theme: more\n0 skipped\n"; exit 1'
TEST_TIMEOUT=2
run slow sleep 100
run killed sh -c 'kill -9 $$'
pass twice
pass twice
echo "@@ TEST none"
echo "@@ TEST noreason FAIL"
exit 3
END

expect 'the kernel panics' 1 'kernel-log: .*Kernel panic' 'boot: no power off' 'script: did not end' <<'END'
pass a
echo c >/proc/sysrq-trigger
END

expect 'the kernel stalls' 1 'kernel-log: .*expedited stalls' <<'END'
echo 'rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-.... }' >/dev/kmsg
END

expect 'the kernel warns' 1 'kernel-log: .*WARNING: CPU: 0' <<'END'
echo 'WARNING: CPU: 0 PID: 1 at kernel/nowhere.c:1' >/dev/kmsg
END

patience=30
expect 'no end' 1 'boot: no end after 30 s' 'script: did not end' <<'END'
while :; do :; done
END

patience=300
expect 'power off too early' 1 'script: did not end' <<'END'
poweroff -f
END

# The kernel is of another series in these.
patience=300
mkdir "$work/tests"
cp -a "$here" "$work/tests/vm"
runner=$work/tests/vm/run.sh
series=${kernel%%-*}
sed -i "s/^\($kernel .* \)${series//./\\.} /\10.99 /" "$work/tests/vm/kernels.sh"
expect 'a series has left Debian' 1 '^skipped boot: [a-z]+ has no kernel 0\.99-[a-z]+ any longer' \
	'^1 boots: 0 passed, 0 failed, 1 skipped$' <<'END'
END

exit "$failed"
