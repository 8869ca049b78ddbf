// SPDX-License-Identifier: GPL-2.0
/* Only with exit tracepoints do all system calls of the host pay: asked of the kernel itself. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <signal.h>

#include "live.h"
#include "slow_path.h"
#include "slow_path.skel.h"
#include "tool.h"

static bool on_slow_path(struct slow_path_bpf *skeleton)
{
	LIBBPF_OPTS(bpf_test_run_opts, run);

	skeleton->bss->slow_path = SLOW_PATH_UNKNOWN;
	ck_assert_int_eq(bpf_prog_test_run_opts(bpf_program__fd(skeleton->progs.answer), &run), 0);
	ck_assert_int_ne(skeleton->bss->slow_path, SLOW_PATH_UNKNOWN);
	return skeleton->bss->slow_path == SLOW_PATH_YES;
}

static const struct {
	const char *failures;
	bool slow;
} methods[] = {{"fexit", false},
               {"kprobe.multi", false},
               {"kprobe", false},
               {"tracepoint", true},
               {"off", false}};

#define METHODS ((int)(sizeof(methods) / sizeof(methods[0])))

START_TEST(test_slow_path)
{
	struct slow_path_bpf *skeleton = slow_path_bpf__open_and_load();
	struct tool tool;

	ck_assert_ptr_nonnull(skeleton);
	if (on_slow_path(skeleton)) {
		skip("somebody else traces system calls on this host");
		return;
	}
	if (!tool_try_method(&tool, ARGS("--failures", methods[_i].failures)))
		return;
	ck_assert_msg(on_slow_path(skeleton) == methods[_i].slow,
	              "with --failures=%s, system calls %s the slow path", methods[_i].failures,
	              methods[_i].slow ? "do not take" : "take");
	tool_end(&tool, SIGINT);
	ck_assert_msg(!on_slow_path(skeleton), "still on the slow path after its end");
	slow_path_bpf__destroy(skeleton);
}
END_TEST

void add_slow_path(Suite *suite)
{
	TCase *tests = theme(suite, "slow-path", 30);

	tcase_add_loop_test(tests, test_slow_path, 0, METHODS);
}
