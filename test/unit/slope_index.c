/*
 * slope_index.c - G1 to G5 of src/core/slope_index.c, against R.
 */
#include "unit.h"

#include <stdlib.h>

#include <gsl/gsl_errno.h>

#include "core/slope_index.h"

#include "slope_index_expected.h"

#define REPETITIONS 200000

static const eh_control none;
static uint64_t *work;

static eh_slope_rule
rule_of(const struct slope_case *c, bool simulate)
{
	eh_slope_rule r = {(eh_slope_kind) c->kind, c->transform != 0, simulate,
		c->level, c->multiplier, REPETITIONS, 1};

	return r;
}

/* Monte Carlo error of a percentile of so many draws, five standard errors */
static double
slack(double level, double sd)
{
	double q = 0.5 * (1.0 - level);
	double z = eh_normal_quantile(level);
	double density = exp(-0.5 * z * z) / sqrt(2.0 * M_PI);

	return 5.0 * sd * sqrt(q * (1.0 - q) * (1.0 / REPETITIONS + 1e-6)) /
		   density;
}

static void
against_r(void)
{
	for (size_t i = 0; i < sizeof(slope_cases) / sizeof(*slope_cases); i++)
	{
		const struct slope_case *c = &slope_cases[i];
		eh_slope_group group[GROUPS];
		eh_slope_rule rule = rule_of(c, false);
		eh_slope_index s;
		double loose_sii = slack(c->level, c->spread_sii);
		double loose_rii = slack(c->level, c->spread_rii);

		/* G1: from the last group to the first */
		for (int g = 0; g < GROUPS; g++)
			group[g] = c->group[GROUPS - 1 - g];
		ok(eh_slope_index_of(group, GROUPS, &rule, &none, NULL, &s) == EH_OK,
			"kind %d, transform %d, times %g at %g", c->kind, c->transform,
			c->multiplier, c->level);
		near(s.sii, c->sii, 1e-10, 1e-12, "  sii");
		near(s.rii, c->rii, 1e-10, 1e-12, "  rii");
		near(s.intercept, c->intercept, 1e-10, 1e-12, "  intercept");
		near(s.std_error, c->std_error, 1e-10, 1e-12, "  standard error");

		/* first order: a tenth of a standard deviation off at most here */
		near(s.sii_limits.low, c->simulated_sii[0], 0.0,
			loose_sii + 0.1 * c->spread_sii, "  analytic low is near draws");
		near(s.sii_limits.high, c->simulated_sii[1], 0.0,
			loose_sii + 0.1 * c->spread_sii, "  analytic high");
		near(s.rii_limits.low, c->simulated_rii[0], 0.0,
			loose_rii + 0.1 * c->spread_rii, "  of rii, low");
		near(s.rii_limits.high, c->simulated_rii[1], 0.0,
			loose_rii + 0.1 * c->spread_rii, "  of rii, high");

		rule = rule_of(c, true);
		ok(eh_slope_index_of(group, GROUPS, &rule, &none, work, &s) == EH_OK,
			"  and simulated");
		near(s.sii_limits.low, c->simulated_sii[0], 0.0, loose_sii, "  low");
		near(s.sii_limits.high, c->simulated_sii[1], 0.0, loose_sii, "  high");
		near(s.rii_limits.low, c->simulated_rii[0], 0.0, loose_rii,
			"  of rii, low");
		near(s.rii_limits.high, c->simulated_rii[1], 0.0, loose_rii,
			"  of rii, high");
	}
}

/* Of plain values the analytic limits are exact: SII -/+ z se. */
static void
exact_where_plain(void)
{
	const struct slope_case *c = &slope_cases[0];
	eh_slope_rule rule = rule_of(c, false);
	eh_slope_group group[GROUPS];
	eh_slope_index s, other;

	memcpy(group, c->group, sizeof(group));
	(void) eh_slope_index_of(group, GROUPS, &rule, &none, NULL, &s);
	near(s.sii_limits.high - s.sii_limits.low,
		2.0 * 1.9599639845400542 * c->std_error, 1e-12, 0.0,
		"G4: analytic limits are sii -/+ qnorm(.975) se");
	rule.simulate = true;
	(void) eh_slope_index_of(group, GROUPS, &rule, &none, work, &s);
	(void) eh_slope_index_of(group, GROUPS, &rule, &none, work, &other);
	ok(memcmp(&s, &other, sizeof(s)) == 0, "G5: a seed gives the same limits");
	rule.seed = 2;
	(void) eh_slope_index_of(group, GROUPS, &rule, &none, work, &other);
	ok(s.sii_limits.low != other.sii_limits.low, "and another gives others");
}

static bool
stop(void *arg)
{
	(void) arg;
	return true;
}

static void
refusals(void)
{
	const eh_control stopping = {0, stop, NULL};
	const struct slope_case *c = &slope_cases[0];
	eh_slope_rule rule = rule_of(c, true);
	eh_slope_group group[GROUPS];
	eh_slope_index s;
	double se;

	memcpy(group, c->group, sizeof(group));
	ok(eh_slope_index_of(group, 4, &rule, &none, work, &s) == EH_ERANGE,
		"four groups are too few");
	ok(eh_slope_index_of(group, GROUPS, &rule, &stopping, work, &s) ==
			EH_ECANCEL,
		"a cancel is heard");
	group[3].rank = 2;
	ok(eh_slope_index_of(group, GROUPS, &rule, &none, work, &s) == EH_EDOMAIN,
		"two groups of one rank");
	memcpy(group, c->group, sizeof(group));
	group[5].std_error = NAN;
	ok(eh_slope_index_of(group, GROUPS, &rule, &none, work, &s) == EH_OK &&
			isfinite(s.sii) && isnan(s.sii_limits.low),
		"no limits without every standard error");
	rule.kind = EH_SLOPE_PROPORTION;
	ok(eh_slope_index_of(group, GROUPS, &rule, &none, work, &s) == EH_EDOMAIN,
		"a proportion above 1");
	ok(eh_slope_std_error(EH_SLOPE_RATE, 0.0, 1.0, &se) == EH_EDOMAIN,
		"a rate's lower limit of 0");
	ok(eh_slope_std_error(EH_SLOPE_PLAIN, 1.0, 0.0, &se) == EH_EDOMAIN,
		"limits the wrong way round");
	ok(eh_slope_std_error(EH_SLOPE_PLAIN, -1.9599639845400542,
		   1.9599639845400542, &se) == EH_OK &&
			fabs(se - 1.0) < 1e-14,
		"a standard error from limits at 95");
}

int
main(void)
{
	eh_slope_rule most = {.simulate = true, .repetitions = REPETITIONS};

	gsl_set_error_handler_off();
	work = malloc(eh_slope_index_work(&most));
	against_r();
	exact_where_plain();
	refusals();
	free(work);
	return done();
}
