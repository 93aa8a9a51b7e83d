/*
 * funnel.c - F1 to F4 of src/core/funnel.c, against R and against the package
 * whose conventions they are.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/funnel.h"

#include "funnel_expected.h"

static void
lines(void)
{
	eh_funnel f;

	for (size_t i = 0; i < sizeof(funnel_cases) / sizeof(*funnel_cases); i++)
	{
		const struct funnel_case *c = &funnel_cases[i];

		ok(eh_funnel_proportion(c->average, c->n, 0.0, &f) == EH_OK,
			"F1: %g of %g", c->average, c->n);
		near(f.inner.low, c->inner[0], 1e-9, 1e-12, "  inner, low");
		near(f.inner.high, c->inner[1], 1e-9, 1e-12, "  inner, high");
		near(f.outer.low, c->outer[0], 1e-9, 1e-12, "  outer, low");
		near(f.outer.high, c->outer[1], 1e-9, 1e-12, "  outer, high");
	}
	for (size_t i = 0;
		 i < sizeof(funnel_rate_cases) / sizeof(*funnel_rate_cases); i++)
	{
		const struct funnel_rate_case *c = &funnel_rate_cases[i];

		ok(eh_funnel_rate(c->average, c->events, &f) == EH_OK,
			"F2: %g events, average %g", c->events, c->average);
		near(f.inner.low, c->inner[0], 1e-8, 0.0, "  inner, low");
		near(f.outer.low, c->outer[0], 1e-8, 0.0, "  outer, low");
		if (c->events == 0.0)
		{
			ok(isnan(f.inner.high) && isnan(f.outer.high), "  no upper line");
			continue;
		}
		near(f.inner.high, c->inner[1], 1e-8, 0.0, "  inner, high");
		near(f.outer.high, c->outer[1], 1e-8, 0.0, "  outer, high");
	}
}

/*
 * PHEindicatormethods, tests/testthat: testdata_funnel_prop_outputs.csv,
 * baseline 80.642448 per cent; testdata_funnel_ratio_outputs.csv, isr.
 */
static void
package_tables(void)
{
	eh_funnel f;

	(void) eh_funnel_proportion(0.80642448, 1008, 0.0, &f);
	near(100 * f.inner.low, 78.203374, 0.0, 5e-6, "population 1008, low");
	near(100 * f.inner.high, 83.081521, 0.0, 5e-6, "  high");
	near(100 * f.outer.low, 76.796814, 0.0, 5e-6, "  low, 0.001");
	near(100 * f.outer.high, 84.488082, 0.0, 5e-6, "  high, 0.001");
	(void) eh_funnel_rate(1.0, 15, &f);
	near(100 * f.inner.low, 60.63002619, 1e-6, 0.0, "15 events, low");
	near(100 * f.inner.high, 178.6695284, 1e-6, 0.0, "  high");
	near(100 * f.outer.low, 48.00982871, 1e-6, 0.0, "  low, 0.001");
	near(100 * f.outer.high, 258.8896113, 1e-6, 0.0, "  high, 0.001");
	(void) eh_funnel_rate(1.0, 716, &f);
	near(100 * f.inner.low, 92.93605352, 1e-6, 0.0, "716 events, low");
	near(100 * f.outer.high, 112.5516964, 1e-6, 0.0, "  high, 0.001");
}

static void
flags(void)
{
	eh_funnel_flag flag;

	for (size_t i = 0; i < sizeof(ratio_flags) / sizeof(*ratio_flags); i++)
	{
		const struct flag_case *c = &ratio_flags[i];

		ok(eh_funnel_flag_rate(c->observed, c->expected, 1.0, 0.0, &flag) ==
					EH_OK &&
				(int) flag == c->flag,
			"F3: %g observed, %g expected", c->observed, c->expected);
	}
	/* about the limits of 215 in 1,000 above */
	ok(eh_funnel_flag_proportion(190, 1000, 0.215, 0, &flag) == EH_OK &&
			flag == EH_FUNNEL_WITHIN,
		"190 of 1,000 is within");
	(void) eh_funnel_flag_proportion(189, 1000, 0.215, 0, &flag);
	ok(flag == EH_FUNNEL_LOW_025, "189 is low");
	(void) eh_funnel_flag_proportion(174, 1000, 0.215, 0, &flag);
	ok(flag == EH_FUNNEL_LOW_001, "174 lower");
	(void) eh_funnel_flag_proportion(241, 1000, 0.215, 0, &flag);
	ok(flag == EH_FUNNEL_HIGH_025, "241 is high");
	(void) eh_funnel_flag_proportion(256, 1000, 0.215, 0, &flag);
	ok(flag == EH_FUNNEL_HIGH_001, "256 higher");
	(void) eh_funnel_flag_proportion(256, 1000, 0.215, 0.05 * 0.05, &flag);
	ok(flag == EH_FUNNEL_WITHIN, "F4: not where areas differ by 0.05 anyway");
	(void) eh_funnel_flag_rate(677, 349.8, 1.0, 0.25, &flag);
	ok(flag == EH_FUNNEL_WITHIN, "F4: nor is 677 of 349.8, by a half");
	(void) eh_funnel_flag_rate(677, 349.8, 1.0, 0.04, &flag);
	ok(flag == EH_FUNNEL_HIGH_001, "but by a fifth it is");
}

