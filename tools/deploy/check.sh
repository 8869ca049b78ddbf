#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Validate the deployment files, each by the tool that its readers trust. Says what ran, what was
# skipped and why; exit 1 if anything is wrong.
#
# Validators from npm go to build/npm, at fixed versions. They bundle their schemas: nothing else is
# fetched. No lock file: it would name the registry that it was made with.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly deploy=tools/deploy npm=build/npm
readonly npm_packages=(dockerfile-utils@0.16.3 kubernetes-models@4.5.1 yaml@2.8.1)

passed=0
failed=0
skipped=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# check WHAT COMMAND...: its output is shown only where it fails. (A function called so goes on after
# a command that fails, unless it returns.)
check() {
	local what=$1
	shift
	if "$@" >"$scratch/log" 2>&1; then
		echo "ok: $what"
		passed=$((passed + 1))
	else
		echo "not ok: $what"
		sed 's/^/    /' "$scratch/log"
		failed=$((failed + 1))
	fi
}

skip() {
	echo "skipped: $1: $2"
	skipped=$((skipped + 1))
}

# have COMMAND PACKAGE WHAT...: or skip each WHAT.
have() {
	local command=$1 package=$2 what
	shift 2
	command -v "$command" >/dev/null && return
	for what; do
		skip "$what" "$command is not installed (Debian package $package)"
	done
	return 1
}

# Prints nothing, or what is wrong.
finds_nothing() {
	local findings
	findings=$("$@") || return
	[ -z "$findings" ] || {
		echo "$findings"
		return 1
	}
}

dashboard_expressions() {
	jq -c --arg window 5m --arg range 3h -f $deploy/check/expressions.jq $deploy/prometheus/dashboard.json
}

# As a file of rules, which promtool parses.
expressions_parse() {
	dashboard_expressions | jq -s '{groups: [{name: "dashboard", rules:
		[to_entries[] | {record: "panel:\(.key)", expr: .value.expr}]}]}' >"$scratch/dashboard.yml" &&
		promtool check rules "$scratch/dashboard.yml"
}

# Every sigsnoop_ metric that the rules and the dashboard ask for is one that the renderer makes.
metrics_exist() {
	local known=$scratch/known asked=$scratch/asked
	sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p; s/^\([a-z_]*\){.*/\1/p' tests/golden/prometheus-*.golden |
		sort -u >"$known"
	{
		dashboard_expressions | jq -r .expr
		grep -v '^ *#' $deploy/prometheus/rules.yml
	} | grep -oE '\b(sigsnoop_[a-z_]+)(\{|\[| /| offset| [<>])' | grep -oE '^[a-z_]+' | sort -u >"$asked"
	[ -s "$asked" ] && finds_nothing comm -13 "$known" "$asked"
}

npm_install() {
	[ "$(cat $npm/installed 2>/dev/null)" = "${npm_packages[*]}" ] && return
	rm -rf $npm
	mkdir -p $npm
	# Else npm would install into the next folder above that has a package.json.
	echo '{"private": true}' >$npm/package.json
	npm install --prefix $npm --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error \
		"${npm_packages[@]}" || {
		echo "cannot install ${npm_packages[*]} from npm: is a registry within reach?"
		return 1
	}
	echo "${npm_packages[*]}" >$npm/installed
}

manifests() {
	NODE_PATH=$npm/node_modules node $deploy/check/manifests.js $deploy/kubernetes/daemonset.yml
}

# Pods that run get the name of their node; ended ones and other ports are no targets.
discovery() {
	local found
	NODE_PATH=$npm/node_modules node $deploy/check/discovery.js $deploy/kubernetes/prometheus.yml \
		>"$scratch/discovered.yml" || return
	promtool check config "$scratch/discovered.yml" || return
	found=$(promtool check service-discovery --timeout=5s "$scratch/discovered.yml" sigsnoop |
		jq -r '.[].labels | select(. != {}) | "\(.job) \(.instance) \(.__address__)"') || return
	diff - <(echo "$found") <<-END
		sigsnoop node-a 10.1.0.7:9435
		sigsnoop node-b 10.1.1.9:9435
	END
}

# The image has the packages of exactly the libraries that the program asks for, and what they need.
image_libraries() {
	local library
	objdump -p build/sigsnoop-top | sed -n 's/^ *NEEDED *//p' | while read -r library; do
		dpkg-query -S "/usr/lib/$(gcc -print-multiarch)/$library" "/lib/$(gcc -print-multiarch)/$library"
	done 2>/dev/null | sed 's/:.*//' | grep -vx libc6 | sort -u >"$scratch/needed"
	grep -oE '^ +lib[a-z0-9 ]+' $deploy/kubernetes/Dockerfile | tr -s ' ' '\n' | sed '/^$/d' | sort -u |
		diff "$scratch/needed" -
}

if have promtool prometheus "alert rules" "scrape configurations" "queries of the dashboard"; then
	check "promtool check rules: rules.yml" promtool check rules $deploy/prometheus/rules.yml
	check "promtool test rules: rules.test.yml" promtool test rules $deploy/prometheus/rules.test.yml
	check "promtool check config: prometheus.yml" promtool check config $deploy/prometheus/prometheus.yml
	have jq jq "promtool check rules: the dashboard's queries" &&
		check "promtool check rules: the dashboard's queries" expressions_parse
fi
if have jq jq "dashboard.json" "names of metrics"; then
	check "jq: dashboard.json" finds_nothing jq -r -f $deploy/check/dashboard.jq $deploy/prometheus/dashboard.json
	check "metrics that rules and dashboard ask for" metrics_exist
fi
have yamllint yamllint "YAML" &&
	check "yamllint" yamllint --strict \
		-d '{extends: default, rules: {document-start: disable, line-length: {max: 200}, braces: {max-spaces-inside: 1}}}' \
		$deploy/prometheus $deploy/kubernetes
if have node nodejs "Dockerfile" "Kubernetes manifests" "discovery in Kubernetes" &&
	have npm npm "Dockerfile" "Kubernetes manifests" "discovery in Kubernetes"; then
	check "npm install: ${npm_packages[*]}" npm_install
	if [ -f $npm/installed ]; then
		check "dockerfile-utils: Dockerfile" $npm/node_modules/.bin/dockerfile-utils lint $deploy/kubernetes/Dockerfile
		check "kubernetes-models: daemonset.yml" manifests
		have promtool prometheus "discovery in Kubernetes" && have jq jq "discovery in Kubernetes" &&
			check "promtool, pods in the place of their discovery: kubernetes/prometheus.yml" discovery
	fi
fi
if [ -x build/sigsnoop-top ] && have dpkg-query dpkg "libraries of the image"; then
	image=$(sed -n 's/^FROM debian:\([0-9]*\)-slim$/\1/p' $deploy/kubernetes/Dockerfile)
	# shellcheck source=/dev/null
	if [ "$(. /etc/os-release && echo "${VERSION_ID-}")" = "$image" ]; then
		check "libraries of the image" image_libraries
	else
		skip "libraries of the image" "packages of other releases have other names: it is of Debian $image"
	fi
fi

echo "deployment files: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
