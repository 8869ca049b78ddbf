#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# From a fresh Debian 12 or later to a running sigsnoop-top, or to its tests: install what is missing,
# build what is not built, run. Does nothing twice.
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(gcc make clang bpftool libbpf-dev libelf-dev zlib1g-dev libcap-dev libjansson-dev
	libmicrohttpd-dev)
test_packages=(check libsubunit-dev clang-format clang-tidy cppcheck shellcheck git bpftrace cron
	curl jq prometheus yamllint libbpf-tools gnuplot-nox)
systems_packages=(debootstrap debian-archive-keyring)
vm_packages=(busybox-static cpio file procps)
arm64_packages=(gcc-aarch64-linux-gnu)
bench_packages=(bpftrace libbpf-tools linux-perf gnuplot-nox jq)

usage() {
	cat <<-END
	usage: tools/quickstart.sh run [OPTIONS OF sigsnoop-top]   build and report, every 5 seconds
	       tools/quickstart.sh build                           build only
	       tools/quickstart.sh test                            build, run all tests and linters, make other-systems and vm-quick
	       tools/quickstart.sh arm64                           cross-build, and test it on arm64 kernels: make vm-arm64
	       tools/quickstart.sh bench                           compare it with its peers: some 10 minutes
	END
}

say() {
	echo "quickstart: $*" >&2
}

need_root() {
	[ "$(id -u)" = 0 ] && return
	say "be root: programs are loaded into the kernel, and packages may have to be installed"
	exit 3
}

# Install those of the packages that are not there.
install_packages() {
	local missing=() package
	for package; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' ||
			missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if ! command -v apt-get >/dev/null; then
		say "this is no Debian: install the like of ${missing[*]}, then make"
		exit 1
	fi
	say "installing ${missing[*]}"
	apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "${missing[@]}" >/dev/null
}

# The emulator of an architecture, as dpkg names it.
qemu_package() {
	case $1 in
	amd64) echo qemu-system-x86 ;;
	arm64) echo qemu-system-arm ;;
	*) say "no kernels to test on for $1" && exit 1 ;;
	esac
}

# Validators of the deployment files are npm's. Whatever node is there will do.
node_packages() {
	command -v node >/dev/null || echo nodejs
	command -v npm >/dev/null || echo npm
}

# The tests start a Prometheus of their own. Debian starts and enables that of the package: not if it
# was installed for the tests.
install_test_packages() {
	local had_prometheus=0 node
	! command -v prometheus >/dev/null || had_prometheus=1
	mapfile -t node < <(node_packages)
	install_packages "${build_packages[@]}" "${test_packages[@]}" "${systems_packages[@]}" "${vm_packages[@]}" "${node[@]}" \
		"$(qemu_package "$(dpkg --print-architecture)")"
	if [ $had_prometheus = 0 ] && [ -d /run/systemd/system ]; then
		systemctl --quiet disable --now prometheus
	fi
}

build() {
	say "building ($*)"
	make --no-print-directory -j "$(nproc)" "$@" >&2
}

# Who wants it to run is not stopped by what a newer compiler warns of; who tests it is.
let_warnings_pass() {
	export WERROR="${WERROR-}"
}

case "${1-}" in
run)
	shift
	need_root
	let_warnings_pass
	install_packages "${build_packages[@]}"
	build all
	say "running build/sigsnoop-top $*; end it with Ctrl-C"
	exec build/sigsnoop-top "$@"
	;;
build)
	need_root
	let_warnings_pass
	install_packages "${build_packages[@]}"
	build all
	;;
test)
	need_root
	install_test_packages
	build tests
	make --no-print-directory lint
	make --no-print-directory test
	make --no-print-directory other-systems
	make --no-print-directory vm-quick
	;;
arm64)
	need_root
	install_packages "${build_packages[@]}" "${test_packages[@]}" "${vm_packages[@]}" "${arm64_packages[@]}" \
		"$(qemu_package arm64)"
	make --no-print-directory vm-arm64
	;;
bench)
	need_root
	let_warnings_pass
	install_packages "${build_packages[@]}" "${bench_packages[@]}"
	build all build/bench/bench
	make --no-print-directory bench
	;;
*)
	usage >&2
	exit 2
	;;
esac
