# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# The result protocol, for the scripts that run in a test boot: `. /guest/lib.sh`.
#
#   @@ PLAN name...             what will be run: one without a result is a failure
#   @@ TEST name PASS
#   @@ TEST name FAIL reason
#   @@ TEST name SKIP reason
#   @@ PART name reason         of a test that has a result: this part of it was skipped
#
# A name has no blanks. What a test prints is shown indented, so it is no part of the protocol.
# TEST_TIMEOUT is in seconds of the clock in here, which is not that of the machine outside.
TEST_TIMEOUT=${TEST_TIMEOUT:-120}

plan() {
	echo "@@ PLAN $*"
}

pass() {
	echo "@@ TEST $1 PASS"
}

# fail NAME REASON...
fail() {
	name=$1
	shift
	echo "@@ TEST $name FAIL $*"
}

# skip NAME REASON...
skip() {
	name=$1
	shift
	echo "@@ TEST $name SKIP $*"
}

# run NAME COMMAND...: exit 0 is passed, 77 is skipped, with the last line printed as the reason,
# and anything else failed: the reason is the first line that tells of a failed check, or the last
# one. Each line "skipped: REASON" is a part that was skipped.
run() {
	name=$1
	shift
	started=$(date +%s)
	# By its path: busybox's shell takes its own timeout otherwise, which asks with signal 0, once
	# a second, whether the command still lives. An observer of signals would count that.
	/usr/bin/timeout -k 5 "$TEST_TIMEOUT" "$@" >"/tmp/test.$name" 2>&1
	status=$?
	awk '{ print "  " $0 }' "/tmp/test.$name" # unlike sed, it ends the last line
	sed -n "s/^skipped: /@@ PART $name /p" "/tmp/test.$name" | tr -dc ' -~\n'
	last=$({ grep -m 1 ':[FE]:' "/tmp/test.$name" || tail -n 1 "/tmp/test.$name"; } | tr -dc ' -~')
	rm -f "/tmp/test.$name"
	echo "  ($name took $(($(date +%s) - started)) s)"
	case $status in
	0) pass "$name" ;;
	77) skip "$name" "${last:-no reason given}" ;;
	124) fail "$name" "no end after $TEST_TIMEOUT s: $last" ;;
	*) fail "$name" "exit $status: $last" ;;
	esac
}
