/*
 * rational.c - the nearest fraction, against Python's Fraction.
 */
#include "unit.h"

#include "core/rational.h"

#include "rational_expected.h"

int
main(void)
{
	int64_t p;
	int32_t q;

	for (size_t i = 0; i < sizeof(fraction_cases) / sizeof(*fraction_cases);
		 i++)
	{
		const struct fraction_case *c = &fraction_cases[i];
		bool same;

		if (eh_nearest_fraction(c->value, c->most, &p, &q) != EH_OK)
		{
			ok(false, "%.17g is refused", c->value);
			continue;
		}
		/* two fractions may be as near as a double can tell */
		same = (p == c->numerator && q == c->denominator) ||
			   fabs(fabs((double) p / q - c->value) -
					fabs((double) c->numerator / c->denominator - c->value)) <=
				   4 * DBL_EPSILON * fabs(c->value);
		if (!ok(same && q <= c->most, "%.17g with at most %d", c->value,
				c->most))
			printf("# got %lld/%d\n# want %lld/%d\n", (long long) p, q,
				c->numerator, c->denominator);
	}
	ok(eh_nearest_fraction(NAN, 3, &p, &q) == EH_EDOMAIN, "NaN");
	ok(eh_nearest_fraction(INFINITY, 3, &p, &q) == EH_EDOMAIN, "infinity");
	ok(eh_nearest_fraction(0.5, 0, &p, &q) == EH_EDOMAIN, "denominator 0");
	ok(eh_nearest_fraction(1e300, 3, &p, &q) == EH_EDOMAIN, "too large");
	return done();
}
