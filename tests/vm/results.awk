# SPDX-License-Identifier: GPL-2.0
# Read what one boot printed on its result line (the protocol is in guest-lib.sh) and write a
# line for each result: test, boot, verdict, reason, between tabs; and one for each part of a test
# that was skipped, whose verdict is PART. Whatever the protocol leaves
# open is a failure: a planned test without a result, a second result, a script that did not end.
# Variable: boot.

function result(test, verdict, reason) {
	gsub(/[^ -~]/, "?", reason)
	printf "%s\t%s\t%s\t%s\n", test, boot, verdict, reason
}

function reason_from(field,    text) {
	text = $field
	while (++field <= NF)
		text = text " " $field
	return text
}

{ sub(/\r$/, "") }

/^@@ PLAN / {
	for (i = 3; i <= NF; i++)
		planned[$i] = 1
}

/^@@ TEST / {
	if ($3 in seen)
		result($3, "FAIL", "a second result: " reason_from(4))
	else if ($4 == "PASS" || (NF > 4 && ($4 == "FAIL" || $4 == "SKIP")))
		result($3, $4, reason_from(5))
	else
		result($3, "FAIL", "a result that is none: " reason_from(3))
	seen[$3] = 1
}

/^@@ PART / && NF > 3 { result($3, "PART", reason_from(4)) }

/^@@ EXIT / {
	ended = 1
	if ($3 == 0)
		result("script", "PASS", "")
	else
		result("script", "FAIL", "exit " $3)
}

END {
	if (!ended)
		result("script", "FAIL", "did not end")
	for (test in planned)
		if (!(test in seen))
			result(test, "FAIL", "planned, no result")
}
