// SPDX-License-Identifier: GPL-2.0
/* What was measured, for people. */
#include <string.h>

#include "results.h"

#define TITLE_WIDTH 34

static const char *text_of(const json_t *it, const char *key)
{
	const char *text = json_string_value(json_object_get(it, key));

	return text ? text : "-";
}

static json_int_t number_of(const json_t *it, const char *key)
{
	return json_integer_value(json_object_get(it, key));
}

static double median_of(const json_t *it, const char *key)
{
	return json_number_value(json_object_get(json_object_get(it, key), "median"));
}

static bool has(const json_t *it, const char *key)
{
	return json_is_object(json_object_get(it, key));
}

/* Median, and the quartiles; `scale` makes the unit. */
static void print_figure(FILE *out, const json_t *it, const char *key, double scale, int places)
{
	const json_t *figure = json_object_get(it, key);
	char spread[64];

	if (!json_is_object(figure)) {
		(void)fprintf(out, " %10s %-19s", "-", "");
		return;
	}
	(void)snprintf(spread, sizeof(spread), "(%.*f..%.*f)", places,
	               json_number_value(json_object_get(figure, "q1")) * scale, places,
	               json_number_value(json_object_get(figure, "q3")) * scale);
	(void)fprintf(out, " %10.*f %-19s", places,
	              json_number_value(json_object_get(figure, "median")) * scale, spread);
}

static const json_t *way_of(const json_t *results, const char *name)
{
	const json_t *way;
	size_t i;

	for (i = 0; (way = json_array_get(json_object_get(results, "ways"), i)); i++)
		if (!strcmp(text_of(way, "way"), name))
			return way;
	return NULL;
}

static bool same_workload(const json_t *a, const json_t *b)
{
	return !strcmp(text_of(a, "section"), text_of(b, "section")) &&
	       !strcmp(text_of(a, "workload"), text_of(b, "workload")) &&
	       number_of(a, "cpus") == number_of(b, "cpus") &&
	       number_of(a, "rate") == number_of(b, "rate");
}

/* What an empty program adds in the same workload; 0 if that was not measured. */
static double empty_of(const json_t *results, const json_t *cost)
{
	const json_t *other;
	size_t i;

	for (i = 0; (other = json_array_get(json_object_get(results, "costs"), i)); i++)
		if (!strcmp(text_of(other, "way"), "empty") && same_workload(cost, other))
			return median_of(other, "ns");
	return 0;
}

static void print_cost(FILE *out, const json_t *results, const json_t *cost)
{
	bool bare = !strcmp(text_of(cost, "way"), "nothing");
	double empty = empty_of(results, cost);

	(void)fprintf(out, "  %-*s", TITLE_WIDTH,
	              bare ? "the call itself"
	                   : text_of(way_of(results, text_of(cost, "way")), "title"));
	print_figure(out, cost, "ns", 1, 1);
	if (!bare && empty > 0 && strcmp(text_of(cost, "section"), "bystander") != 0)
		(void)fprintf(out, " %8.2f", median_of(cost, "ns") / empty);
	else
		(void)fprintf(out, " %8s", "");
	if (has(cost, "own_ns"))
		print_figure(out, cost, "own_ns", 1, 1);
	(void)fprintf(out, "\n");
}

static void print_heading(FILE *out, const json_t *cost)
{
	json_int_t rate = number_of(cost, "rate"), cpus = number_of(cost, "cpus");

	(void)fprintf(out, "\n%s, %lld CPU%s", text_of(cost, "workload"), (long long)cpus,
	              cpus > 1 ? "s" : "");
	if (rate)
		(void)fprintf(out, ", %lld a second", (long long)rate);
	(void)fprintf(out, "\n  %-*s %10s %-19s %8s%s\n", TITLE_WIDTH, "", "ns a call",
	              "(quartiles)", "x empty", rate ? "    own ns (quartiles)" : "");
}

/* The costs are listed way by way, and shown workload by workload. */
static void print_costs(FILE *out, const json_t *results)
{
	const json_t *costs = json_object_get(results, "costs"), *first, *cost;
	size_t i, j;

	for (i = 0; (first = json_array_get(costs, i)); i++) {
		if (strcmp(text_of(first, "way"), "nothing") != 0)
			continue;
		print_heading(out, first);
		for (j = 0; (cost = json_array_get(costs, j)); j++)
			if (same_workload(first, cost))
				print_cost(out, results, cost);
	}
}

static void print_verdict(FILE *out, const json_t *way)
{
	(void)fprintf(out, "  %-*s %12lld %12lld %12lld %9lld\n", TITLE_WIDTH,
	              text_of(way, "title"), (long long)number_of(way, "sent"),
	              (long long)number_of(way, "counted"), (long long)number_of(way, "missing"),
	              (long long)number_of(way, "surplus"));
}

