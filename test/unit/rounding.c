/*
 * rounding.c - H1 to H3 of src/core/rounding.c, against dfeR's formula in R.
 */
#include "unit.h"

#include "core/rounding.h"

#include "rounding_expected.h"

int
main(void)
{
	double r;

	for (size_t i = 0; i < sizeof(roundings) / sizeof(*roundings); i++)
	{
		const struct rounding *c = &roundings[i];

		if (!ok(eh_round_half_up(c->x, c->nearest, &r) == EH_OK &&
					r == c->rounded,
				"%.17g to %g", c->x, c->nearest))
			printf("# got %.17g\n# want %.17g\n", r, c->rounded);
	}

	/* H2: times 100 it is 1000000000000.4999, a last place below the half,
	 * which is more than sqrt(eps) of a step.  Half up by Python's decimal. */
	ok(eh_round_half_up(10000000000.005, 0.01, &r) == EH_OK &&
			r == 10000000000.01,
		"a half less sure than sqrt(eps) of a step");
	ok(eh_round_half_up(9007199254740993.0, 1.0, &r) == EH_OK &&
			r == 9007199254740993.0,
		"what has no halves is left alone");
	ok(eh_round_half_up(1e300, 0.01, &r) == EH_OK && r == 1e300,
		"nor does it overflow");
	/* 7.3 lies nearer to 7 x 1.1 = 7.7 than to 6.6; 1 / 1.1 is not whole */
	near((eh_round_half_up(7.3, 1.1, &r), r), 7.7, 1e-15, 0.0, "any step");
	ok(eh_round_half_up(-0.2, 1.0, &r) == EH_OK && !signbit(r),
		"nothing is not negative");

	ok(eh_round_half_up(NAN, 1.0, &r) == EH_EDOMAIN, "not a number");
	ok(eh_round_half_up(INFINITY, 1.0, &r) == EH_EDOMAIN, "infinity");
	ok(eh_round_half_up(1.0, 0.0, &r) == EH_EDOMAIN, "no step");
	ok(eh_round_half_up(1.0, -1.0, &r) == EH_EDOMAIN, "a negative step");
	ok(eh_round_half_up(1.0, NAN, &r) == EH_EDOMAIN, "a step not a number");
	ok(eh_round_half_up(DBL_MAX, 1.5e308, &r) == EH_OK && r == 1.5e308,
		"a step near the largest number");
	ok(eh_round_half_up(DBL_MAX, 0.9e308, &r) == EH_OK ||
			eh_round_half_up(DBL_MAX, 0.9e308, &r) == EH_ERANGE,
		"and beyond it");
	return done();
}