static void
overdispersion(void)
{
	size_t n = sizeof(areas) / sizeof(*areas);
	const eh_control none = {0};
	eh_case *area = malloc(sizeof(areas));
	void *work = malloc(eh_overdispersion_work(n));
	static const char *const name[] = {"proportion", "rate", "ratio"};
	static const double drawn_in[] = {0.1, 0.0, 0.1};
	double average = NAN;
	eh_overdispersion o;

	for (int kind = 0; kind < 3; kind++)
	{
		memcpy(area, areas, sizeof(areas));
		for (size_t i = 0; kind == 2 && i < n; i++)
			area[i].n *= average;
		ok(eh_overdispersion_of(area, n, (eh_funnel_kind) kind, NAN,
			   drawn_in[kind], &none, work, &o) == EH_OK,
			"overdispersion of a %s", name[kind]);
		near(o.average, over[kind][0], 1e-14, 0.0, "  average");
		near(o.phi_raw, over[kind][1], 1e-10, 0.0, "  phi, raw");
		near(o.phi, over[kind][2], 1e-10, 0.0, "  phi, winsorised");
		near(o.tau2, over[kind][3], 1e-10, 0.0, "  tau2");
		near(o.statistic, over[kind][4], 1e-10, 0.0, "  statistic");
		near(o.p_value, over[kind][5], 1e-7, 0.0, "  p value");
		average = o.average;
	}
	for (size_t i = 0; i < n; i++)
		area[i] = (eh_case){10, 100};
	ok(eh_overdispersion_of(
		   area, n, EH_FUNNEL_PROPORTION, NAN, 0.1, &none, work, &o) == EH_OK &&
			o.tau2 == 0.0 && o.phi < 1e-20,
		"areas all alike are not overdispersed");
	for (size_t i = 0; i < n; i++)
		area[i].x = 0;
	ok(eh_overdispersion_of(area, n, EH_FUNNEL_PROPORTION, NAN, 0.1, &none,
		   work, &o) == EH_ERANGE,
		"no events anywhere: chance has no variance");
	ok(eh_overdispersion_of(
		   area, 1, EH_FUNNEL_RATIO, NAN, 0.1, &none, work, &o) == EH_EDOMAIN,
		"one area");
	free(work);
	free(area);
}

static void
refusals(void)
{
	eh_funnel_flag flag;
	eh_funnel f;

	ok(eh_funnel_proportion(1.5, 10, 0, &f) == EH_EDOMAIN, "average above 1");
	ok(eh_funnel_proportion(.5, 0, 0, &f) == EH_EDOMAIN, "nobody");
	ok(eh_funnel_proportion(.5, 10, -1, &f) == EH_EDOMAIN, "tau2 below 0");
	ok(eh_funnel_rate(0.0, 5, &f) == EH_EDOMAIN, "a rate of 0");
	ok(eh_funnel_rate(1.0, -5, &f) == EH_EDOMAIN, "events below 0");
	ok(eh_funnel_rate(1.0, 2e6, &f) == EH_OK && f.inner.low < 1.0 &&
			f.inner.low > 0.998,
		"past a million events, Byar");
	ok(eh_funnel_flag_proportion(11, 10, .5, 0, &flag) == EH_EDOMAIN,
		"more than all");
	ok(eh_funnel_flag_rate(1, 0, 1, 0, &flag) == EH_EDOMAIN,
		"nothing expected");
}

int
main(void)
{
	gsl_set_error_handler_off();
	lines();
	package_tables();
	flags();
	overdispersion();
	refusals();
	return done();
}
