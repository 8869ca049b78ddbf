# SPDX-License-Identifier: GPL-2.0
# The table of the matrix, test x boot, out of lines "test, boot, verdict, reason" between tabs.
# A test that other boots ran and this one did not shows as "-": a boot's plan decides what is
# missing, not its neighbours. Parts of a test that were skipped (PART) are listed and counted
# among what was skipped. Exits 1 when anything failed.

BEGIN {
	FS = "\t"
	shown["PASS"] = "passed"
	shown["FAIL"] = "FAILED"
	shown["SKIP"] = "skipped"
	width = 4
}

!($1 in test_known) {
	test_known[$1] = 1
	tests[++test_count] = $1
	if (length($1) > width)
		width = length($1)
}

!($2 in boot_known) {
	boot_known[$2] = 1
	boots[++boot_count] = $2
}

$3 == "PART" {
	count["SKIP", $2]++
	total["SKIP"]++
	note_skip($1 ": " $4, $2)
	next
}

{
	# Of two results the worse one is shown.
	if (verdict[$1, $2] != "FAIL")
		verdict[$1, $2] = $3
	count[$3, $2]++
	total[$3]++
}

$3 == "FAIL" { failures[++failure_count] = "FAILED " $2 " " $1 ": " $4 }

$3 == "SKIP" { note_skip($1 ": " $4, $2) }

# Once for each boot, however many parts have this reason.
function note_skip(what, boot) {
	if (!(what in skipped_on))
		skips[++skip_count] = what
	if (index(skipped_on[what] " ", " " boot " ") == 0)
		skipped_on[what] = skipped_on[what] " " boot
}

function column(b) {
	return length(boots[b]) > 8 ? length(boots[b]) : 8
}

function row_of_counts(label, which,    b) {
	printf "%-*s", width, label
	for (b = 1; b <= boot_count; b++)
		printf "  %*d", column(b), count[which, boots[b]]
	printf "\n"
}

END {
	printf "%-*s", width, "test"
	for (b = 1; b <= boot_count; b++)
		printf "  %*s", column(b), boots[b]
	printf "\n"
	for (t = 1; t <= test_count; t++) {
		printf "%-*s", width, tests[t]
		for (b = 1; b <= boot_count; b++) {
			v = verdict[tests[t], boots[b]]
			if (v == "")
				gap = 1
			printf "  %*s", column(b), v == "" ? "-" : shown[v]
		}
		printf "\n"
	}
	if (gap)
		print "(-: not among what is run on that boot)"
	row_of_counts("passed", "PASS")
	row_of_counts("failed", "FAIL")
	row_of_counts("skipped", "SKIP")
	for (s = 1; s <= skip_count; s++)
		print "skipped " skips[s] " (" substr(skipped_on[skips[s]], 2) ")"
	for (f = 1; f <= failure_count; f++)
		print failures[f]
	printf "%d boots: %d passed, %d failed, %d skipped\n", boot_count, total["PASS"],
	       total["FAIL"], total["SKIP"]
	exit total["FAIL"] > 0 || total["PASS"] == 0
}
