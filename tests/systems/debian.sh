#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Does it build, and tell the truth, with the compilers and libraries of another release of Debian?
# A minimal system of that release is made by debootstrap, and in it, as root, as on a fresh host:
# the README's way to build, the unit and golden tests, and one report compared with what was sent.
# The kernel is the running one; tests/vm/ has other kernels.
#
# usage: debian.sh SUITE      such as trixie or sid
#
# Mirror and configuration of apt are the host's. The system is kept for a week, with the packages
# that it needed, in $XDG_CACHE_HOME (or ~/.cache)/sigsnoop-top/systems/SUITE/; what is built there
# goes to a folder of the run's own.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
readonly here sources=${here%/tests/systems}
readonly cache=${XDG_CACHE_HOME:-$HOME/.cache}/sigsnoop-top/systems
readonly days_fresh=7

die() {
	echo "debian.sh: $*" >&2
	exit 1
}

say() {
	echo "debian.sh: $suite: $*"
}

# The Debian archive that the host itself takes packages from.
archive() {
	# shellcheck disable=SC2016 # apt expands it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' 'Component: main' |
		sed -n 1p
}

find_mirror() {
	mirror=$(archive)
	# Without lists, apt does not know whose its sources are.
	[[ -n $mirror ]] || apt-get -qq update || true
	[[ -n $mirror ]] || mirror=$(archive)
	[[ -n $mirror ]] || die "apt knows no source of Debian's: see what apt-get update says"
}

# For wget, by which debootstrap fetches.
use_proxies() {
	eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
	export http_proxy="${http_proxy-}" https_proxy="${https_proxy-}"
}

make_system() {
	local new log=$cache/$suite.log

	mkdir -p "$cache"
	new=$(mktemp -d "$cache/.$suite.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now, not of when the trap runs
	trap "rm -rf '$new'" EXIT
	chmod 755 "$new" # for apt's own user
	find_mirror
	use_proxies
	say "debootstrap from $mirror"
	debootstrap --variant=minbase --include=ca-certificates "$suite" "$new" "$mirror" >"$log" 2>&1 || {
		tail -n 5 "$log" >&2
		die "cannot make a system of $suite from $mirror (all that debootstrap said: $log)"
	}
	touch "$new/made"
	rm -rf "$system"
	mv -T "$new" "$system"
	trap - EXIT
}

# What the host knows of its network: resolver, proxies, certificates of its own.
configure_system() {
	apt-config dump Acquire >"$system/etc/apt/apt.conf.d/90host"
	cat /etc/resolv.conf >"$system/etc/resolv.conf"
	[[ ! -f /etc/ssl/certs/ca-certificates.crt ]] ||
		cat /etc/ssl/certs/ca-certificates.crt >"$system/etc/ssl/certs/ca-certificates.crt"
}

# Runs in a mount namespace of its own, so that all mounts are gone afterwards.
enter_system() {
	local name

	mount --bind "$system" "$system"
	mkdir -p "$system/work"
	mount --bind "$work" "$system/work"
	for name in proc sys dev; do
		mount --rbind "/$name" "$system/$name"
	done
	chroot "$system" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root TERM=dumb LC_ALL=C.UTF-8 /work/tests/systems/inside.sh
}

[[ $# = 1 && $1 =~ ^[a-z]+$ ]] || {
	echo "usage: debian.sh SUITE" >&2
	exit 2
}
readonly suite=$1 system=$cache/$1
((UID == 0)) || die "must be root: debootstrap and chroot are for root alone"
for tool in debootstrap apt-get unshare; do
	command -v "$tool" >/dev/null || die "no $tool: it comes with Debian's package ${tool/unshare/util-linux}"
done
mkdir -p "$cache"
exec {lock}>"$cache/.$suite.lock"
flock "$lock"
[[ -n $(find "$system/made" -mtime "-$days_fresh" 2>/dev/null) ]] || make_system
configure_system
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$sources" && git ls-files -coz --exclude-standard | tar -c --null -T -) | tar -x -C "$work"
export -f enter_system
export system work
unshare --mount --propagation private bash -euo pipefail -c enter_system {lock}>&-
say "passed"
