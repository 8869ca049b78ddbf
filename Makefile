# SPDX-License-Identifier: GPL-2.0
#
#   make            build/sigsnoop-top
#   make test       unit, golden, live and end-to-end tests (the last two as root), deployment files
#   make lint       compilers' warnings as errors, clang-format, clang-tidy, cppcheck, shellcheck
#   make e2e        three exporters and a real Prometheus that adds them up
#   make bench      what it costs, and what its peers cost; results and plots in build/bench/
#   make bench-vm   what it costs others where the kernel has fexit, in virtual machines
#   make vm-test    the live tests on other kernels, in virtual machines
#   make vm-quick   of these the part that takes minutes
#   make other-systems   build, unit and golden tests and a report in another release of Debian (as root)
#   make install    honours PREFIX and DESTDIR
#
# For another architecture, make CROSS=aarch64-linux-gnu- (Debian's gcc-aarch64-linux-gnu) builds
# build/arm64/sigsnoop-top; libraries and headers come from its packages, which are unpacked, not
# installed (tests/vm/sysroot.sh). bpftool and clang stay the host's.
#
#   make vm-arm64   the live tests on arm64 kernels, in virtual machines (qemu-system-arm); hours
#                   of emulation, so it is no part of .ci/run
#
# All output goes to build/. V=1 shows the commands. WERROR= lets warnings pass, as tools/quickstart.sh
# run does: a compiler newer than any that was tried may know more of them.

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

CLANG     ?= clang
BPFTOOL   ?= $(firstword $(wildcard /usr/sbin/bpftool /sbin/bpftool) bpftool)
CROSS     ?=
ifneq ($(CROSS),)
CC        := $(CROSS)gcc
endif
MULTIARCH := $(shell $(CC) -print-multiarch)
MACHINE   := $(or $(firstword $(subst -, ,$(MULTIARCH))),$(shell uname -m))
ARCH      := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(MACHINE)))

ifeq ($(CROSS),)
B := build
else
B := build/$(ARCH)
SYSROOT := $(or $(shell tests/vm/sysroot.sh $(ARCH)),$(error no headers and libraries of $(ARCH)))
endif
WERROR   ?= -Werror
WARNINGS := -Wall -Wextra $(WERROR)
CFLAGS   ?= -O2 -g
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
override CPPFLAGS += -D_GNU_SOURCE -DSIGSNOOP_VERSION='"$(VERSION)"' -Ibpf -Icli -I$(B)/bpf
override CFLAGS   += -std=gnu11 $(WARNINGS) $(SYSROOT:%=--sysroot=%)
BPFFLAGS := -O2 -g -target bpf -mcpu=v3 -D__TARGET_ARCH_$(ARCH) -Ibpf \
	    $(SYSROOT:%=--sysroot=%) -isystem $(SYSROOT)/usr/include/$(MULTIARCH) $(WARNINGS) -Wno-unused-parameter

KERNEL_LIBS := -lbpf -lelf -lz -lcap
PURE_LIBS   := -ljansson -lm
HTTP_LIBS   := -lmicrohttpd
CHECK_LIBS  := -lcheck -lsubunit -lpthread -lrt

# model/ and render/ are pure, and so is what reads the words of users and scrapers: the unit and
# golden tests link them without libbpf. The unit tests take the state on disk too.
SHARED   := cli/clock.c cli/write.c
PURE     := $(wildcard cli/model/*.c cli/render/*.c) cli/http/accept.c cli/http/address.c $(SHARED)
KERNEL   := $(wildcard cli/kernel/*.c)
OPTIONS  := $(wildcard cli/options/*.c)
CLI      := $(wildcard cli/*.c cli/check/*.c cli/commands/*.c cli/pinned/*.c) cli/http/server.c $(OPTIONS) \
	    $(KERNEL) $(PURE)
UNIT     := $(wildcard tests/unit/*.c) tests/golden/samples.c cli/pinned/state.c cli/pinned/replace.c \
	    $(OPTIONS) tests/commands/sound.c
COMMANDS := $(wildcard tests/commands/*.c)
GOLDEN   := $(wildcard tests/golden/*.c)
LIVE     := $(filter-out %.bpf.c,$(wildcard tests/live/*.c)) tests/golden/openmetrics.c
SIGSTORM := $(wildcard tools/sigstorm/*.c)
BENCH    := $(wildcard tools/bench/*.c)
# What a 32-bit program does is tested where such programs run.
SIGSTORM32 := $(if $(filter x86 arm64,$(ARCH)),$(B)/sigstorm32)
SCRIPTS  := $(wildcard tools/*.sh tests/*/*.sh) .ci/run
SOURCES  := $(sort $(CLI) $(UNIT) $(COMMANDS)) $(GOLDEN) $(LIVE) $(SIGSTORM) $(BENCH) tools/sigstorm32.c

