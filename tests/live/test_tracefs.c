// SPDX-License-Identifier: GPL-2.0
/* It mounts tracefs where it needs it. Done in a mount namespace: the host's own stays mounted. */
#include <errno.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/vfs.h>

#include "live.h"
#include "mounts.h"
#include "report.h"
#include "storm.h"
#include "tool.h"

#define TRACEFS "/sys/kernel/tracing"

static bool is_mounted(void)
{
	struct statfs fs;

	return !statfs(TRACEFS, &fs) && fs.f_type == TRACEFS_MAGIC;
}

static bool unmount_here(void)
{
	if (!mounts_own())
		return false;
	while (is_mounted())
		if (umount2(TRACEFS, MNT_DETACH))
			return false;
	return true;
}

START_TEST(test_mounts)
{
	struct storm storm;
	struct tool tool;

	if (!unmount_here()) {
		skip("tracefs cannot be unmounted: %s", strerror(errno));
		return;
	}
	tool_start(&tool, ARGS("--failures=tracepoint"));
	ck_assert(is_mounted());
	storm_run(&storm, ARGS("calls", "esrch"));
	storm_assert_exact(&storm, tool_reports(&tool));
}
END_TEST

/* Where it does not need it, it leaves the host as it is. */
START_TEST(test_leaves_alone)
{
	struct tool tool;

	if (!unmount_here()) {
		skip("tracefs cannot be unmounted: %s", strerror(errno));
		return;
	}
	tool_start(&tool, ARGS("--failures=off"));
	(void)tool_reports(&tool);
	ck_assert(!is_mounted());
}
END_TEST

void add_tracefs(Suite *suite)
{
	TCase *tests = theme(suite, "tracefs", 20);

	tcase_add_test(tests, test_mounts);
	tcase_add_test(tests, test_leaves_alone);
}
