#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What observing costs a bystander, a process that makes system calls and has nothing to do with
# signals, on kernels that have fexit and kprobes; and what a drain takes with more possible CPUs.
#
# The machines are emulated: their times are no real ones, and whatever else runs on this machine
# makes them longer. How the least of all rounds compare within one machine still tells something,
# and so that is all that is shown.
#
# usage: vm.sh [OPTIONS OF tests/vm/run.sh]     by default: --kernel 6.1-cloud --kernel 6.12-cloud
#        --cpus 2; build/bench/bench and build/sigsnoop-top have to be there
set -euo pipefail
cd "$(dirname "$0")/../.."

(($# > 0)) || set -- --kernel 6.1-cloud --kernel 6.12-cloud --cpus 2
if sigsnoop=$(command -v sigsnoop); then
	set -- "$@" --bin "$sigsnoop"
fi
tests/vm/run.sh --timeout 1800 --memory 2048 --jobs 1 --shell-script tools/bench/guest.sh \
	--bin build/bench/bench --bin build/sigsnoop-top "$@"

for files in build/vm/*/files.tar; do
	tar -tf "$files" | grep -q 'results\.json$' || continue # of another run
	tar -xOf "$files" --wildcards '*results.json' | jq -r '
		. as $all
		| def ratio: . * 100 | round / 100;
		  def base($cost): first($all.costs[] | select(.way == "nothing" and .section == $cost.section
			and .workload == $cost.workload and .cpus == $cost.cpus)) | .ns.least;
		  "\n\(.machine.kernel), \(.machine.cpus_possible) possible CPUs, emulated: times the call itself, least of \(.effort.rounds) rounds",
		  (.ways[] | select(.way != "nothing") | .way as $way
			| if .skipped then "  \(.title): skipped: \(.skipped)"
			  else "  \(.title): "
				+ ([$all.costs[] | select(.way == $way and .cpus == 1
					and (.section == "bystander" or .workload == "1 key"))
					| "\(.workload) \(.with_ns.least / base(.) | ratio)"]
				| join(", ")) end),
		  (.drains[] as $drain
			| "  a drain of \($drain.keys) keys from maps of \($drain.entries) takes \($drain.cpu_ms.least / $all.drains[0].cpu_ms.least | ratio) times the CPU of the first")'
done