SKELETONS := $(B)/bpf/sigsnoop.skel.h $(B)/bpf/sigsnoop_plain.skel.h

# obj: as shipped; san: with the address and undefined-behaviour sanitizers.
obj = $(1:%.c=$(B)/obj/%.o)
san = $(1:%.c=$(B)/san/%.o)

ifeq ($(V),)
Q = @
say = @printf '  %-8s %s\n' '$(1)' '$(2)'
endif

# Generated code is not for the linters.
skeleton = { echo '// NOLINTBEGIN'; $(BPFTOOL) gen skeleton $(1) name $(2); echo '// NOLINTEND'; }

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all tests test unit golden live e2e check-deploy lint format other-systems vm-test vm-quick \
	vm-arm64 vm-cross bench bench-test bench-vm install clean

all: $(B)/sigsnoop-top $(B)/sigstorm

tests: all $(B)/unit $(B)/commands $(B)/golden $(B)/live $(B)/sanitized/sigsnoop-top $(SIGSTORM32) \
	$(B)/bench/bench

define link
$(call say,LINK,$@)
@mkdir -p $(@D)
$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(filter %.o,$^)
endef

$(B)/sigsnoop-top: $(call obj,$(CLI))
	$(link) $(KERNEL_LIBS) $(HTTP_LIBS) $(PURE_LIBS) -o $@

$(B)/sigstorm: $(call obj,$(SIGSTORM))
	$(link) -ljansson -lpthread -lrt -o $@

# A 32-bit program, without the 32-bit library that few hosts have; of arm, without its compiler.
FLAGS32       := -O2 -std=gnu11 $(WARNINGS) -ffreestanding -fno-stack-protector
build32_x86    = $(CC) -m32 $(FLAGS32) -fno-pie -no-pie -nostdlib -static $< -o $@
build32_arm64  = $(CLANG) --target=arm-linux-gnueabi -march=armv7-a $(FLAGS32) -c $< -o $@.o && \
		 $(CROSS)ld -m armelf_linux_eabi $@.o -o $@

$(B)/sigstorm32: tools/sigstorm32.c
	$(call say,CC-32,$<)
	@mkdir -p $(@D)
	$(Q)$(build32_$(ARCH))

