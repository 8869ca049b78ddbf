#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Boot Debian's kernels under QEMU (emulation, no KVM), run one script in each, print one table:
# test x boot, passed, failed, skipped with its reason. Exits 1 when a test failed, a boot did
# not end in time, a planned result is missing, or the kernel logged a warning. The running
# kernel is one column more (host.sh).
#
# Each boot leaves in build/vm/KERNEL-CPUS/: console.log (the kernel's log), results.log (what
# the script printed), files.tar (what it left in /out), qemu.log, command, seconds.
set -euo pipefail

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
readonly here
readonly root=${here%/tests/vm}
readonly build=$root/build/vm

# What a broken kernel logs: WARN and lockdep, BUG, every die() ("[#1]"), stalls and lockups,
# panics. A killed or crashed user process is not among them: tests cause those.
readonly kernel_faults='WARNING: |BUG: |kernel BUG at|Oops|\[#[0-9]+\]|self-detected stall|detected (expedited )?stalls|kthread starved|soft lockup|hard LOCKUP|blocked for more than|Kernel panic|UBSAN:|KASAN:|KFENCE:|suspicious RCU usage|refcount_t:|splat'

declare -rA qemu_package=([amd64]=x86 [arm64]=arm)

usage() {
	cat <<-END
	usage: run.sh [OPTIONS]
	  --kernel NAME         this kernel only; may be repeated: $("$here/kernels.sh" --list amd64 | paste -sd ' ')
	                        or host, the running one
	  --arch ARCHITECTURE   of the kernels and programs: amd64, or arm64, whose kernels are
	                        $("$here/kernels.sh" --list arm64 | paste -sd ' '); by default this machine's
	  --cpus N              possible CPUs, 2 of them online; may be repeated (2 and 64)
	  --quick               two boots: the oldest and the newest kernel, with 2 CPUs
	  --shell-script FILE   what runs inside (tests/vm/guest.sh)
	  --bin PROGRAM         goes to /usr/bin with its libraries; may be repeated (for guest.sh: what
	                        make tests built)
	  --file SOURCE:TARGET  a file or folder that goes to TARGET; may be repeated
	  --append TEXT         more kernel parameters, such as lockdown=confidentiality; those that the
	                        kernel does not know are variables of the script: THEMES=workloads,load;
	                        may be repeated
	  --timeout SEC         of one boot (300), on the clock of this machine
	  --memory MIB          of one guest (1024)
	  --jobs N              boots at a time (2)
	  --verbose             show what the script printed
	END
}

die() {
	echo "run.sh: $*" >&2
	exit 2
}

known_kernels() {
	"$here/kernels.sh" --list "$architecture"
	[[ $architecture != "$native" ]] || echo host
}

