#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What observing costs a bystander, a process that makes system calls and has nothing to do with
# signals, on kernels that have fexit and kprobes; and what a drain takes with more possible CPUs.
#
# The machines are emulated, and their clocks count instructions. These are not time: a miss of a cache
# costs as much as a hit, a retpoline as much as a jump. But they are the same in every run, and
# nothing else on this machine changes them. The least of all rounds is shown: the others have
# those of interrupts and of the second CPU in them.
#
# usage: vm.sh [OPTIONS OF tests/vm/run.sh]     by default: --kernel 6.1-cloud --kernel 6.12-cloud
#        --kernel 7.3-cloud --cpus 2 --cpus 64; build/bench/bench and build/sigsnoop-top have to be there
set -euo pipefail
cd "$(dirname "$0")/../.."

(($# > 0)) || set -- --kernel 6.1-cloud --kernel 6.12-cloud --kernel 7.3-cloud --cpus 2 --cpus 64
if sigsnoop=$(command -v sigsnoop); then
	set -- "$@" --bin "$sigsnoop"
fi
tests/vm/run.sh --timeout 1800 --memory 2048 --shell-script tools/bench/guest.sh \
	--bin build/bench/bench --bin build/sigsnoop-top "$@"

# Lines "title, added to getppid(2), added to kill(2)" and "keys, map entries, drain", between tabs.
# shellcheck disable=SC2016 # the dollars are jq's
readonly figures='
	. as $all
	| def least($way; $section): first(($all.costs[]
		| select(.way == $way and .section == $section and .cpus == 1
			and (.section == "bystander" or .workload == "1 key")) | .with_ns.least), null);
	  def added($way; $section): least($way; $section)
		| if . == null then . else . - least("nothing"; $section) | round end;
	  ["kernel \(.machine.kernel)", "getppid(2)", "kill(2)"],
	  ["the call itself", (least("nothing"; "bystander") | round), (least("nothing"; "kill") | round)],
	  (.ways[] | select(.way != "nothing")
		| [.title] + if .skipped then ["skipped: \(.skipped)", ""]
			else .way as $way | [added($way; "bystander"), added($way; "kill")] | map(if . == null then "-" elif . < 0 then "\(.)" else "+\(.)" end) end),
	  ["\(.machine.cpus_possible) possible CPUs", "map holds", "a drain"],
	  (.drains[] | ["\(.keys) keys", .entries, (.cpu_ms.least * 1e6 | round)])
	| @tsv'

for files in build/vm/*/files.tar; do
	tar -tf "$files" | grep -q 'results\.json$' || continue # of another run
	printf '\nInstructions, emulated\n'
	tar -xOf "$files" --wildcards '*results.json' | jq -r "$figures" |
		awk -F '\t' '{ printf "  %-36s %12s %12s\n", $1, $2, $3 }'
done
