#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fetch the Debian kernels of the test matrix, and print where they are.
#
# usage: kernels.sh NAME...
#        kernels.sh --list ARCHITECTURE
#        kernels.sh --ends ARCHITECTURE     the names of the oldest and the newest of these
#
# One line for each: NAME, the kernel image, the package with its version. Where Debian no longer
# has such a kernel: NAME, "-", why. The package lists tell which build is the newest, so nothing
# but a series is written down here. Kept outside the repository: $XDG_CACHE_HOME (or
# ~/.cache)/sigsnoop-top/kernels/PACKAGE_VERSION/.
set -euo pipefail
# shellcheck source=tests/vm/apt.sh
. "${BASH_SOURCE[0]%/*}/apt.sh"

# Name, architecture, release of Debian, series, flavour. A kernel that is called by its release is
# the newest one there, whichever series it is of.
readonly catalogue='
6.1-cloud           amd64  bookworm          6.1   cloud
6.1-rt              amd64  bookworm          6.1   rt
6.12-cloud          amd64  bookworm          6.12  cloud
6.12-rt             amd64  bookworm          6.12  rt
trixie-cloud        amd64  trixie            any   cloud
7.3-cloud           amd64  trixie-backports  7.3   cloud
7.3-rt              amd64  trixie-backports  7.3   rt
sid-cloud           amd64  sid               any   cloud
6.1-cloud-arm64     arm64  bookworm          6.1   cloud
6.12-cloud-arm64    arm64  bookworm          6.12  cloud
7.3-cloud-arm64     arm64  trixie-backports  7.3   cloud
sid-cloud-arm64     arm64  sid               any   cloud
'
readonly cache=$apt_cache/kernels

# names [ARCHITECTURE]
names() {
	awk -v architecture="${1:-}" 'NF && (architecture == "" || $2 == architecture) { print $1 }' <<<"$catalogue"
}

# Sets architecture, release, series, flavour.
look_up() {
	read -r architecture release series flavour < <(awk -v name="$1" '$1 == name { print $2, $3, $4, $5 }' <<<"$catalogue") ||
		die "no kernel is called '$1': choose from $(names | paste -sd ' ')"
}

# Lines "package version" of all kernels that the lists of this release know. Asked once for each:
# apt takes a second.
declare -A lists
list_kernels() {
	local key=$architecture-$release

	[[ -v lists[$key] ]] ||
		lists[$key]=$(apt-cache dumpavail | awk '$1 == "Package:" { package = $2 }
			$1 == "Version:" && package ~ /^linux-(image|binary)-[0-9]/ { print package, $2 }')
}

# Sets build, as uname -r has it, package and version to those of the newest one of this series and
# flavour, or to nothing. Packages for debugging and without a signature have longer names. Newer
# packages are split: linux-image-* only depends on linux-binary-*, which has the image.
newest_build() {
	local digits=${series//./\\.} kind=''

	[[ $series != any ]] || digits='[0-9]+\.[0-9]+'
	list_kernels
	read -r build kind version < <(sed -nE \
		"s/^linux-(image|binary)-(${digits}[-.][^ ]*-$flavour-$architecture) (.*)/\2 \1 \3/p" \
		<<<"${lists[$architecture-$release]}" | sort -k 1,1V -k 2,2r | tail -n 1) || true
	package=linux-$kind-$build
}

# Only the image is kept: the matrix needs no module, and a full unpacking takes 400 MB.
unpack() {
	dpkg-deb --fsys-tarfile "$1" | tar -x -O --wildcards './boot/vmlinuz-*' './usr/lib/modules/*/vmlinuz' \
		>"$2/vmlinuz" 2>/dev/null || [[ -s $2/vmlinuz ]] # one of both is not found
}

# Fails when the package cannot be fetched.
download() {
	local package=$1 version=$2 dir=$3 work

	mkdir -p "$cache"
	work=$(mktemp -d "$cache/.download.XXXXXX")
	# shellcheck disable=SC2064 # the folder of now, not of when the trap runs
	trap "rm -rf '$work'" EXIT
	chmod 755 "$work"
	(cd "$work" && apt-get download -qq "$package=$version" >&2) || return
	mkdir "$work/unpacked"
	unpack "$work"/*.deb "$work/unpacked" || die "no kernel image in $package $version"
	# A run beside this one may have been first: both hold the same.
	mv -T "$work/unpacked" "$dir" 2>/dev/null || [[ -f $dir/vmlinuz ]] ||
		die "cannot write $dir"
	rm -rf "$work"
	trap - EXIT
}

# Sets build, package and version, or returns 1 and says in $gone why Debian has no such kernel any
# longer.
resolve() {
	newest_build
	[[ -z $build ]] || return 0
	if apt_release_is_gone; then
		gone="the mirror has no $release any longer"
	elif [[ -n ${lists[$architecture-$release]} ]]; then
		gone="$release has no kernel $series-$flavour any longer"
	else
		die "no package lists of $release: see that a Debian mirror is reachable"
	fi
	return 1
}

# Sets dir to where the image then is, or says in $gone why there is none. Fails when the lists name
# a package that cannot be fetched.
obtain() {
	resolve || return 0
	dir=$cache/${package}_$version
	[[ -f $dir/vmlinuz ]] || download "$package" "$version" "$dir"
}

# What lists of yesterday name may have been replaced since.
obtain_by_new_lists() {
	apt_renew_lists -1
	lists=()
	obtain || { apt_release_is_gone && gone="the mirror has no $release any longer"; } ||
		die "cannot download $package $version: see that a Debian mirror is reachable"
}

fetch() {
	local name=$1 architecture release series flavour build package version dir gone=''

	look_up "$name"
	apt_use "$architecture" "$release"
	obtain || obtain_by_new_lists
	if [[ -n $gone ]]; then
		printf '%s\t-\t%s\n' "$name" "$gone"
	else
		printf '%s\t%s\t%s\n' "$name" "$dir/vmlinuz" "${package}_$version"
	fi
}

# Lines "version name" of what there is, in the catalogue's order where versions are the same.
available() {
	local name architecture release series flavour build package version gone

	for name in $(names "$1"); do
		look_up "$name"
		apt_use "$architecture" "$release"
		! resolve || echo "${build%"-$flavour-$architecture"} $name"
	done | sort -s -k 1,1V
}

ends() {
	available "$1" | awk 'NR == 1 { oldest = $2 } $1 != version { version = $1; newest = $2 }
		END { print oldest; if (newest != oldest) print newest }'
}

case ${1:-} in
--list) names "$2" ;;
--ends) ends "$2" ;;
*)
	for name in "$@"; do
		fetch "$name"
	done
	;;
esac