static void print_verdicts(FILE *out, const json_t *all_ways)
{
	bool first = true;
	const json_t *way;
	size_t i;

	for (i = 0; (way = json_array_get(all_ways, i)); i++) {
		if (!json_object_get(way, "sent"))
			continue;
		if (first)
			(void)fprintf(out,
			              "\nObservations of all rounds against the truth\n"
			              "  %-*s %12s %12s %12s %9s\n",
			              TITLE_WIDTH, "", "sent", "counted", "missing", "surplus");
		first = false;
		print_verdict(out, way);
	}
}

static double mib_of(const json_t *way, const char *key)
{
	return median_of(way, key) / 1048576;
}

static void print_programs(FILE *out, const json_t *all_ways)
{
	const json_t *way;
	size_t i;

	(void)fprintf(
		out,
		"\nStart to first count, own CPU; memory as it comes (resident, in the kernel), and "
		"with room for all keys\n");
	(void)fprintf(out, "  %-*s %10s %-19s %10s %-19s %7s %7s %7s %7s MiB\n", TITLE_WIDTH, "",
	              "ms", "(quartiles)", "s/million", "(quartiles)", "res", "kernel", "res",
	              "kernel");
	for (i = 0; (way = json_array_get(all_ways, i)); i++) {
		if (!has(way, "start_ms") && !has(way, "kernel_bytes"))
			continue;
		(void)fprintf(out, "  %-*s", TITLE_WIDTH, text_of(way, "title"));
		print_figure(out, way, "start_ms", 1, 0);
		print_figure(out, way, "cpu_s_per_million", 1, 4);
		(void)fprintf(out, " %7.1f %7.1f %7.1f %7.1f\n", mib_of(way, "idle_resident_bytes"),
		              mib_of(way, "idle_kernel_bytes"), mib_of(way, "resident_bytes"),
		              mib_of(way, "kernel_bytes"));
	}
}

static void print_drains(FILE *out, const json_t *results)
{
	json_int_t cpus = number_of(json_object_get(results, "machine"), "cpus_possible");
	const json_t *it;
	size_t i;

	for (i = 0; (it = json_array_get(json_object_get(results, "drains"), i)); i++) {
		if (!i)
			(void)fprintf(
				out,
				"\nOne drain, %lld possible CPUs\n  %10s %10s %10s %-19s %10s\n",
				(long long)cpus, "keys", "map holds", "ms", "(quartiles)",
				"CPU ms");
		(void)fprintf(out, "  %10lld %10lld", (long long)number_of(it, "keys"),
		              (long long)number_of(it, "entries"));
		print_figure(out, it, "wall_ms", 1, 2);
		print_figure(out, it, "cpu_ms", 1, 2);
		(void)fprintf(out, "\n");
	}
	for (i = 0; (it = json_array_get(json_object_get(results, "reports"), i)); i++) {
		if (!i)
			(void)fprintf(out, "\nOne report of sigsnoop-top\n  %10s %10s %10s %10s\n",
			              "keys", "rows", "format", "CPU ms");
		(void)fprintf(out, "  %10lld %10lld %10s", (long long)number_of(it, "keys"),
		              (long long)number_of(it, "rows"), text_of(it, "format"));
		print_figure(out, it, "cpu_ms", 1, 2);
		(void)fprintf(out, "\n");
	}
}

static void print_left_out(FILE *out, const json_t *all_ways)
{
	const json_t *way;
	size_t i;

	for (i = 0; (way = json_array_get(all_ways, i)); i++) {
		json_int_t voided = number_of(way, "void_rounds");

		if (json_is_string(json_object_get(way, "skipped")))
			(void)fprintf(out, "skipped: %s: %s\n", text_of(way, "title"),
			              text_of(way, "skipped"));
		if (voided)
			(void)fprintf(out, "void: %s: %lld rounds: %s\n", text_of(way, "title"),
			              (long long)voided, text_of(way, "void_reason"));
	}
}

static void print_machine(FILE *out, const json_t *machine)
{
	json_t *all = json_object_get(machine, "mitigations");

	(void)fprintf(out, "%s, %lld CPUs (%lld possible)%s, kernel %s, %s, BPF JIT %s\n",
	              text_of(machine, "cpu"), (long long)number_of(machine, "cpus_online"),
	              (long long)number_of(machine, "cpus_possible"),
	              json_is_true(json_object_get(machine, "hypervisor")) ? ", virtual" : "",
	              text_of(machine, "kernel"), text_of(machine, "distribution"),
	              text_of(machine, "bpf_jit"));
	for (void *it = json_object_iter(all); it; it = json_object_iter_next(all, it))
		(void)fprintf(out, "%s: %s\n", json_object_iter_key(it),
		              json_string_value(json_object_iter_value(it)));
}

void results_print(const json_t *results, FILE *out)
{
	const json_t *all_ways = json_object_get(results, "ways");

	print_machine(out, json_object_get(results, "machine"));
	print_costs(out, results);
	print_verdicts(out, all_ways);
	print_programs(out, all_ways);
	print_drains(out, results);
	(void)fprintf(out, "\n");
	print_left_out(out, all_ways);
}
