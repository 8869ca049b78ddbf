#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every linter over every file; `make lint` calls it after it has made the skeleton.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t sources < <(git ls-files -co --exclude-standard '*.c' ':!*.bpf.c')
mapfile -t formatted < <(git ls-files -co --exclude-standard '*.c' '*.h')
mapfile -t scripts < <(git ls-files -co --exclude-standard '*.sh' .ci/run)
flags=(-std=gnu11 -D_GNU_SOURCE '-DSIGSNOOP_VERSION="lint"' -Ibpf -Icli -isystem build/bpf)

# must_not_include ROOM REGEX: data goes from the kernel to the reader, and nothing goes back up.
must_not_include() {
	if git grep --untracked -nE "^#include [\"<]($2)" -- "cli/$1/*.[ch]"; then
		echo "lint: cli/$1 must not include these"
		return 1
	fi
}

echo "includes"
libbpf='bpf/|linux/bpf|[a-z_]+\.skel\.h'
above='commands/|pinned/|http/|options\.h|output\.h'
must_not_include model "$libbpf|kernel/|render/|$above"
must_not_include render "$libbpf|kernel/|$above"
must_not_include kernel "render/|$above"
must_not_include http "$libbpf|kernel/|commands/|pinned/|options\.h"
must_not_include pinned 'commands/'

echo "clang-format: ${#formatted[@]} files"
clang-format --dry-run -Werror "${formatted[@]}"

echo "clang, all warnings: ${#sources[@]} files"
printf '%s\0' "${sources[@]}" |
	xargs -0 -n 8 -P "$(nproc)" clang -fsyntax-only -Wall -Wextra -Wshadow -Wstrict-prototypes \
		-Wmissing-prototypes -Werror "${flags[@]}"

echo "clang-tidy: ${#sources[@]} files"
printf '%s\0' "${sources[@]}" |
	xargs -0 -n 4 -P "$(nproc)" sh -c 'clang-tidy --quiet "$@" 2>/dev/null' sh \
		"${flags[@]/#/--extra-arg=}"

echo "cppcheck: ${#sources[@]} files"
cppcheck --quiet --error-exitcode=1 --inline-suppr --enable=warning,performance,portability \
	--std=c11 -D_GNU_SOURCE -DSIGSNOOP_VERSION='"lint"' -D__x86_64__ -Ibpf -Icli \
	'-DLIBBPF_OPTS(type, name, ...)=struct type name = {0}' \
	'-Djson_array_foreach(array, i, value)=while (json_next(array, &i, &value))' \
	'-Djson_object_foreach(object, key, value)=while (json_next(object, &key, &value))' "${sources[@]}"

echo "shellcheck: ${#scripts[@]} files"
shellcheck "${scripts[@]}"
units=(tools/deploy/*.service tools/deploy/*.timer)
if command -v systemd-analyze >/dev/null; then
	echo "systemd-analyze: ${#units[@]} units"
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	for unit in "${units[@]}"; do
		# The program need not be installed for the unit to be right.
		sed 's,=/usr/local/sbin/sigsnoop-top,=/bin/true,' "$unit" >"$scratch/${unit##*/}"
	done
	systemd-analyze verify "$scratch"/*
	for service in "$scratch"/*.service; do
		systemd-analyze security --offline=true --threshold=30 "$service" >"$scratch/log" ||
			{ cat "$scratch/log"; exit 1; }
	done
else
	echo "skipped: systemd-analyze: not installed (Debian package systemd)"
fi
echo "lint: no findings"
