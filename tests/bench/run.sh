#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Does the benchmark work at all: its results are whole, its truth is the observers' truth, it
# refuses bad arguments, it leaves nothing behind. No time is judged here.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly bench=build/bench/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0 skips=0

fail() {
	echo "FAIL bench: $*"
	failures=$((failures + 1))
}

skip() {
	echo "SKIP bench: $*"
	skips=$((skips + 1))
}

# expect WHAT FILTER: the filter says true of the results.
expect() {
	jq -e "$2" "$scratch/results.json" >/dev/null || fail "$1: $2"
}

refuses() {
	local status=0

	"$bench" "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	if ((status != 2)) || [[ ! -s $scratch/err ]]; then
		fail "$*: exit code $status, not 2 with a reason"
	fi
}

# Processes of the benchmark that live on.
left_behind() {
	pgrep -x bench || true
}

refuses --rounds 0
refuses --rounds many
refuses --keys 999
refuses --ways nobody
refuses nonsense

"$bench" --quick --ways count,recorder,reports,bpftrace,sigsnoop,killsnoop-bpfcc \
	-o "$scratch/results.json" >"$scratch/out" || fail "exit code $?"
[[ -z $(left_behind) ]] || fail "processes are left behind"

expect "schema" '.schema == "sigsnoop-top-bench/1"'
expect "machine" '.machine | .cpu and .kernel and .cpus_possible > 0'
expect "all ways are there" '[.ways[].way] == ["nothing", "empty", "count", "recorder", "reports",
	"bpftrace", "sigsnoop", "killsnoop-bpfcc"]'
expect "ours are not skipped" '[.ways[] | select(.ours and .skipped)] == []'
expect "no round of ours is void" '[.ways[] | select(.ours and .void_rounds > 0)] == []'
expect "ours counts exactly what was sent" '[.ways[] | select(.ours)
	| select(.sent < 10000 or .counted != .sent or .missing > 0 or .surplus > 0)] == []'
# shellcheck disable=SC2016 # the dollars are jq's
# Every way that was on has a cost for every workload that the call itself has one for.
expect "costs are whole" '. as $all | [.costs[] | select(.way == "nothing")] | length as $workloads
	| $workloads > 10 and ([$all.ways[] | select(.way != "nothing" and .skipped == null and .void_rounds == 0) | .way as $way
		| [$all.costs[] | select(.way == $way and .ns.count == $all.effort.rounds)] | length == $workloads]
		| all)'
expect "the call itself takes time" '[.costs[] | select(.way == "nothing") | .ns.median > 0] | all'
expect "start-up was seen" '[.ways[] | select(.way == "reports") | .start_ms.median > 0] | all'
expect "memory was seen" '[.ways[] | select(.way == "reports")
	| .resident_bytes.median > 1000000 and .idle_kernel_bytes.median > 1000000] | all'
expect "drains" '[.drains[].keys] | contains([0, 1000])'
expect "reports" '[.reports[] | select(.keys == 1000) | .cpu_ms.median > 0] == [true, true, true]'

for peer in bpftrace sigsnoop; do
	reason=$(jq -r --arg peer "$peer" '.ways[] | select(.way == $peer) | .skipped // empty' "$scratch/results.json")
	if [[ -n $reason ]]; then
		skip "$peer: $reason"
	else
		expect "$peer saw something" ".ways[] | select(.way == \"$peer\") | .counted > 0"
	fi
done

tools/bench/costs.sh "$scratch/results.json" >"$scratch/costs" || fail "costs.sh"
grep -q '^| counting | +' "$scratch/costs" || fail "costs.sh: no row of ours"
if command -v gnuplot >/dev/null; then
	tools/bench/plot.sh "$scratch/results.json" "$scratch" >/dev/null || fail "plot.sh"
	for plot in keys rate; do
		grep -q 'sigsnoop-top -i 1' "$scratch/$plot.svg" || fail "plot.sh: $plot.svg is not whole"
	done
else
	skip "plots: no gnuplot"
fi

# Ctrl-C in the middle: it ends at once, with all that it has started.
"$bench" kill --ways bpftrace >"$scratch/out" 2>"$scratch/err" &
sleep 2.3
kill -INT $!
status=0
wait $! || status=$?
if ((status != 1)) || ! grep -q interrupted "$scratch/err"; then
	fail "SIGINT: exit code $status"
fi
[[ -z $(left_behind) ]] || fail "SIGINT: processes are left behind"

((failures == 0)) || exit 1
echo "bench: works, $skips skipped"
