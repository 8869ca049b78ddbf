#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tables of COSTS.md, in Markdown, from what `bench` measured; printed, to be pasted there.
#
# usage: costs.sh RESULTS.json
set -euo pipefail

exec jq -r '
	. as $all
	| def way($name): first($all.ways[] | select(.way == $name));
	  def cost($name; $section; $workload; $cpus):
		first(($all.costs[] | select(.way == $name and .section == $section
			and .workload == $workload and .cpus == $cpus)), null) | .ns.median;
	  def grouped: tostring
		| until(test("^-?[0-9]{4}") | not; sub("(?<a>[0-9])(?<b>[0-9]{3})(?<c>(,|$))"; .a + "," + .b + .c));
	  def signed: round | if . == 0 then "+0" elif . < 0 then "-" + (-. | grouped) else "+" + grouped end;
	  def tenths: . * 10 | round / 10 | tostring | if test("[.]") then . else . + ".0" end;
	  def mib: . / 1048576 | tenths;
	  def added($name; $workload; $cpus):
		cost($name; "kill"; $workload; $cpus) as $ns | cost("empty"; "kill"; $workload; $cpus) as $empty
		| if $ns == null then ""
		  elif $name == "nothing" then ($ns | round | grouped)
		  elif $empty == null or $empty <= 0 then ($ns | signed)
		  else "\($ns | signed) (\($ns / $empty | tenths)x)" end;
	  def system_call($name): cost($name; "bystander"; "getppid(2)"; 1)
		| if . == null then "" elif $name == "nothing" then (round | grouped) else signed end;
	  def percent($way): if ($way.sent // 0) == 0 then ""
		elif 10000 * ($way.missing + $way.surplus) < $way.sent then ($way.missing + $way.surplus | grouped)
		else "\(100 * ($way.missing + $way.surplus) / $way.sent * 100 | round / 100) %"
			+ (if $way.way == "sample" then " (estimates)"
			   elif $way.way == "events-limited" then " (suppressed by its --max-rate, and counted as such)"
			   else "" end) end;
	  def virtual: if .hypervisor then "a virtual machine with " else "" end;
	  def mitigations: [.mitigations | to_entries[] | select(.value | test("Retpoline"))
		| "retpolines"] | if length > 0 then ", \(first)" else "" end;
	  def row: "| " + join(" | ") + " |";

	  ["1 key", "256 keys, uniform", "1,000 keys, zipf", "100,000 keys, zipf", "100,000 keys, uniform"] as $workloads
	| (.machine | "Measured by `make bench` in one run on \(virtual)\(.cpus_online) CPUs (\(.cpu), kernel \(.kernel)\(mitigations)); medians of \($all.effort.rounds) rounds, in nanoseconds of the sender'"'"'s processor time added to a kill(2), and times what an empty program on the same hook adds:"),
	  "",
	  (["", $workloads[], "1 key, 2 CPUs", "every other system call"] | row),
	  ([range(8) | "---"] | row),
	  (.ways[] | select(.skipped == null) | . as $way
		| ([$workloads[] | added($way.way; .; 1)] | select(any(. != ""))) as $cells
		| [(if .way == "nothing" then "the call itself" else .title end), $cells[],
		   added(.way; "1 key"; 2), system_call(.way)] | row),
	  "",
	  "With 100,000 keys all of them were sent once before in the same interval. Start-up is the time until the first signal is counted; memory is what each takes with the settings it comes with; losses are observations that are missing or wrong in its output, of all that were sent to it in this run:",
	  "",
	  (["", "own CPU, s per million signals", "lost or wrong", "start-up, ms", "resident, MiB", "in the kernel, MiB"] | row),
	  ([range(6) | "---"] | row),
	  (.ways[] | select(.skipped == null and .start_ms != null)
		| [.title, (.cpu_s_per_million.median // 0 | . * 10000 | round / 10000 | tostring), percent(.),
		   (.start_ms.median | round | tostring), (.idle_resident_bytes.median // 0 | mib),
		   (.idle_kernel_bytes.median // 0 | mib)] | row),
	  "",
	  (.machine.cpus_possible as $cpus
		| .drains | select(length > 0)
		| "A drain (with \($cpus) possible CPUs) takes "
		  + ([.[] | "\(.cpu_ms.median * 100 | round / 100) ms of CPU with \(.keys | grouped) keys (map of \(.entries | grouped))"] | join(", "))
		  + "."),
	  (.reports | select(length > 0)
		| "A report takes, with its drain, "
		  + ([.[] | "\(.cpu_ms.median * 100 | round / 100) ms with \(.keys | grouped) keys (\(.format), \(.rows | grouped) rows shown)"] | join(", ")) + "."),
	  (.ways[] | select(.skipped != null) | "Left out: \(.title): \(.skipped).")
' "${1:?usage: costs.sh RESULTS.json}"
