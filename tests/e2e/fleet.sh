#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# From the kernel to the fleet: three exporters, a real Prometheus that scrapes them once a second
# with the rules of tools/deploy, known signals, and Prometheus's own answers about them.
#
# The three exporters observe one host under three names, so each sees every signal, and the fleet's
# totals are exactly three times what was sent. The processes have names of their own, so that
# whatever else the host does is no part of what is compared.
#
#   tests/e2e/fleet.sh [-v]      -v: show Prometheus's answers
#
# Ends with a line of passed, failed; exit 0 if none failed, 1 else. Leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly hosts=(web-1 web-2 db-1)
readonly rules=$PWD/tools/deploy/prometheus/rules.yml
readonly daemonset=tools/deploy/kubernetes/daemonset.yml
readonly dashboard=tools/deploy/prometheus/dashboard.json
readonly expressions=tools/deploy/check/expressions.jq
readonly sigsnoop=${SIGSNOOP:-build/sigsnoop-top} sigstorm=${SIGSTORM:-build/sigstorm}
# No name is longer than the 15 bytes that the kernel keeps.
readonly storm=storm$$ slow=slow$$ stubborn=stub$$
readonly count=23

verbose=0
[ "${1-}" = -v ] && verbose=1
passed=0
failed=0
pids=()
prometheus=
scratch=$(mktemp -d)

