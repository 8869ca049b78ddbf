#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Build the initramfs of a test boot: busybox, the given programs with their shared libraries,
# the given files, and one script that init.sh runs.
#
# usage: initramfs.sh --output FILE --script FILE [--bin PROGRAM]... [--file SOURCE:TARGET]...
#                     [--sysroot FOLDER]
#
# With --sysroot (of sysroot.sh) the boot is of another architecture, and what does not come with
# --bin and --file is taken from there.
#
# Programs land in /usr/bin and replace the busybox command of the same name, but busybox's shell
# prefers its own: name such a program by its path. A SOURCE may be a folder. The archive is not
# compressed: an emulated CPU unpacks more slowly than it reads.
set -euo pipefail

readonly here=${BASH_SOURCE[0]%/*}

die() {
	echo "initramfs.sh: $*" >&2
	exit 1
}

usage() {
	die "$1 (usage: initramfs.sh --output FILE --script FILE [--bin PROGRAM]... [--file SOURCE:TARGET]... [--sysroot FOLDER])"
}

parse_arguments() {
	while (($# > 0)); do
		(($# > 1)) || usage "$1 needs a value"
		case $1 in
		--output) output=$2 ;;
		--script) script=$2 ;;
		--bin) bins+=("$2") ;;
		--file) files+=("$2") ;;
		--sysroot) sysroot=$2 ;;
		*) usage "unknown option $1" ;;
		esac
		shift 2
	done
	[[ -n $output ]] || usage "no --output"
	[[ -n $script ]] || usage "no --script"
	[[ -f $script ]] || die "no script $script"
}

# Where a program of Debian is.
program() {
	if [[ -n $sysroot ]]; then
		echo "$sysroot/usr/bin/$1"
	else
		command -v "$1"
	fi
}

make_skeleton() {
	local command

	mkdir -p "$root"/{dev,etc,guest,out,proc,root,run,sys,tmp,usr/bin,var/lib}
	ln -s usr/bin "$root/bin"
	ln -s usr/bin "$root/sbin"
	cp -L "$busybox" "$root/usr/bin/busybox"
	# The list of the host's busybox, which can run here: Debian builds all alike.
	while read -r command; do
		ln -sf busybox "$root/usr/bin/$command"
	done < <(busybox --list | grep -vx busybox)
	printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >"$root/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
	printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
	install -m 755 "$here/init.sh" "$root/init"
	install -m 644 "$here/guest-lib.sh" "$root/guest/lib.sh"
	install -m 755 "$script" "$root/guest/script"
}

# The paths where the program's loader looks for its libraries, and that of the loader.
libraries_of() {
	local listing

	listing=$(ldd "$1") || die "ldd cannot read $1"
	if grep 'not found' <<<"$listing" >&2; then
		die "$1 needs libraries that are not installed"
	fi
	awk '$2 == "=>" && $3 ~ /^\// { print $3; next } $1 ~ /^\// { print $1 }' <<<"$listing"
}

# The same for a program that cannot run here: ldd runs it. Of its libraries alone, not of theirs.
foreign_libraries_of() {
	local name path

	readelf --program-headers "$1" | sed -n 's/.*program interpreter: \(.*\)]$/\1/p'
	while read -r name; do
		path=$(find "$sysroot/usr/lib" -name "$name" -print -quit)
		[[ -n $path ]] || die "$1 needs $name, which is not in $sysroot: add its package to sysroot.sh"
		echo "${path#"$sysroot"}"
	done < <(readelf --dynamic "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
}

add_libraries() {
	local program=$1 library listing

	file -bL "$program" | grep -q 'dynamically linked' || return 0
	listing=$(if [[ -n $sysroot ]]; then foreign_libraries_of "$program"; else libraries_of "$program"; fi)
	while read -r library; do
		[[ ! -e $root$library ]] || continue
		mkdir -p "$root${library%/*}"
		cp -L "$sysroot$library" "$root$library"
		[[ -z $sysroot ]] || add_libraries "$sysroot$library"
	done <<<"$listing"
}

add_program() {
	[[ -x $1 && -f $1 ]] || die "no program $1: build it first"
	cp -L --remove-destination "$1" "$root/usr/bin/${1##*/}"
	add_libraries "$1"
}

add_file() {
	local source=${1%%:*} target=${1#*:}

	[[ $1 == *:/* ]] || usage "--file takes SOURCE:/TARGET, not '$1'"
	[[ -e $source ]] || die "no file $source"
	mkdir -p "$root${target%/*}"
	cp -aLT "$source" "$root$target"
}

output='' script='' sysroot='' bins=() files=()
parse_arguments "$@"
command -v busybox >/dev/null || die "no busybox: install busybox-static"
busybox=$(program busybox)
file -bL "$busybox" | grep -q 'statically linked' || die "$busybox is not static: install busybox-static"
command -v cpio >/dev/null || die "no cpio: install cpio"
mkdir -p "$(dirname "$output")"
root=$(mktemp -d "$output.root.XXXXXX")
chmod 755 "$root" # others than root run programs, too
trap 'rm -rf "$root"' EXIT

make_skeleton
# In place of busybox's: see guest-lib.sh; and the other knows no ambient capabilities.
add_program "$(program timeout)"
add_program "$(program setpriv)"
for program in "${bins[@]}"; do
	add_program "$program"
done
for file in "${files[@]}"; do
	add_file "$file"
done
(cd "$root" && find . -print0 | LC_ALL=C sort -z | cpio --null --create --format=newc --owner=0:0 --quiet) >"$output.part"
mv "$output.part" "$output"
