#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fetch the Debian kernels of the test matrix, and print where they are.
#
# usage: kernels.sh NAME...
#        kernels.sh --list ARCHITECTURE
#
# One line for each: NAME, the kernel image, the package with its version. A meta-package tells
# which package holds the newest build, so no version is written down here. Kept outside the
# repository: $XDG_CACHE_HOME (or ~/.cache)/sigsnoop-top/kernels/PACKAGE_VERSION/.
set -euo pipefail
# shellcheck source=tests/vm/apt.sh
. "${BASH_SOURCE[0]%/*}/apt.sh"

# Name, architecture, Debian's meta-package, what the package it names must start with: on another
# release the same meta-package is another kernel.
readonly catalogue='
6.1-cloud         amd64  linux-image-cloud-amd64       linux-image-6.1.
6.1-rt            amd64  linux-image-rt-amd64          linux-image-6.1.
6.12-cloud        amd64  linux-image-6.12-cloud-amd64  linux-image-6.12.
6.12-rt           amd64  linux-image-6.12-rt-amd64     linux-image-6.12.
6.1-cloud-arm64   arm64  linux-image-cloud-arm64       linux-image-6.1.
6.12-cloud-arm64  arm64  linux-image-6.12-cloud-arm64  linux-image-6.12.
'
readonly cache=$apt_cache/kernels

# names [ARCHITECTURE]
names() {
	awk -v architecture="${1:-}" 'NF && (architecture == "" || $2 == architecture) { print $1 }' <<<"$catalogue"
}

# The package that the meta-package asks for, empty when the lists know none.
dependency_of() {
	{ apt-cache depends --no-recommends --no-suggests "$1" 2>/dev/null || true; } |
		awk '$1 == "Depends:" && $2 ~ /^linux-image-/ && !found { print $2; found = 1 }'
}

candidate_of() {
	apt-cache policy "$1" | awk '$1 == "Candidate:" { print $2 }'
}

# Only /boot is kept: the matrix needs no module, and a full unpacking takes 400 MB.
unpack() {
	local deb=$1 dir=$2

	dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir" --strip-components=2 ./boot
	mv "$dir"/vmlinuz-* "$dir/vmlinuz"
	mv "$dir"/config-* "$dir/config"
	rm -f "$dir"/System.map-*
}

download() {
	local package=$1 version=$2 dir=$3 work

	mkdir -p "$cache"
	work=$(mktemp -d "$cache/.download.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now, not of when the trap runs
	trap "rm -rf '$work'" EXIT
	chmod 755 "$work"
	if ! (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$package=$version" >&2); then
		die "cannot download $package=$version: run apt-get update, and see that a Debian 12 mirror is reachable"
	fi
	mkdir "$work/unpacked"
	unpack "$work"/*.deb "$work/unpacked"
	# A run beside this one may have been first: both hold the same.
	mv -T "$work/unpacked" "$dir" 2>/dev/null || [[ -f $dir/vmlinuz ]] ||
		die "cannot write $dir"
	rm -rf "$work"
	trap - EXIT
}

fetch() {
	local name=$1 architecture meta prefix package version dir

	read -r architecture meta prefix < <(awk -v name="$name" '$1 == name { print $2, $3, $4 }' <<<"$catalogue") ||
		die "no kernel is called '$name': choose from $(names | paste -sd ' ')"
	apt_use "$architecture"
	package=$(dependency_of "$meta")
	if [[ -z $package ]]; then
		apt_update_once || true
		package=$(dependency_of "$meta")
	fi
	[[ -n $package ]] ||
		die "$name: no package $meta: run apt-get update with Debian 12 and its security updates as sources"
	[[ $package == "$prefix"* ]] ||
		die "$name: $meta is $package here, not $prefix*: Debian 12 package lists are needed"
	version=$(candidate_of "$package")
	dir=$cache/${package}_$version
	[[ -f $dir/vmlinuz ]] || download "$package" "$version" "$dir"
	printf '%s\t%s\t%s\n' "$name" "$dir/vmlinuz" "${package}_$version"
}

if [[ ${1:-} == --list ]]; then
	names "$2"
	exit
fi
for name in "$@"; do
	fetch "$name"
done
