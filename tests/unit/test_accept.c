// SPDX-License-Identifier: GPL-2.0
/* Which format a scraper gets. */
#include "unit.h"

#include "http/accept.h"

#define OPEN "application/openmetrics-text"

static const struct {
	const char *header;
	bool open;
} samples[] = {
	{NULL, false},
	{"", false},
	{"*/*", false},
	{"text/plain", false},
	{OPEN, true},
	{OPEN ";version=1.0.0", true},
	{OPEN "; version=\"1.0.0\" ; charset=utf-8", true},
	{"Application/OpenMetrics-Text; Version=1.0.0", true},
	/* What Prometheus sends: 2.42, and since it has another format of its own. */
	{OPEN ";version=1.0.0," OPEN
              ";version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
         true},
	{"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
         "q=0.6," OPEN ";version=1.0.0;q=0.5," OPEN
         ";version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
         true},
	/* Other versions are not what it would get. */
	{OPEN ";version=0.0.1", false},
	{OPEN ";version=2.0.0, text/plain", false},
	/* Weights. */
	{OPEN ";q=0", false},
	{OPEN ";q=0.4, text/plain;q=0.5", false},
	{"text/plain;q=0.5, " OPEN ";q=0.5", true},
	{"text/plain;version=1.0.0, " OPEN ";q=0.5", true},
	{OPEN ";q=0.4, */*", false},
	{OPEN ";q=nonsense", false},
	/* What is no list. */
	{",,,;;;==,", false},
	{";q=1", false},
	{OPEN "x", false},
	{"x" OPEN, false},
	{OPEN ";version=", false},
	{OPEN ";version=\"", false},
};

START_TEST(test_samples)
{
	ck_assert_msg(accept_openmetrics(samples[_i].header) == samples[_i].open, "%s",
	              samples[_i].header);
}
END_TEST

Suite *suite_accept(void)
{
	TCase *cases;
	Suite *suite = suite_of("accept", &cases);

	tcase_add_loop_test(cases, test_samples, 0, (int)COUNT_OF(samples));
	return suite;
}
