#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a cross build includes and links, and what its programs load in a test boot: Debian's
# packages of another architecture, unpacked into one folder, whose path is printed. Nothing is
# installed.
#
# usage: sysroot.sh ARCHITECTURE      as dpkg names it: arm64
#
# apt itself works out what the packages need, in which versions. Kept outside the repository:
# $XDG_CACHE_HOME (or ~/.cache)/sigsnoop-top/sysroots/ARCHITECTURE-CHECKSUM/, of the list of them.
set -euo pipefail
# shellcheck source=tests/vm/apt.sh
. "${BASH_SOURCE[0]%/*}/apt.sh"

# To build with, and what initramfs.sh takes besides the programs built.
readonly packages=(libbpf-dev libelf-dev zlib1g-dev libcap-dev libjansson-dev libmicrohttpd-dev
	check libsubunit-dev busybox-static coreutils util-linux)

# Name, version and architecture of all that would be installed, one a line.
closure() {
	apt-get --simulate --no-install-recommends install "${packages[@]}" 2>/dev/null | grep ^Inst
}

# An absolute link leads out of the folder, to the host's files, for whoever follows it.
make_links_relative() {
	local link

	find "$1" -type l -lname '/*' -print0 | while read -rd '' link; do
		ln -snf --relative "$1$(readlink "$link")" "$link"
	done
}

unpack() {
	local dir=$1 deb

	# As on an installed system: a package may put one library below /lib, and the link to it below
	# /usr/lib.
	mkdir -p "$dir/usr"/{bin,sbin,lib}
	ln -s usr/bin usr/sbin usr/lib "$dir"
	for deb in "$apt_cache/apt-$apt_architecture"/cache/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$dir" --keep-directory-symlink --exclude=./usr/share
	done
	make_links_relative "$dir"
}

build() {
	local dir=$1 work

	mkdir -p "${dir%/*}"
	work=$(mktemp -d "${dir%/*}/.unpack.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now, not of when the trap runs
	trap "rm -rf '$work'" EXIT
	apt-get clean
	apt-get -qq --yes --download-only --no-install-recommends install "${packages[@]}" >&2 ||
		die "cannot download the packages of $apt_architecture: see that a Debian mirror is reachable"
	mkdir "$work/root"
	unpack "$work/root"
	apt-get clean
	# A run beside this one may have been first: both hold the same.
	mv -T "$work/root" "$dir" 2>/dev/null || [[ -d $dir/usr/include ]] || die "cannot write $dir"
}

(($# == 1)) || die "name one architecture, such as arm64"
apt_use "$1"
[[ -n ${APT_CONFIG:-} ]] || die "$1 is this machine's own architecture: it needs no sysroot"
list=$(closure) || { apt_renew_lists -1 && list=$(closure); } ||
	die "no packages of $1: see that a Debian mirror is reachable, and that apt's sources have ${packages[*]}"
dir=$apt_cache/sysroots/$1-$(sha256sum <<<"$list" | cut -c 1-16)
[[ -d $dir/usr/include ]] || build "$dir"
echo "$dir"