# SIGTERM, and SIGKILL to what is left after ten seconds: a process that had not begun yet may have
# missed the first.
finish() {
	local pid
	for pid in "${pids[@]}"; do
		kill -TERM "$pid" 2>/dev/null || true
	done
	for _ in {1..100}; do
		kill -0 "${pids[@]}" 2>/dev/null || break
		sleep 0.1
	done
	for pid in "${pids[@]}"; do
		kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 1' INT TERM HUP

give_up() {
	echo "e2e: $*" >&2
	exit 1
}

need() {
	local program
	[ "$(id -u)" = 0 ] || give_up "only root can run this test"
	for program in "$sigsnoop" "$sigstorm"; do
		[ -x "$program" ] || give_up "there is no program $program"
	done
	for program in prometheus curl jq perl; do
		command -v "$program" >/dev/null && continue
		echo "skipped: e2e: $program is not installed (Debian package $program)"
		echo "0 passed, 0 failed, 1 skipped"
		exit 0
	done
}

# eventually WHAT SECONDS COMMAND...: try it until it succeeds; count it as a test.
eventually() {
	local what=$1 until=$((SECONDS + $2))
	shift 2
	until "$@" >"$scratch/answer" 2>&1; do
		if [ $SECONDS -ge $until ]; then
			echo "not ok: $what; the last answer:"
			sed 's/^/    /' "$scratch/answer"
			failed=$((failed + 1))
			return 0
		fi
		sleep 0.3
	done
	echo "ok: $what"
	[ $verbose = 0 ] || sed 's/^/    /' "$scratch/answer"
	passed=$((passed + 1))
}

# ask QUERY: the samples of an instant query as Prometheus gives them, in JSON.
ask() {
	curl -fsS --max-time 10 --get "http://$prometheus/api/v1/query" --data-urlencode "query=$1" |
		jq -c .data.result
}

# ask_number QUERY: the one sample's value, or nothing.
ask_number() {
	ask "$1" | jq -r '.[0].value[1] // empty'
}

# answers QUERY VALUE: is this what it answers?
answers() {
	local value
	value=$(ask_number "$1")
	echo "$1 = $value"
	[ "$value" = "$2" ]
}

# between QUERY LOW HIGH: above the one, not above the other.
between() {
	local value
	value=$(ask_number "$1")
	echo "$1 = $value"
	[ -n "$value" ] && jq -en --argjson value "$value" "\$value > $2 and \$value <= $3" >/dev/null
}

# What the DaemonSet gives its pods, for setpriv: -all,+bpf,+perfmon.
pod_capabilities() {
	printf -- -all
	sed -n '/^ *add:$/,/^ *[a-zA-Z]*:$/ s/^ *- \([A-Z_]*\)$/,+\L\1/p' $daemonset | tr -d '\n'
}

# With the privileges of a pod. The port is the kernel's choice; the exporter tells it.
start_exporter() {
	local log=$scratch/$1.log address=
	: >"$log"
	setpriv --no-new-privs --inh-caps=-all --bounding-set="$(pod_capabilities)" \
		"$sigsnoop" serve --listen 127.0.0.1:0 2>"$log" &
	pids+=($!)
	for _ in {1..100}; do
		address=$(sed -n 's,.*serving http://\([^/]*\)/metrics.*,\1,p' "$log")
		[ -z "$address" ] || break
		kill -0 $! 2>/dev/null || break
		sleep 0.1
	done
	[ -n "$address" ] || give_up "an exporter does not serve: $(cat "$log")"
	printf '      - targets: [%s]\n        labels: {instance: %s}\n' "$address" "$1" >>"$scratch/prometheus.yml"
}

start_exporters() {
	local host
	cat >"$scratch/prometheus.yml" <<-END
		global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
		rule_files: [$rules]
		scrape_configs:
		  - job_name: sigsnoop
		    static_configs:
	END
	for host in "${hosts[@]}"; do
		start_exporter "$host"
	done
}

# Prometheus does not tell a port that the kernel chose: guess until one is free.
start_prometheus() {
	local attempt pid
	for attempt in {1..10}; do
		prometheus=127.0.0.1:$((20000 + RANDOM % 10000))
		prometheus --config.file="$scratch/prometheus.yml" --storage.tsdb.path="$scratch/data" \
			--web.listen-address=$prometheus --log.level=warn >"$scratch/prometheus.log" 2>&1 &
		pid=$!
		for _ in {1..100}; do
			kill -0 $pid 2>/dev/null || break
			if curl -fs --max-time 5 "http://$prometheus/-/ready" >/dev/null && kill -0 $pid; then
				pids+=("$pid")
				return
			fi
			sleep 0.2
		done
		kill $pid 2>/dev/null || true
		wait $pid || true
		grep -q 'address already in use' "$scratch/prometheus.log" || break
	done
	give_up "Prometheus does not start ($attempt attempts): $(tail -n 5 "$scratch/prometheus.log")"
}

# A service that needs 1.3 seconds to end when SIGQUIT asks it to, as servers do that let their
# clients finish: in the middle of the histogram's bucket from 1.048576 to 2.097152 seconds.
make_programs() {
	cat >"$scratch/$slow" <<-'END'
		#!/usr/bin/perl
		$SIG{QUIT} = sub { select undef, undef, undef, 1.3; exit };
		syswrite STDOUT, "ready\n";
		sleep 60;
	END
	cat >"$scratch/$stubborn" <<-'END'
		#!/usr/bin/perl
		$SIG{TERM} = 'IGNORE';
		syswrite STDOUT, "ready\n";
		sleep 60;
	END
	chmod +x "$scratch/$slow" "$scratch/$stubborn"
}

# launch PROGRAM HOW_MANY: sets `launched` to their pids when all are ready.
launch() {
	local ready=$scratch/ready program=$1 i
	: >"$ready"
	launched=()
	for ((i = 0; i < $2; i++)); do
		"$scratch/$program" >>"$ready" &
		launched+=($!)
	done
	pids+=("${launched[@]}")
	for _ in {1..200}; do
		[ "$(wc -l <"$ready")" = "$2" ] && return
		sleep 0.1
	done
	give_up "$program does not start"
}

# end_slowly HOW_MANY: services that are asked to end, and do.
end_slowly() {
	launch "$slow" "$1"
	kill -QUIT "${launched[@]}"
	wait "${launched[@]}"
}

# As a service manager does, with a grace period of two seconds.
end_stubbornly() {
	launch "$stubborn" 1
	kill -TERM "${launched[@]}"
	sleep 2
	kill -KILL "${launched[@]}"
	wait "${launched[@]}" 2>/dev/null || true
}

# Lines of labels and a number, three times what sigstorm says that an observer must report.
expected_signals() {
	jq -s -r --argjson hosts ${#hosts[@]} 'map(select(.outcome != "refused")) |
		group_by([.signal, .origin, .outcome, .target_comm])[] |
		"\(.[0].signal) \(.[0].origin) \(.[0].outcome) \(.[0].target_comm) \((map(.count) | add) * $hosts)"' \
		"$scratch/rows" | sort
}

expected_refused() {
	jq -s -r --argjson hosts ${#hosts[@]} 'map(select(.outcome == "refused")) | group_by([.signal, .errno])[] |
		"\(.[0].signal) \(.[0].errno) \((map(.count) | add) * $hosts)"' "$scratch/rows" | sort
}

# The counters themselves: what rate() and increase() give is extrapolated. (sigstorm's own end is a
# signal too, to this script.)
fleet_signals() {
	ask "sum without (job, instance) (sigsnoop_signals_total{sender=\"$storm\", target=~\"$storm|\"})" |
		jq -r '.[] | "\(.metric.signal) \(.metric.origin) \(.metric.outcome) \(.metric.target) \(.value[1])"' | sort
}

fleet_refused() {
	ask "sum without (job, instance) (sigsnoop_refused_total{sender=\"$storm\"})" |
		jq -r '.[] | "\(.metric.signal) \(.metric.errno) \(.value[1])"' | sort
}

# same EXPECTED GIVEN: what two commands print is the same, and is something.
same() {
	"$1" >"$scratch/expected"
	"$2" >"$scratch/given"
	[ -s "$scratch/expected" ] && diff "$scratch/expected" "$scratch/given" && cat "$scratch/given"
}

# On each host, by the name of the target and of who killed it; not for those that ended by themselves.
alert_fires() {
	ask "ALERTS{alertname=\"SigsnoopGracePeriodMissed\", alertstate=\"firing\", target=~\"$slow|$stubborn\"}" |
		jq -r '.[].metric | "\(.instance) \(.target) killed by \(.sender)"' | sort >"$scratch/given"
	printf '%s\n' "${hosts[@]/%/ $stubborn killed by fleet.sh}" | sort |
		diff - "$scratch/given" && cat "$scratch/given"
}

# Every panel has something to show. (@tsv escapes backslashes, and no query has one.)
panels_answer() {
	local panel expr silent=0
	while IFS=$'\t' read -r panel expr; do
		if [ "$(ask "$expr" | jq length)" = 0 ]; then
			echo "panel \"$panel\" is empty: $expr"
			silent=1
		fi
	done < <(jq -c --arg window 1m --arg range 5m -f $expressions $dashboard | jq -r '[.panel, .expr] | @tsv')
	return $silent
}

need
make_programs
start_exporters
start_prometheus
eventually "Prometheus scrapes three exporters" 20 answers 'sum(up{job="sigsnoop"})' ${#hosts[@]}

# rate() needs the histogram's series to be there before what it is to show.
readonly ends='sum(sigsnoop_exit_latency_seconds_count{signal="SIGQUIT"})'
end_slowly 1
eventually "the first end is on all hosts" 20 between "$ends" $((${#hosts[@]} - 1)) 1e9
before=$(ask_number "$ends")

"$sigstorm" --comm=$storm --count=$count calls ignored pending overflow info-lost probe deadly esrch einval \
	>"$scratch/rows"
end_stubbornly
end_slowly $count

eventually "fleet-wide totals of signals are exact" 20 same expected_signals fleet_signals
eventually "fleet-wide totals of refused calls are exact" 20 same expected_refused fleet_refused
eventually "fleet-wide total of slow ends" 20 between "$ends" \
	$((before + ${#hosts[@]} * count - 1)) 1e9
eventually "the median exit latency of the fleet is within its bucket" 20 between \
	'job_signal:sigsnoop_exit_latency_seconds:p50_5m{signal="SIGQUIT"}' 1.048576 2.097152
eventually "a service killed after SIGTERM alerts on each host, and no other" 20 alert_fires
eventually "every panel of the dashboard has an answer" 20 panels_answer
# No test: whatever else the host does may fill the maps.
echo "the fleet's ledger: lost $(ask_number 'sum(sigsnoop_lost_total)')," \
	"without names $(ask_number 'sum(sigsnoop_remainder_total)')"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
