# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Packages of Debian, of this machine's release and architecture or of others, without installing
# any; for the scripts that fetch what a test boot is made of: `. apt.sh`, then
# apt_use ARCHITECTURE [RELEASE].
#
# Another release or architecture gets an apt of its own: mirrors and keys of the host's sources,
# but lists, cache and dpkg status (an empty one) below $apt_cache. So nobody has to tell the host's
# apt of foreign suites and architectures, and their packages cannot conflict with installed ones.
readonly apt_cache="${XDG_CACHE_HOME:-$HOME/.cache}/sigsnoop-top"

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# Fails where anything could not be fetched; what apt-get said is in $apt_messages.
apt_update() {
	local status=0

	# Otherwise it calls it a success when nothing could be fetched.
	apt_messages=$(apt-get update -qq -o APT::Update::Error-Mode=any 2>&1) || status=$?
	[[ -z $apt_messages ]] || echo "$apt_messages" >&2
	return "$status"
}

# Lists of an apt of its own are nobody else's to renew: when they are as old as this, of find -mtime
# (-1: none is). Without a network the old ones do. One run at a time: apt-get does not wait.
apt_renew_lists() {
	local age=$1 stamp=$apt_dir/renewed lock

	exec {lock}>"$apt_dir/lock"
	flock "$lock"
	if [[ ! -f $stamp || -n $(find "$stamp" -mtime "$age") ]]; then
		! apt_update || touch "$stamp"
	fi
	exec {lock}>&-
}

# Whether the mirror was asked, now or before, and has not got the release: it was moved away.
apt_release_is_gone() {
	[[ ${apt_messages:-} == *'Release file'* ]]
}

# One source line for a suite, from the host's first one of this label (Debian, Debian-Security).
# Nothing where it has none.
apt_source() {
	local suite=$1 label=$2 uri file key

	IFS=$'\t' read -r uri file < <(env -u APT_CONFIG apt-get indextargets \
		--format $'$(REPO_URI)\t$(SOURCESENTRY)' 'Created-By: Packages' 'Origin: Debian' "Label: $label") || return 0
	key=$(grep -oiEm 1 'signed-by[:=] *[^] ]+' "${file%:*}" | grep -o '/.*') || true
	echo "deb ${key:+[signed-by=$key] }$uri $suite main"
}

apt_write_sources() {
	local release=$1

	apt_source "$release" Debian
	case $release in
	sid | *-backports) ;;
	*) apt_source "$release-security" Debian-Security ;;
	esac
}

apt_use() {
	local tool release=${2:-}

	apt_architecture=$1
	for tool in apt-get apt-cache dpkg dpkg-deb flock; do
		command -v "$tool" >/dev/null || die "no $tool: what a test boot is made of comes as Debian packages"
	done
	unset APT_CONFIG apt_messages
	[[ -n $release || $apt_architecture != "$(dpkg --print-architecture)" ]] || return 0
	apt_dir=$apt_cache/apt-$apt_architecture${release:+-$release}
	mkdir -p "$apt_dir"/{state/lists,cache/archives}/partial
	touch "$apt_dir/status"
	cat >"$apt_dir/apt.conf" <<-END
		APT::Architecture "$apt_architecture";
		APT::Architectures { "$apt_architecture"; };
		APT::Sandbox::User "root";
		Dir::State "$apt_dir/state";
		Dir::State::status "$apt_dir/status";
		Dir::Cache "$apt_dir/cache";
	END
	if [[ -n $release ]]; then
		apt_write_sources "$release" >"$apt_dir/sources.list"
		[[ -s $apt_dir/sources.list ]] || die "the machine's apt knows no mirror of Debian: see that it is among its sources, and run apt-get update"
		cat >>"$apt_dir/apt.conf" <<-END
			Dir::Etc::SourceList "$apt_dir/sources.list";
			Dir::Etc::SourceParts "/dev/null";
		END
	fi
	export APT_CONFIG=$apt_dir/apt.conf
	apt_renew_lists +0
}
