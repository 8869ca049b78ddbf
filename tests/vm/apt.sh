# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Packages of Debian, of this machine's architecture or another one, without installing any; for
# the scripts that fetch what a test boot is made of: `. apt.sh`, then apt_use ARCHITECTURE.
#
# Another architecture gets an apt of its own: the host's sources and keys, but lists, cache and
# dpkg status (an empty one) below $apt_cache. So nobody has to tell the host's dpkg of a foreign
# architecture, and foreign packages cannot conflict with installed ones.
readonly apt_cache="${XDG_CACHE_HOME:-$HOME/.cache}/sigsnoop-top"

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

apt_update_once() {
	[[ -z ${apt_updated:-} ]] || return 1
	apt_updated=yes
	# Otherwise it calls it a success when nothing could be fetched.
	apt-get update -o APT::Update::Error-Mode=any >&2
}

# Lists of an apt of its own are nobody else's to renew: they are when they are a day old. Without
# a network the old ones do.
apt_renew_lists() {
	local stamp=$apt_cache/apt-$apt_architecture/renewed

	[[ -z $(find "$stamp" -mtime -1 2>/dev/null) ]] || return 0
	! apt_update_once || touch "$stamp"
}

apt_use() {
	local tool dir

	apt_architecture=$1
	for tool in apt-get apt-cache dpkg dpkg-deb; do
		command -v "$tool" >/dev/null || die "no $tool: what a test boot is made of comes as Debian packages"
	done
	unset APT_CONFIG apt_updated
	[[ $apt_architecture != "$(dpkg --print-architecture)" ]] || return 0
	dir=$apt_cache/apt-$apt_architecture
	mkdir -p "$dir"/{state/lists,cache/archives}/partial
	touch "$dir/status"
	cat >"$dir/apt.conf" <<-END
		APT::Architecture "$apt_architecture";
		APT::Architectures { "$apt_architecture"; };
		APT::Sandbox::User "root";
		Dir::State "$dir/state";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir/cache";
	END
	export APT_CONFIG=$dir/apt.conf
	apt_renew_lists
}