$(B)/bench/bench: $(call obj,$(BENCH) $(KERNEL) $(wildcard cli/model/*.c) $(SHARED))
	$(link) $(KERNEL_LIBS) $(PURE_LIBS) -o $@

$(B)/sanitized/sigsnoop-top: $(call san,$(CLI))
	$(link) $(SANITIZE) $(KERNEL_LIBS) $(HTTP_LIBS) $(PURE_LIBS) -o $@

$(B)/unit: $(call san,$(UNIT) $(PURE))
	$(link) $(SANITIZE) $(CHECK_LIBS) $(PURE_LIBS) -o $@

# The table of commands is known to the whole program only.
$(B)/commands: $(call san,$(COMMANDS) $(filter-out cli/main.c,$(CLI)))
	$(link) $(SANITIZE) $(CHECK_LIBS) $(KERNEL_LIBS) $(HTTP_LIBS) $(PURE_LIBS) -o $@

$(B)/golden: $(call san,$(GOLDEN) $(PURE))
	$(link) $(SANITIZE) $(CHECK_LIBS) $(PURE_LIBS) -o $@

$(B)/live: $(call obj,$(LIVE))
	$(link) -lbpf $(CHECK_LIBS) $(PURE_LIBS) -o $@

# A program that only a test loads.
$(B)/bpf/tests/%.o: tests/live/%.bpf.c
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -Itests/live -MMD -MP -c $< -o $@

$(B)/bpf/%.skel.h: $(B)/bpf/tests/%.o
	$(call say,SKEL,$@)
	$(Q)$(call skeleton,$<,$*_bpf) > $@

$(call obj,tests/live/test_buckets.c): | $(B)/bpf/buckets.skel.h
$(call obj,tests/live/test_slow_path.c): | $(B)/bpf/slow_path.skel.h

# The programs in the kernel, compiled twice: see cli/kernel/object.h.
$(B)/bpf/sigsnoop_plain.o: BPFFLAGS += -DNO_RDONLY_CAST
$(SKELETONS:%.skel.h=%.o): bpf/sigsnoop.bpf.c
	$(call say,BPF,$@)
	@mkdir -p $(@D)
	$(Q)$(CLANG) $(BPFFLAGS) -MMD -MP -c $< -o $@

# Keeps the BTF and drops clang's debugging information.
$(B)/bpf/%.stripped: $(B)/bpf/%.o
	$(call say,BPFSTRIP,$@)
	$(Q)$(BPFTOOL) gen object $@ $<

$(SKELETONS): $(B)/bpf/%.skel.h: $(B)/bpf/%.stripped
	$(call say,SKEL,$@)
	$(Q)$(call skeleton,$<,$*) > $@

$(B)/obj/%.o: %.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(B)/san/%.o: %.c
	$(call say,CC-SAN,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(SANITIZE) -MMD -MP -c $< -o $@

# The first build knows no dependencies yet.
$(call obj,$(KERNEL)) $(call san,$(KERNEL)): | $(SKELETONS)

test: unit golden live e2e bench-test check-deploy

unit: $(B)/unit $(B)/commands
	$(B)/unit
	$(B)/commands

golden: $(B)/golden
	$(B)/golden

live: tests
	$(B)/live

e2e: all
	tests/e2e/fleet.sh

check-deploy: $(B)/sigsnoop-top
	tools/deploy/check.sh

bench: $(B)/bench/bench $(B)/sigsnoop-top
	$(B)/bench/bench -o $(B)/bench/results.json
	tools/bench/plot.sh $(B)/bench/results.json $(B)/bench

bench-test: $(B)/bench/bench $(B)/sigsnoop-top
	tests/bench/run.sh

bench-vm: $(B)/bench/bench $(B)/sigsnoop-top
	tools/bench/vm.sh

SYSTEMS ?= trixie

other-systems:
	@set -e; for suite in $(SYSTEMS); do tests/systems/debian.sh $$suite; done

VM_QUICK := check hooks ia32 slow-path refusals latency serve-start

vm-test: tests
	tests/vm/selftest.sh
	tests/vm/run.sh --timeout 7200

empty :=
comma := ,
vm-quick: tests
	tests/vm/selftest.sh 'tests fail' 'the kernel warns' 'a series has left Debian'
	@echo "vm-quick: of the matrix only the oldest and the newest kernel with 2 CPUs, and there: $(VM_QUICK) lockdown. All: make vm-test"
	tests/vm/run.sh --timeout 1800 --quick --append THEMES=$(subst $(empty) $(empty),$(comma),$(VM_QUICK))

vm-arm64:
	$(MAKE) CROSS=aarch64-linux-gnu- vm-cross

vm-cross: all $(B)/live $(SIGSTORM32)
	tests/vm/run.sh --arch $(ARCH) --timeout 7200 --jobs 1

format:
	clang-format -i $(SOURCES) $(wildcard bpf/*.[ch] bpf/abi/*.h cli/*.h cli/*/*.h tests/*/*.h tools/*/*.h)

lint: $(SKELETONS) $(B)/bpf/buckets.skel.h $(B)/bpf/slow_path.skel.h
	tools/lint.sh

install: $(B)/sigsnoop-top
	install -D -m 755 $< $(DESTDIR)$(PREFIX)/sbin/sigsnoop-top

clean:
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)