choose_kernels() {
	local known kernel

	mapfile -t known < <(known_kernels)
	((${#kernels[@]} > 0)) || kernels=("${known[@]}")
	if [[ -n $quick ]]; then
		mapfile -t kernels < <("$here/kernels.sh" --ends "$architecture")
		cpus=(2)
		((${#kernels[@]} > 0)) || die "no kernel is to be had"
	fi
	for kernel in "${kernels[@]}"; do
		[[ " ${known[*]} " == *" $kernel "* ]] ||
			die "no kernel of $architecture is called '$kernel': choose from ${known[*]}"
	done
}

parse_arguments() {
	local number

	while (($# > 0)); do
		case $1 in
		--help) usage && exit ;;
		--quick) quick=yes && shift && continue ;;
		--verbose) verbose=yes && shift && continue ;;
		esac
		(($# > 1)) || die "$1: unknown, or its value is missing (see --help)"
		case $1 in
		--kernel) kernels+=("$2") ;;
		--arch) architecture=$2 ;;
		--cpus) cpus+=("$2") ;;
		--shell-script) script=$2 ;;
		--bin) contents+=(--bin "$2") ;;
		--file) contents+=(--file "$2") ;;
		--append) append+=" $2" ;;
		--timeout) timeout=$2 ;;
		--memory) memory=$2 ;;
		--jobs) jobs=$2 ;;
		*) die "unknown option $1 (see --help)" ;;
		esac
		shift 2
	done
	for number in "$timeout" "$memory" "$jobs" "${cpus[@]}"; do
		[[ $number =~ ^[1-9][0-9]*$ ]] || die "'$number' is not a positive whole number"
	done
	[[ -n ${qemu_package[$architecture]:-} ]] || die "--arch takes amd64 or arm64, not '$architecture'"
	choose_kernels
	((${#cpus[@]} > 0)) || cpus=(2 64)
}

# What guest.sh runs; of another architecture, what make CROSS=... built.
add_built_programs() {
	local folder=$root/build program

	[[ $architecture == "$native" ]] || folder+=/$architecture
	for program in sigsnoop-top sigstorm sigstorm32 live; do
		[[ -x $folder/$program ]] || die "no $folder/$program: run make tests"
		contents+=(--bin "$folder/$program")
	done
}

# Each architecture's machine, with three serial lines, and what the kernel calls them. Without
# cmpxchg16b: QEMU 7.2 leaves wrong flags behind it, which an interrupt just then stores and restores.
machine_amd64() {
	machine=(qemu-system-x86_64 -cpu "max,-cx16"
		-serial "file:$1/console.log" -serial "file:$1/results.log" -serial "file:$1/files.tar")
	lines="console=ttyS0 RESULT_TTY=ttyS1 FILES_TTY=ttyS2"
}

# A processor of servers that runs 32-bit programs, too. "max" would compute pointer authentication
# in software. Debian's 6.1 has the driver of virtio consoles only as a module, so PCI cards are the
# other lines.
machine_arm64() {
	# shellcheck disable=SC2054 # the commas are QEMU's
	machine=(qemu-system-aarch64 -machine virt,gic-version=3 -cpu neoverse-n1
		-serial "file:$1/console.log"
		-chardev "file,id=results,path=$1/results.log" -device pci-serial,chardev=results
		-chardev "file,id=files,path=$1/files.tar" -device pci-serial,chardev=files)
	lines="console=ttyAMA0 RESULT_TTY=ttyS0 FILES_TTY=ttyS1"
}

# The kernel logs every line to its console at once, so that a dead guest has told why; results
# go to a serial line of their own (see init.sh). KVM is not asked for: results must not depend
# on the machine that the matrix runs on. One thread emulates all CPUs in turn: with one each,
# QEMU 7.2 runs code that the kernel is just patching, and switching tracepoints or programs on
# and off ends in "Oops: int3" within a minute. The kernel, not QEMU, leaves all CPUs but two
# offline: newer ones do not count QEMU's own hotplug CPUs (-smp 2,maxcpus=64) as possible. The
# second is switched on by init.sh: where 6.1 does it while it boots, both wait for ever.
#
# A guest's clock counts instructions, each a nanosecond. So a guest that waits takes no time,
# nothing else on this machine makes a test too slow, and what is timed inside is exact
# (tools/bench/vm.sh).
boot() {
	local name=$1 image=$2 possible=$3 dir=$build/$1 status=0 started=$SECONDS machine lines qemu

	"machine_$architecture" "$dir"
	# shellcheck disable=SC2054 # the commas are QEMU's
	qemu=("${machine[@]}" -accel tcg,thread=single -icount shift=0,sleep=off -smp "$possible" -m "$memory"
		-display none -monitor none -nic none -no-reboot
		-kernel "$image" -initrd "$build/initramfs.cpio"
		-append "$lines panic=-1 ignore_loglevel maxcpus=1 BOOT_NAME=$name $append")
	echo "${qemu[*]@Q}" >"$dir/command"
	timeout --kill-after=5 "$timeout" "${qemu[@]}" >"$dir/qemu.log" 2>&1 </dev/null || status=$?
	echo "$status" >"$dir/status"
	echo "$((SECONDS - started))" >"$dir/seconds"
	echo "boot $name: ended after $((SECONDS - started)) s" >&2
}

announce() {
	echo "boot $1: $2" >&2
	rm -rf "${build:?}/$1"
	mkdir -p "$build/$1"
	touch "$build/$1/results.log" "$build/$1/console.log"
	boots+=("$1")
}

boot_all() {
	local kernel image version possible running=0

	while IFS=$'\t' read -r kernel image version; do
		if [[ $image == - ]]; then
			absent+=("$kernel"$'\t'"$version")
			continue
		fi
		for possible in "${cpus[@]}"; do
			if ((running == jobs)); then
				wait -n
				running=$((running - 1))
			fi
			announce "$kernel-$possible" "$version"
			boot "$kernel-$possible" "$image" "$possible" &
			running=$((running + 1))
		done
	done <"$build/kernels"
	wait
}

# QEMU runs under timeout(1), which hands the signal on: nothing is left when this script ends.
end_guests() {
	local shells

	mapfile -t shells < <(jobs -p)
	((${#shells[@]} == 0)) || pkill -P "$(IFS=, && echo "${shells[*]}")" || true
}

verdict() {
	printf '%s\t%s\t%s\t%s\n' "$2" "$1" "$([[ -z $3 ]] && echo PASS || echo FAIL)" "$3"
}

why_boot_failed() {
	local dir=$1 possible=$2 status

	status=$(<"$dir/status")
	if ((status == 124 || status == 137)); then
		echo "no end after $timeout s"
	elif [[ $dir == */host ]]; then
		return
	elif ((status != 0)); then
		echo "qemu ended with $status: $(tail -n 1 "$dir/qemu.log")"
	elif ! grep -aq 'reboot: Power down' "$dir/console.log"; then
		echo "no power off, the last line is: $(tail -n 1 "$dir/console.log" | tr -dc '[:print:]')"
	elif ! grep -aq "^@@ BOOT .* online 0-1, possible 0-$((possible - 1))$" "$dir/results.log"; then
		echo "not 2 of $possible CPUs: $(grep -a '^@@ BOOT ' "$dir/results.log" || echo 'no BOOT line')"
	fi
}

first_kernel_fault() {
	grep -aEm 1 "$kernel_faults" "$1/console.log" | tr -dc '[:print:]' || true
}

# Lines "test, boot, verdict, reason" for one boot; of the boot itself too.
judge() {
	local name=$1 dir=$build/$1

	verdict "$name" boot "$(why_boot_failed "$dir" "${name##*-}")"
	verdict "$name" kernel-log "$(first_kernel_fault "$dir")"
	LC_ALL=C awk -v boot="$name" -f "$here/results.awk" "$dir/results.log"
}

native=$(dpkg --print-architecture) || die "no dpkg: what a test boot is made of comes as Debian packages"
readonly native
architecture=$native quick='' kernels=() cpus=() contents=() boots=() absent=() script=$here/guest.sh append='' timeout=300 memory=1024 jobs=2 verbose=''
parse_arguments "$@"
mkdir -p "$build"
exec {lock}>"$build/lock"
flock -n "$lock" || die "another run uses $build"
mapfile -t guests < <(printf '%s\n' "${kernels[@]}" | grep -vx host)
((UID == 0 || ${#guests[@]} == ${#kernels[@]})) || die "host: only root can run the tests on the running kernel"
if ((${#contents[@]} == 0)) && [[ $script == "$here/guest.sh" ]]; then
	add_built_programs
fi
if [[ $architecture != "$native" ]]; then
	contents+=(--sysroot "$("$here/sysroot.sh" "$architecture")")
fi
"$here/initramfs.sh" --output "$build/initramfs.cpio" --script "$script" "${contents[@]}"
trap end_guests EXIT
trap 'exit 130' INT TERM
if ((${#guests[@]} > 0)); then
	"machine_$architecture" "$build"
	command -v "${machine[0]}" >/dev/null || die "no ${machine[0]}: install qemu-system-${qemu_package[$architecture]}"
	"$here/kernels.sh" "${guests[@]}" >"$build/kernels"
	boot_all
fi
if ((${#guests[@]} < ${#kernels[@]})); then
	announce host "$(uname -r)"
	"$here/host.sh" "$build/initramfs.cpio" "$build/host" "$timeout" "$append" {lock}>&-
fi
for name in "${boots[@]}"; do
	[[ -z $verbose ]] || sed "s/^/$name: /" "$build/$name/results.log" >&2
	judge "$name"
done >"$build/results.tsv"
for kernel in "${absent[@]}"; do
	printf 'boot\t%s\tSKIP\t%s\n' "${kernel%%$'\t'*}" "${kernel#*$'\t'}"
done >>"$build/results.tsv"
awk -f "$here/table.awk" "$build/results.tsv"
