/*
 * interval.c - I1 to I4 of src/core/interval.c, against R.
 */
#include "unit.h"

#include <gsl/gsl_errno.h>

#include "core/interval.h"

#include "interval_expected.h"

static void
against_r(void)
{
	char name[128];

	for (size_t i = 0; i < sizeof(proportion_cases) / sizeof(*proportion_cases);
		 i++)
	{
		const struct proportion_case *c = &proportion_cases[i];
		eh_limits l;

		snprintf(name, sizeof(name), "%g of %g at %g", c->x, c->n, c->level);
		ok(eh_wilson(c->x, c->n, c->level, &l) == EH_OK, "wilson %s", name);
		near(l.low, c->wilson[0], 1e-11, 1e-14, "  low");
		near(l.high, c->wilson[1], 1e-11, 1e-14, "  high");
		ok(eh_wilson_cc(c->x, c->n, c->level, &l) == EH_OK, "wilson_cc %s",
			name);
		near(l.low, c->wilson_cc[0], 1e-11, 1e-14, "  low");
		near(l.high, c->wilson_cc[1], 1e-11, 1e-14, "  high");
		ok(eh_clopper_pearson(c->x, c->n, c->level, &l) == EH_OK, "exact %s",
			name);

		/* GSL's own error in the distribution function, design's 2.5e-7 */
		near(l.low, c->exact[0], 1e-8, 1e-12, "  low");
		near(l.high, c->exact[1], 1e-8, 1e-12, "  high");
	}
	for (size_t i = 0; i < sizeof(count_cases) / sizeof(*count_cases); i++)
	{
		const struct count_case *c = &count_cases[i];
		eh_limits l;

		snprintf(name, sizeof(name), "%g events at %g", c->x, c->level);
		ok(eh_byar(c->x, c->level, &l) == EH_OK, "byar %s", name);
		near(l.low, c->byar[0], 1e-12, 1e-14, "  low");
		near(l.high, c->byar[1], 1e-12, 1e-14, "  high");
		ok(eh_garwood(c->x, c->level, &l) == EH_OK, "exact %s", name);
		near(l.low, c->exact[0], 1e-8, 1e-12, "  low");
		near(l.high, c->exact[1], 1e-8, 1e-12, "  high");
		ok(eh_phe(c->x, c->level, &l) == EH_OK, "phe %s", name);
		near(l.high, c->x < 10 ? c->exact[1] : c->byar[1], 1e-8, 1e-12,
			"  is exact below ten, else Byar");
	}
	for (size_t i = 0; i < sizeof(t_cases) / sizeof(*t_cases); i++)
		near(eh_t_quantile(t_cases[i].level, t_cases[i].df), t_cases[i].t, 1e-9,
			0.0, "t quantile");
}

/* I1, I2: what is not a level, a count or a part is refused. */
static void
refusals(void)
{
	static const double bad_levels[] = {0.0, 1.0, 95.0, -0.5, NAN, INFINITY};
	eh_limits l;

	for (size_t i = 0; i < sizeof(bad_levels) / sizeof(*bad_levels); i++)
	{
		ok(eh_wilson(1, 2, bad_levels[i], &l) == EH_EDOMAIN, "level %g, share",
			bad_levels[i]);
		ok(eh_byar(1, bad_levels[i], &l) == EH_EDOMAIN, "level %g, count",
			bad_levels[i]);
	}
	ok(eh_wilson(3, 2, 0.95, &l) == EH_EDOMAIN, "more events than cases");
	ok(eh_wilson(-1, 2, 0.95, &l) == EH_EDOMAIN, "negative events");
	ok(eh_wilson(0, 0, 0.95, &l) == EH_EDOMAIN, "no cases");
	ok(eh_wilson_cc(NAN, 2, 0.95, &l) == EH_EDOMAIN, "NaN events");
	ok(eh_clopper_pearson(1, INFINITY, 0.95, &l) == EH_EDOMAIN,
		"infinite cases");
	ok(eh_garwood(-1, 0.95, &l) == EH_EDOMAIN, "negative count");
	ok(eh_clopper_pearson(5, 1000001, 0.95, &l) == EH_ERANGE,
		"exact limits stop above a million cases");
	ok(eh_clopper_pearson(0, 2e9, 0.95, &l) == EH_OK &&
			fabs(l.high - 1.8444397253560089e-9) < 1e-17,
		"but none of two thousand million has them: R, -expm1(log(.025) / "
		"2e9)");
	ok(eh_garwood(1000001, 0.95, &l) == EH_ERANGE,
		"exact limits stop above a million events");
}

/* I3, and that limits lie about the estimate at any level and any n. */
static void
order(void)
{
	static const double levels[] = {1e-6, 0.5, 0.95, 0.998, 1 - 1e-9};
	static const double sizes[] = {1, 2, 7, 100, 4321, 99999, 1000000};
	bool inside = true;
	bool ends = true;

	for (size_t i = 0; i < 5; i++)
	{
		for (size_t j = 0; j < 7; j++)
		{
			double n = sizes[j];

			for (int part = 0; part <= 8; part++)
			{
				double x = floor(n * part / 8);
				eh_limits w, c, e;

				if (eh_wilson(x, n, levels[i], &w) != EH_OK ||
					eh_wilson_cc(x, n, levels[i], &c) != EH_OK ||
					eh_clopper_pearson(x, n, levels[i], &e) != EH_OK)
				{
					inside = false;
					printf("# %g of %g at %g\n", x, n, levels[i]);
					continue;
				}
				/* Wilson's interval shrinks to x / n itself as z goes to 0 */
				inside = inside && w.low <= x / n + 1e-12 &&
						 x / n <= w.high + 1e-12 && c.low <= w.low + 1e-12 &&
						 c.high >= w.high - 1e-12 && e.low <= x / n &&
						 x / n <= e.high && e.low >= 0 && e.high <= 1;
				if (x == 0)
					ends = ends && w.low == 0 && c.low == 0 && e.low == 0;
				if (x == n)
					ends = ends && w.high == 1 && c.high == 1 && e.high == 1;
			}
		}
	}
	ok(inside, "limits lie about the estimate, 5 levels by 7 sizes");
	ok(ends, "none of n has low 0, all of n has high 1, exactly");
}

/* Garwood's limits exist for every count, about it and near Byar's. */
static void
counts(void)
{
	static const double levels[] = {1e-6, 0.5, 0.95, 0.998, 1 - 1e-9};
	static const double apart[] = {1e-3, 1e-3, 1e-3, 5e-3, 5e-2};
	bool fine = true;

	for (size_t i = 0; i < 5; i++)
	{
		for (double x = 0; x <= 1000000; x = floor(x * 1.1) + 1)
		{
			eh_limits g, b;

			if (eh_garwood(x, levels[i], &g) != EH_OK ||
				eh_byar(x, levels[i], &b) != EH_OK || g.low > x || g.high < x ||
				(x > 100 && fabs(b.low - g.low) > apart[i] * sqrt(x)) ||
				(x > 100 && fabs(b.high - g.high) > apart[i] * sqrt(x)))
			{
				fine = false;
				printf("# %g events at %g: exact %.17g %.17g, Byar %.17g "
					   "%.17g\n",
					x, levels[i], g.low, g.high, b.low, b.high);
			}
		}
	}
	ok(fine, "exact limits of counts from 0 to a million, 5 levels");
}

int
main(void)
{
	gsl_set_error_handler_off(); /* as the server's module does */
	against_r();
	refusals();
	order();
	counts();
	return done();
}
