#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every linter over every file; `make lint` calls it after it has made the skeleton.
#
# One version of clang-format decides, 14: no two agree on every line. The other linters must find
# nothing in the versions that were tried, those of Debian 12, 13 and unstable. What another one
# finds is printed, and fails nobody.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly format_version=14 clang_tried='14 19 21' cppcheck_tried='2.10 2.17 2.22' shellcheck_tried='0.9 0.10 0.11'

mapfile -t sources < <(git ls-files -co --exclude-standard '*.c' ':!*.bpf.c')
mapfile -t formatted < <(git ls-files -co --exclude-standard '*.c' '*.h')
mapfile -t scripts < <(git ls-files -co --exclude-standard '*.sh' .ci/run)
flags=(-std=gnu11 -D_GNU_SOURCE '-DSIGSNOOP_VERSION="lint"' -Ibpf -Icli -isystem build/bpf)
skipped=0

skip() {
	echo "skipped: $*"
	skipped=$((skipped + 1))
}

# The numbers of a version, as many as asked for: version 2 cppcheck is 2.10.
version() {
	local numbers=$1
	shift
	"$@" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 | cut -d . -f "1-$numbers"
}

# findings TOOL VERSION TRIED COMMAND...: run the command, which fails where it finds something.
findings() {
	local what="$1 $2" tried=$3
	[[ " $tried " != *" $2 "* ]] || what=''
	shift 3
	"$@" && return
	[[ -n $what ]] || exit 1
	skip "the findings above: nobody has tried $what (but $tried)"
}

each_source() {
	printf '%s\0' "${sources[@]}" | xargs -0 -n "$1" -P "$(nproc)" "${@:2}"
}

format() {
	local name found=no

	for name in "clang-format-$format_version" clang-format; do
		command -v "$name" >/dev/null || continue
		found=$(version 1 "$name")
		[[ $found == "$format_version" ]] || continue
		"$name" --dry-run -Werror "${formatted[@]}"
		return
	done
	skip "clang-format: version $format_version decides on format, and here is $found"
}

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
format

clang_version=$(version 1 clang)
echo "clang $clang_version, all warnings: ${#sources[@]} files"
findings clang "$clang_version" "$clang_tried" each_source 8 clang -fsyntax-only -Wall -Wextra -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Werror "${flags[@]}"

tidy_version=$(version 1 clang-tidy)
echo "clang-tidy $tidy_version: ${#sources[@]} files"
findings clang-tidy "$tidy_version" "$clang_tried" each_source 4 sh -c 'clang-tidy --quiet "$@" 2>/dev/null' sh \
	"${flags[@]/#/--extra-arg=}"

# The macros as it can understand them.
cppcheck_version=$(version 2 cppcheck)
echo "cppcheck $cppcheck_version: ${#sources[@]} files"
findings cppcheck "$cppcheck_version" "$cppcheck_tried" cppcheck --quiet --error-exitcode=1 --inline-suppr \
	--enable=warning,performance,portability --suppress=normalCheckLevelMaxBranches \
	--std=c11 -D_GNU_SOURCE -DSIGSNOOP_VERSION='"lint"' -D__x86_64__ -Ibpf -Icli \
	'-DLIBBPF_OPTS(type, name, ...)=struct type name = {0}' \
	'-Djson_array_foreach(array, i, value)=while (json_next(array, &i, &value))' \
	'-Djson_object_foreach(object, key, value)=while (json_next(object, &key, &value))' \
	'-Dck_assert_int_eq(x, y)=(void)((x) == (y))' "${sources[@]}"

shellcheck_version=$(version 2 shellcheck)
echo "shellcheck $shellcheck_version: ${#scripts[@]} files"
findings shellcheck "$shellcheck_version" "$shellcheck_tried" shellcheck "${scripts[@]}"

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
	skip "systemd-analyze: not installed (Debian package systemd)"
fi
echo "lint: no findings, $skipped skipped"
