#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Plots of what `bench` measured: cost against number of keys, and against rate.
#
# usage: plot.sh RESULTS.json FOLDER     leaves keys.svg and rate.svg there, and the data of both
set -euo pipefail

readonly results=${1:?usage: plot.sh RESULTS.json FOLDER} folder=${2:?}

# Blocks "way title", then lines "x median q1 q3"; of workloads on one CPU, all keys alike. The cost
# against the rate is that of the sender and of the observer together.
points() {
	jq -r --arg section "$1" --arg x "$2" '
		. as $all
		| .ways[] | select(.way != "nothing") | . as $way
		| [$all.costs[] | select(.way == $way.way and .section == $section and .cpus == 1
			and (.zipf | not) and .keys > 0 and (.workload | contains("SIGTERM") | not))]
		| sort_by(.[$x]) | select(length > 1)
		| "\"\($way.title)\"",
		  (.[] | (.own_ns.median // 0) as $own
			| [.[$x], ([.ns.median + $own, 1] | max), ([.ns.q1 + $own, 1] | max),
			   ([.ns.q3 + $own, 1] | max)] | map(tostring) | join(" ")),
		  "", ""' "$results"
}

# plot SECTION X TITLE-OF-X TITLE
plot() {
	local data=$folder/$1.dat blocks

	points "$1" "$2" >"$data"
	blocks=$(grep -c '^"' "$data" || true)
	if ((blocks == 0)); then
		echo "skipped: plot of $4: nothing was measured" >&2
		return
	fi
	gnuplot <<-END
		set terminal svg size 1200,620 font "sans,13" background "white"
		set output "$folder/$2.svg"
		set title "$4"
		set logscale xy
		set xlabel "$3"
		set ylabel "nanoseconds a signal"
		set grid
		set key outside right noenhanced
		set format x "%.0f"
		plot for [i = 0:$((blocks - 1))] "$data" index i using 1:2:3:4 \
			with yerrorlines title columnheader(1)
	END
	echo "$folder/$2.svg"
}

mkdir -p "$folder"
if ! command -v gnuplot >/dev/null; then
	echo "skipped: plots: not installed (Debian package gnuplot-nox)" >&2
	exit
fi
plot kill keys "distinct keys, uniform, 1 CPU" "Added to a kill(2), by number of keys"
plot rate rate "signals a second, 1,000 keys, 1 CPU" \
	"Processor time of a signal: added to the sender, and the observer's own"
